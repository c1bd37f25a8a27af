"""Who may do what: rules by app, channel and role."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple, TypeAlias

from sqlalchemy import Connection, delete, insert, select

from blockloom.runtime.store.store import Store
from blockloom.runtime.store.tables import permission


class Rule(NamedTuple):
    """An ``operation`` is allowed or not for a ``role`` on a ``channel``, or on all channels where that is empty."""

    channel: str
    role: str
    operation: str
    allowed: bool


Rules: TypeAlias = Mapping[tuple[str, str], Mapping[str, bool]]
"""{(operation, channel): {role: allowed}}"""


def rules(store: Store) -> list[Rule]:
    """The app's rules, sorted."""
    ask = select(permission.c.channel, permission.c.role, permission.c.operation, permission.c.allowed)
    with store.reading() as connection:
        return sorted(Rule(*row) for row in connection.execute(ask.where(permission.c.app_pk == store.app_pk)))


def known_rules(store: Store) -> Rules:
    """The same to look things up in, as they were at most a second ago: they are asked for with every call."""
    return store.known_rules.get(store.app_pk, lambda: _grouped(rules(store))) or {}


def set_rules(store: Store, changed: Iterable[Rule]) -> None:
    """Keep these rules in the place of those for the same. They hold everywhere when this returns."""
    _replace(store, list(changed), kept=True)


def drop_rules(store: Store, gone: Iterable[Rule]) -> None:
    """Take the rules for the same away. They hold nowhere when this returns."""
    _replace(store, list(gone), kept=False)


def _replace(store: Store, rules: list[Rule], kept: bool) -> None:
    def work(connection: Connection) -> None:
        for rule in rules:
            same = (
                permission.c.app_pk == store.app_pk,
                permission.c.channel == rule.channel,
                permission.c.role == rule.role,
                permission.c.operation == rule.operation,
            )
            connection.execute(delete(permission).where(*same))
        if kept:
            connection.execute(insert(permission), [{"app_pk": store.app_pk, **rule._asdict()} for rule in rules])

    store.write(work)
    store.known_rules.outdate()


def _grouped(rules: Iterable[Rule]) -> Rules:
    grouped: dict[tuple[str, str], dict[str, bool]] = {}
    for rule in rules:
        grouped.setdefault((rule.operation, rule.channel), {})[rule.role] = rule.allowed
    return grouped
