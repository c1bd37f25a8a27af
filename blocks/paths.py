"""Paths: read and set what lies deep inside objects and lists, such as orders.1.total."""

from __future__ import annotations

from typing import Any

from blockloom.runtime import NESTING_LIMIT, FlowError, Name, room_for, sentence, shown, too_large

HUE = 300


def get_path(of: Any, /, path: str) -> Any:
    """{path} of {of}.

    The path is names with points between, positions for lists; anything that is missing reads as nothing.

    >>> get_path({"orders": [{"total": 5}]}, "orders.1.total")
    5
    """
    for step in _steps(path):
        if isinstance(of, list):
            at = _position(of, step)
            of = None if at is None else of[at]
        else:
            of = of.get(step) if isinstance(of, dict) else None
    return of


def set_path(object_: Name[dict[str, Any]], /, path: str, to: Any) -> None:
    """Set {path} of {object} to {to}.

    The path is names with points between, positions for lists. Objects that are missing on the way are made.

    >>> person = Name({})
    >>> set_path(person, "address.city", "Oslo")
    >>> person.value
    {'address': {'city': 'Oslo'}}
    """
    object_.value = _set(object_.value, path, to)


def _steps(path: str) -> list[str]:
    if path.count(".") >= NESTING_LIMIT:
        too_large("The path", NESTING_LIMIT, "names")
    steps = path.split(".")
    if "" in steps:
        raise FlowError(
            "wrong_path",
            sentence("A path is names with points between, such as address.city. You gave {value}.", value=shown(path)),
        )
    return steps


def _position(items: list[Any], step: str) -> int | None:
    """Python's index for a step of a path, None if the list has no such position."""
    digits = step.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 6) or not 1 <= int(digits) <= len(items):
        return None
    return int(step) - 1 if step == digits else int(step)


def _set(root: dict[str, Any], path: str, value: Any) -> Any:
    return _with(root, _steps(path), value)


def _with(of: Any, steps: list[str], value: Any) -> Any:
    """``of`` with the value at the end of the steps. Only what lies on the way is new, so nothing else changes."""
    if not steps:
        return value
    step, *rest = steps
    if isinstance(of, list):
        at = _position(of, step)
        if at is None:
            message = sentence('"{step}" is no position in a list of {count}.', step=step[:60], count=len(of))
            raise FlowError("position", message)
        return [*of[:at], _with(of[at], rest, value), *(of[at + 1 :] if at != -1 else [])]
    if of is not None and not isinstance(of, dict):
        raise FlowError(
            "wrong_kind",
            sentence('"{step}" can\'t be set: what should hold it is {value}.', step=step[:60], value=shown(of)),
        )
    held = of or {}
    room_for(held, step)
    return {**held, step: _with(held.get(step), rest, value)}
