"""What tables and columns can be called. Names never reach SQL; the rules are there so that people can tell them apart
and write them in conditions."""

from __future__ import annotations

import re
import unicodedata

from blockloom.runtime.errors import FlowError
from blockloom.runtime.values import shown
from blockloom.runtime.wording import sentence

LONGEST = 64
RESERVED_TABLES = frozenset({"users", "deviceregistration"})
RESERVED_COLUMNS = {name.lower(): name for name in ("objectId", "created", "updated", "ownerId", "___class")}
_NAME = re.compile(r"[^\W\d]\w*")
_TABLE, _COLUMN = sentence("table"), sentence("column")


def table_name(name: str) -> str:
    """``name`` if a table can have it. FlowError "wrong_name"."""
    checked = _checked(name, _TABLE)
    if checked.lower() in RESERVED_TABLES:
        raise _wrong(
            sentence(
                'The table "{name}" is kept by the app itself. Choose another name, for example my_{name}.', name=name
            )
        )
    return checked


def column_name(name: str) -> str:
    """``name`` if a flow can give a column this name. FlowError "wrong_name"."""
    reserved = RESERVED_COLUMNS.get(name.lower())
    if reserved is not None:
        raise _wrong(
            sentence(
                'A row can\'t be given "{name}": {reserved} belongs to the store, which sets it by itself.',
                name=name,
                reserved=reserved,
            )
        )
    return _checked(name, _COLUMN)


def _checked(name: str, what: str) -> str:
    if len(name) > LONGEST:
        raise _wrong(
            sentence(
                "The name of a {what} has at most {longest} characters. This has {count}.",
                what=what,
                longest=LONGEST,
                count=len(name),
            )
        )
    if not _NAME.fullmatch(name) or not unicodedata.is_normalized("NFC", name):
        raise _wrong(
            sentence(
                "No {what} can be called {value}. A name is a letter or _, then letters, digits and _.",
                what=what,
                value=shown(name).removeprefix("the text "),
            )
        )
    return name


def _wrong(message: str) -> FlowError:
    return FlowError("wrong_name", message)
