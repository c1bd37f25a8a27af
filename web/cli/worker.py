"""``worker`` and ``workers``: processes that share the work of one PostgreSQL."""

from __future__ import annotations

import secrets
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from blockloom.runtime.errors import SettingsError
from blockloom.runtime.permissions import LOOPBACK, PUBLIC
from blockloom.runtime.settings import load_settings
from blockloom.runtime.store import Store
from blockloom.runtime.store import workers as rows
from blockloom.runtime.store.workers import Held
from blockloom.runtime.workers import LEASE, Place, adopt, may_adopt
from blockloom.web.cli.apps import opened
from blockloom.web.cli.console import answer, answer_json, note
from blockloom.web.settings import ServerSettings

DATA = click.option("--data", type=click.Path(path_type=Path), metavar="DIR", help="The folder of the store.")


@click.command()
@click.option("--name", default="w1", show_default=True, help="Its own, and the same after each restart.")
@click.option("--no-adopt", is_flag=True, help="Never take over the work of a worker that died.")
@click.option("--public", is_flag=True, help="Beside a public server: push to real phones alone, and be as careful.")
@click.option("--simulator", is_flag=True, help="With --public: push to simulated phones all the same.")
@click.option("--as-root", is_flag=True, help="With --public: run as root all the same.")
@DATA
def worker(name: str, no_adopt: bool, public: bool, simulator: bool, as_root: bool, data: Path | None) -> None:
    """Deliver messages and run scheduled flows beside `blockloom serve`, as one of several processes on one PostgreSQL.
    Ctrl-C ends it.

    It runs flows where it has the server's data folder: their files are there, and the key to their secrets.

    What a worker that died had begun goes on when one of its name is started again, or with another worker.
    """
    from blockloom.web.public import check_machine
    from blockloom.web.worker import work  # here, because the other commands need no web framework

    if (simulator or as_root) and not public:
        raise click.UsageError("--simulator and --as-root go with --public.")

    signal.signal(signal.SIGTERM, signal.default_int_handler)
    settings = load_settings(data)
    if public:
        check_machine(settings.data, as_root)
    work(
        ServerSettings(
            settings.data,
            settings.database_url,
            http_allow=settings.http_allow,
            policy=PUBLIC if public else LOOPBACK,
            name=name,
            adopts=not no_adopt,
            fcm=settings.fcm,
            fcm_url=settings.fcm_url,
            smtp=settings.smtp,
            mail_from=settings.mail_from,
            keep=settings.keep,
            simulator=simulator or not public,
        ),
        say=answer,
    )


@click.group(invoke_without_command=True)
@DATA
@click.option("--json", "as_json", is_flag=True, help="List as JSON.")
@click.pass_context
def workers(context: click.Context, data: Path | None, as_json: bool) -> None:
    """List the workers: where they are, when they were last heard of, how many jobs they have begun and not ended."""
    context.obj = data
    if context.invoked_subcommand is not None:
        return
    with opened(data) as store, _counting(store) as count:
        found = [(held, count(held.name)) for held in rows.every(store)]
    if as_json:
        answer_json([{**_record(held), "jobs": jobs} for held, jobs in found])
        return
    for held, jobs in found:
        heard = f", heard of {held.silent / 1000:.0f} s ago" if held.beat else ""
        begun = "" if jobs is None else f", {jobs} jobs begun"
        answer(f"{held.name}: {_state(held)}{heard}{begun}\n  {Place(**held.place)}, Blockloom {held.version}")
    if not found:
        note("There are no workers.")


@workers.command("adopt")
@click.argument("name")
@click.pass_obj
def adopt_command(data: Path | None, name: str) -> None:
    """Let the others do the work of the worker NAME, which will not come back. One that lives is left alone."""
    from blockloom.runtime.engine.adoption import requeue
    from blockloom.runtime.engine.outside import looking_at

    with opened(data) as store:
        held = rows.find(store, name)
        if held is None:
            raise SettingsError(f'There is no worker called "{name}". blockloom workers lists them.')
        if not may_adopt(held, LEASE):
            raise SettingsError(
                f"The worker {name} is {_state(held)}: it was last heard of {held.silent / 1000:.0f} s ago. "
                f"Its work can be taken over once that is more than {LEASE:.0f} s."
            )
        url = store.url_for_queues
        if url is None:
            raise SettingsError("Here one process does all the work, and what was begun goes on when it starts again.")
        with looking_at(url) as client:
            jobs = adopt(store, held, secrets.token_hex(16), lambda name: requeue(client, name))
    if jobs is None:
        raise SettingsError(f"Somebody else is taking over the work of {name}, or it has come back.")
    answer(f"{jobs} jobs of {name} were handed to the others.")


def _record(held: Held) -> dict[str, Any]:
    silent = held.silent / 1000 if held.beat else None
    where = str(Place(**held.place))
    return {"name": held.name, "state": _state(held), "silent": silent, "where": where, "version": held.version}


def _state(held: Held) -> str:
    if held.adopting:
        return "being adopted"
    if held.beat == 0:
        return "stopped"
    if Place(**held.place).gone:
        return "gone"
    return "late" if held.silent > LEASE * 1000 else "live"


@contextmanager
def _counting(store: Store) -> Iterator[Callable[[str], int | None]]:
    """Answers how many jobs a worker has begun; ``None`` where the queues are in a file that only their owner opens."""
    from blockloom.runtime.engine.adoption import held
    from blockloom.runtime.engine.outside import looking_at

    url = store.url_for_queues
    if url is None or not rows.every(store):
        yield lambda name: None
        return
    with looking_at(url) as client:
        yield lambda name: held(client, name)
