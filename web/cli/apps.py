"""``apps``: the apps of this installation and the keys that programs call it with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from blockloom.runtime import apps as rules
from blockloom.runtime.settings import load_settings
from blockloom.runtime.store import Store
from blockloom.runtime.users import Roles
from blockloom.web.cli.console import answer, answer_json, note
from blockloom.web.keys import WORDS, first_start, key_lines


def _named_here(context: click.Context, _: click.Parameter, data: Path | None) -> None:
    if data is not None:
        context.obj = data


FOLDER: dict[str, Any] = {"type": click.Path(path_type=Path), "metavar": "DIR", "help": "The folder of the store."}
DATA = click.option("--data", expose_value=False, callback=_named_here, **FOLDER)
"""The folder, for who names it behind the command's name."""
JSON = click.option("--json", "as_json", is_flag=True, help="List as JSON.")


@click.group(invoke_without_command=True)
@click.option("--data", **FOLDER)
@JSON
@click.pass_context
def apps(context: click.Context, data: Path | None, as_json: bool) -> None:
    """List the apps with their ids and client keys; create one, or give one a new key.

    Programs call /APP_ID/CLIENT_KEY/… on this server, as Backendless SDKs do.
    """
    context.obj = data
    if context.invoked_subcommand is None:
        list_apps(data, as_json)


@apps.command("list")
@DATA
@JSON
@click.pass_obj
def list_(data: Path | None, as_json: bool) -> None:
    """List the apps, as without a command."""
    list_apps(data, as_json)


def list_apps(data: Path | None, as_json: bool) -> None:
    with opened(data) as store:
        for line in first_start(store):
            note(line) if as_json else answer(line)
        found = rules.list_apps(store)
    if as_json:
        answer_json([{"id": app.id, "name": app.name, "clientKey": app.client_key} for app in found])
        return
    for app in found:
        answer(f"{app.name}\n  {'app id':<12} {app.id}\n  {'client key':<12} {app.client_key}")


@apps.command()
@click.argument("name")
@DATA
@click.pass_obj
def create(data: Path | None, name: str) -> None:
    """Make an app called NAME and show its keys, the secret ones this once."""
    with opened(data) as store:
        for line in key_lines(*rules.create_app(store, name)):
            answer(line)


@apps.command()
@click.argument("app")
@click.argument("kind", type=click.Choice(rules.KINDS))
@DATA
@click.pass_obj
def rotate(data: Path | None, app: str, kind: str) -> None:
    """Give APP (a name or an id) a new key of that KIND and show it once. The old one is refused at once."""
    with opened(data) as store:
        key = rules.rotate(store, rules.find_app(store, app), kind)
    answer(f"{WORDS[kind]}  {key}")


@apps.command()
@click.argument("app")
@click.argument("name", required=False)
@DATA
@click.pass_obj
def roles(data: Path | None, app: str, name: str | None) -> None:
    """List the own roles of APP (a name or an id), or make one called NAME. The app's server then gives it to users."""
    with opened(data) as store:
        found = rules.find_app(store, app)
        own = Roles(store.for_app(found.pk, found.id))
        if name is not None:
            own.create(name)
        for each in own.names():
            answer(each)


@apps.command()
@click.argument("app")
@click.argument("choice", type=click.Choice(["on", "off"]))
@DATA
@click.pass_obj
def confirm(data: Path | None, app: str, choice: str) -> None:
    """Let users who register with APP (a name or an id) confirm their e-mail address before they can log in, or not.

    They are sent a link, so the server has to be able to send e-mail (BLOCKLOOM_SMTP). Without that nobody can
    register. An e-mail template of APP's that is called confirm-email and has a place for {{link}} is sent instead.
    """
    with opened(data) as store:
        rules.set_confirms(store, rules.find_app(store, app), choice == "on")


@contextmanager
def opened(data: Path | None) -> Iterator[Store]:
    settings = load_settings(data)
    store = Store.open(settings.database_url, settings.data)
    try:
        yield store
    finally:
        store.close()
