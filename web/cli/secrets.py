"""``secrets``: passwords and keys that flows use by name. Their values go in, and never come out again."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click

from blockloom.runtime.apps import find_app
from blockloom.runtime.secrets import Vault, check_name
from blockloom.runtime.settings import load_settings
from blockloom.runtime.store import Store
from blockloom.web.cli.console import answer, note
from blockloom.web.words import counted


@dataclass(frozen=True, slots=True)
class Where:
    """The data folder and the app that were named."""

    data: Path | None
    app: str | None


@click.group()
@click.option("--data", type=click.Path(path_type=Path), metavar="DIR", help="The folder of the store.")
@click.option("--app", metavar="APP", help="The app, by name or id. [default: the first one]")
@click.pass_context
def secrets(context: click.Context, data: Path | None, app: str | None) -> None:
    """Keep passwords and keys for flows, which read them by name: {secret: API_KEY}.

    They lie encrypted in the store. The key is in BLOCKLOOM_SECRET_KEY, else in the file secret.key of the data folder,
    which is made the first time: without it no secret can be read again, so keep a copy of it, away from the store.
    """
    context.obj = Where(data, app)


@secrets.command("set")
@click.argument("name")
@click.pass_obj
def set_(where: Where, name: str) -> None:
    """Keep a secret under NAME, such as API_KEY. Its value is asked for, or read from a pipe."""
    check_name(name)
    with _opened(where) as vault:
        vault.set(name, _value(name))
    note(f"{name} is set. A flow reads it as {{secret: {name}}}.", "green")


@secrets.command("list")
@click.pass_obj
def list_(where: Where) -> None:
    """List the names of the secrets, and when each was set."""
    with _opened(where) as vault:
        found = vault.names()
    width = max((len(listed.name) for listed in found), default=0)
    for listed in found:
        moment = datetime.fromtimestamp(listed.updated / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")
        answer(f"{listed.name:<{width}}  {moment}")
    if not found:
        note("There are no secrets yet. Set one: blockloom secrets set API_KEY")


@secrets.command()
@click.argument("name")
@click.pass_obj
def delete(where: Where, name: str) -> None:
    """Forget the secret NAME."""
    with _opened(where) as vault:
        vault.delete(name)
    note(f"{name} is forgotten.", "green")


@secrets.command()
@click.pass_obj
def rotate(where: Where) -> None:
    """Encrypt all secrets, of every app, with a new key; the old one opens nothing any more.

    With BLOCKLOOM_SECRET_KEY, put a new key before the old one, with a comma, rotate, and take the old one out.
    """
    with _opened(where) as vault:
        number = vault.rotate()
    note(f"{counted(number, 'secret')} encrypted anew.", "green")


@contextmanager
def _opened(where: Where) -> Iterator[Vault]:
    settings = load_settings(where.data)
    store = Store.open(settings.database_url, settings.data)
    try:
        app = find_app(store, where.app) if where.app else None
        yield Vault(store.for_app(app.pk, app.id) if app else store, settings.data)
    finally:
        store.close()


def _value(name: str) -> str:
    if sys.stdin.isatty():
        return str(click.prompt(f"Value of {name}", hide_input=True, confirmation_prompt="Again", err=True))
    return sys.stdin.read().removesuffix("\n")
