"""What a row can hold: values of the language, each column one kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from blockloom.runtime.data.names import column_name
from blockloom.runtime.errors import FlowError
from blockloom.runtime.store.rowtables import NOTHING
from blockloom.runtime.values import is_value, json_text, kind_name, plain, shown, too_large
from blockloom.runtime.wording import sentence

ROW_TEXT = 65_536
COLUMNS, TABLES = 100, 200
_PLURALS = {"text": sentence("texts"), "number": sentence("numbers"), "boolean": sentence("true or false")}
_PLURALS |= {"list": sentence("lists"), "object": sentence("objects"), NOTHING: sentence("nothing")}


def checked_values(row: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of what a flow wants to store, by column.

    FlowError: "wrong_name" for a name that no column can have, "too_large" beyond 100 columns or 65,536 characters in
    all, "wrong_text" for a text that no database can keep, "too_deep" for nesting beyond the language's.
    """
    if len(row) > COLUMNS:
        too_large("The row", COLUMNS, "columns")
    values = {column_name(name): plain(value) for name, value in row.items()}
    if sum(_length(value) for value in values.values()) > ROW_TEXT:
        too_large("The row", ROW_TEXT, "characters")
    for name, value in values.items():
        if isinstance(value, str):
            checked_text(value, name)
        elif not is_value(value):
            raise _no_text(name)
    return values


def checked_text(text: str, name: str) -> str:
    """``text`` if every database can keep it. FlowError "wrong_text"."""
    if "\0" in text or not is_value(text):
        raise _no_text(name)
    return text


def check_kinds(table: str, kinds: Mapping[str, str], values: Mapping[str, Any]) -> None:
    """Refuse a value of another kind than its column's. FlowError "wrong_kind"."""
    for name, value in values.items():
        held = kinds.get(name, NOTHING)
        if value is not None and held not in (NOTHING, kind_name(value)):
            raise FlowError(
                "wrong_kind",
                sentence(
                    'The column "{name}" of {table} holds {kind}. You gave {value}.',
                    name=name,
                    table=table,
                    kind=in_words(held),
                    value=shown(value),
                ),
            )


def in_words(kind: str) -> str:
    """What a column of a kind holds: ``texts``, ``true or false``."""
    return _PLURALS.get(kind, kind)


def _length(value: Any) -> int:
    if isinstance(value, str):
        return len(value)
    return len(json_text(value)) if isinstance(value, list | dict) else 0


def _no_text(name: str) -> FlowError:
    message = sentence(
        '"{name}" holds half a character or the character 0, which no table can keep. Take it out.', name=name
    )
    return FlowError("wrong_text", message)
