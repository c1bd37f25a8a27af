"""``permissions``: who may register, publish, read and manage, by app, channel and role."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from blockloom.runtime.apps import find_app
from blockloom.runtime.messaging.channels import channel_names
from blockloom.runtime.permissions import ALL_CHANNELS, GROUPS, OPERATIONS, Permissions
from blockloom.web.cli.apps import opened
from blockloom.web.cli.console import answer, answer_json, note


@dataclass(frozen=True, slots=True)
class Where:
    """The data folder and the app that were named."""

    data: Path | None
    app: str | None


def _channel(_: click.Context, __: click.Parameter, name: str) -> str:
    return (channel_names([name]) or [ALL_CHANNELS])[0]


ROLE = click.argument("role")
OPERATION = click.argument("operation", type=click.Choice(list(GROUPS)))
CHANNEL = click.option(
    "--channel", default=ALL_CHANNELS, callback=_channel, metavar="NAME", help="The channel. [default: all]"
)


@click.group()
@click.option("--data", type=click.Path(path_type=Path), metavar="DIR", help="The folder of the store.")
@click.option("--app", metavar="APP", help="The app, by name or id. [default: the first one]")
@click.pass_context
def permissions(context: click.Context, data: Path | None, app: str | None) -> None:
    """List, grant and deny what roles may do with an app's devices and messages.

    Without rules, whoever has the client key may do all (under "serve --public": not publish, nor manage), and the
    server key may do all everywhere. Every call has roles: RestUser with the client key, ServerCodeUser with the server
    key; AuthenticatedUser, GuestUser or NotAuthenticatedUser; and the user's own ("blockloom apps roles"). A channel's
    rules go before the app's, own roles before the others, and a denial before a grant of the same kind.
    """
    context.obj = Where(data, app)


@permissions.command("list")
@click.option("--json", "as_json", is_flag=True, help="List as JSON.")
@click.pass_obj
def list_(where: Where, as_json: bool) -> None:
    """List the app's rules, and what the operations mean."""
    with _opened(where) as rules:
        found = rules.rules()
    if as_json:
        answer_json([{**rule._asdict(), "channel": rule.channel or None} for rule in found])
        return
    for rule in found:
        verdict = "may" if rule.allowed else "may not"
        place = f'on the channel "{rule.channel}"' if rule.channel else "on all channels"
        answer(f"{rule.role} {verdict} {rule.operation} {place}")
    if not found:
        note("There are no rules: the defaults hold. Make one: blockloom permissions deny RestUser publish")
    for name, meaning in OPERATIONS.items():
        note(f"  {name:<15} {meaning}")


@permissions.command()
@ROLE
@OPERATION
@CHANNEL
@click.pass_obj
def grant(where: Where, role: str, operation: str, channel: str) -> None:
    """Let ROLE do OPERATION."""
    with _opened(where) as rules:
        rules.set(role, operation, channel, True)
    note(f"{role} may {operation}{_on(channel)}.", "green")


@permissions.command()
@ROLE
@OPERATION
@CHANNEL
@click.pass_obj
def deny(where: Where, role: str, operation: str, channel: str) -> None:
    """Forbid ROLE to do OPERATION."""
    with _opened(where) as rules:
        rules.set(role, operation, channel, False)
    note(f"{role} may not {operation}{_on(channel)}.", "green")


@permissions.command()
@ROLE
@OPERATION
@CHANNEL
@click.pass_obj
def reset(where: Where, role: str, operation: str, channel: str) -> None:
    """Take a rule away, so that the others and the defaults hold."""
    with _opened(where) as rules:
        rules.reset(role, operation, channel)
    note(f"There is no rule for {role} and {operation}{_on(channel)} any more.", "green")


@contextmanager
def _opened(where: Where) -> Iterator[Permissions]:
    with opened(where.data) as store:
        app = find_app(store, where.app) if where.app else None
        yield Permissions(store.for_app(app.pk, app.id) if app else store)


def _on(channel: str) -> str:
    return f' on the channel "{channel}"' if channel else ""
