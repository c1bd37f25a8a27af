"""Searching registrations: the table ``DeviceRegistration``, with conditions as flows' tables have them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from blockloom.runtime.data.fitting import Fitting, check_given
from blockloom.runtime.data.where import parameters, parsed
from blockloom.runtime.errors import FlowError
from blockloom.runtime.messaging.filling import value_of, with_parameters, with_texts
from blockloom.runtime.messaging.privacy import check_owner, searchable, shown_to
from blockloom.runtime.messaging.texts import quoted, shown
from blockloom.runtime.permissions import DELETE, Rights
from blockloom.runtime.store import Store
from blockloom.runtime.store import devicetable as rows
from blockloom.runtime.store.conditions import All, Between, Column, Comparison, Condition, Constant, Not, Some, Truth
from blockloom.runtime.wording import sentence

TABLE = "DeviceRegistration"
LARGEST_PAGE, PAGE, FURTHEST = 100, 10, 1_000_000
_NO_ROW, _WRONG_PAGE, _WRONG_WHERE, _EMPTY = 1000, 1025, 1017, 8005
_COMPARE = sentence(" Compare with =, <>, <, <=, >, >=, in, like, is null.")
_KINDS = {**rows.KINDS, **{alias: rows.KINDS[name] for alias, name in rows.ALIASES.items()}}

Row = dict[str, Any]


def find(store: Store, where: Any, page: Any, offset: Any, now: int, rights: Rights | None = None) -> list[Row]:
    """The live registrations that ``where`` (nothing: all) holds for, oldest first, ``page`` (10) from ``offset`` on.

    Each has ``objectId``, ``deviceId``, ``deviceToken``, ``channelName``, ``operatingSystemName``,
    ``operatingSystemVersion``, ``expiration``, ``user`` and ``ownerId`` (the user's id or nothing), ``created``,
    ``updated``, ``___class``. FlowError 1017 for a condition that can't be asked, 1025 for a page outside 1 to 100,
    1013 for what the caller may not search.
    """
    limit, skipped = page_of(page, offset)
    wanted = searchable(rights, condition(where))
    return [_told(row, rights) for row in rows.find_registrations(store, wanted, now, limit, skipped)]


def page_of(page: Any, offset: Any) -> tuple[int, int]:
    """How many rows from where on. FlowError 1025."""
    limit = _whole("pageSize", PAGE if page is None else page, 1, LARGEST_PAGE)
    return limit, _whole("offset", 0 if offset is None else offset, 0, FURTHEST)


def read(store: Store, id: str, now: int, rights: Rights | None = None) -> Row:
    """The live registration with this id. FlowError 1000 if there is none, 1013 if it is another user's."""
    row = _row(store, id, now)
    check_owner(rights, row["user"])
    return _told(row, rights)


def count(store: Store, where: Any, now: int, rights: Rights | None = None) -> int:
    """How many live registrations ``where`` holds for. FlowError 1017, 1013."""
    return rows.count_registrations(store, searchable(rights, condition(where)), now)


def count_devices(store: Store, where: Any, now: int) -> int:
    """How many devices have a live registration that ``where`` holds for. FlowError 1017."""
    return rows.count_registrations(store, condition(where), now, devices=True)


def delete(store: Store, id: str, now: int, rights: Rights | None = None) -> None:
    """Take the registration with this id away. FlowError 1000 if there is none, 1014 if it is another user's."""
    check_owner(rights, _row(store, id, now)["user"], DELETE)
    if not rows.delete_registrations(store, _with_id(id), now):
        raise _no_row(id)


def delete_all(store: Store, where: Any, now: int) -> int:
    """Take away the registrations that ``where`` holds for; answer how many. FlowError 1017; 8005 without a condition:
    nobody means everything by saying nothing."""
    if where is None or where == "":
        raise FlowError(_EMPTY, sentence("Say with where which registrations to delete."))
    return rows.delete_registrations(store, condition(where), now)


def condition(where: Any, values: Mapping[str, Any] | None = None) -> Condition:
    """What a where-clause asks of registrations; nothing asks nothing, and what was read before stays. FlowError 1017
    for one that can't be asked.

    With ``values`` it is a template's: they go into its places, see ``filling``, and 8007 is for one that is missing.
    """
    if where is None or where == "":
        return Constant(True)
    if isinstance(where, Condition):
        return where
    if not isinstance(where, str):
        raise FlowError(_WRONG_WHERE, sentence("where has to be a text, not {value}.", value=shown(where)))
    if values is None:
        tree, given = parsed(where), {}
    else:
        text, names = with_parameters(where)
        tree, given = with_texts(parsed(text), values), {name: value_of(name, values) for name in names}
    _check_grammar(tree)
    check_given(parameters(tree), given)
    return Fitting(TABLE, _KINDS, given).of(tree)


def _check_grammar(tree: Any) -> None:
    """FlowError 1017 for what conditions on other tables can hold, and those on registrations, as the original has it,
    can not."""
    if isinstance(tree, Between | Truth | Constant):
        what = "between" if isinstance(tree, Between) else sentence("A value by itself")
        raise FlowError(_WRONG_WHERE, sentence("{what} has no meaning here.{compare}", what=what, compare=_COMPARE))
    for inner in tree.parts if isinstance(tree, All | Some) else [tree.inner] if isinstance(tree, Not) else []:
        _check_grammar(inner)


def _row(store: Store, id: str, now: int) -> Row:
    found = rows.find_registrations(store, _with_id(id), now, 1, 0)
    if not found:
        raise _no_row(id)
    return found[0]


def _with_id(id: str) -> Condition:
    known = id.isascii() and id.isprintable()
    return Comparison("=", Column("objectId"), Constant(id.upper())) if known else Constant(False)


def _whole(name: str, given: Any, least: int, most: int) -> int:
    if isinstance(given, bool) or not isinstance(given, int) or not least <= given <= most:
        raise FlowError(
            _WRONG_PAGE,
            sentence("{name} has to be a whole number from {least} to {most:,}.", name=name, least=least, most=most),
        )
    return given


def _no_row(id: str) -> FlowError:
    return FlowError(
        _NO_ROW,
        sentence("{table} has no row with the objectId {value}.", table=TABLE, value=quoted(id)),
    )


def _told(row: Row, rights: Rights | None) -> Row:
    return {**shown_to(rights, row, row["user"]), "___class": TABLE}
