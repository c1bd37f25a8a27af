"""What of the devices of users other people see, where that is bounded (``Policy.private``)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from blockloom.runtime.errors import FlowError
from blockloom.runtime.permissions import DELETE, FIND, Rights
from blockloom.runtime.store.conditions import All, Column, Comparison, Condition, Constant, IsNothing, Some
from blockloom.runtime.wording import sentence

Record = dict[str, Any]


def check_owner(rights: Rights | None, owner: str | None, code: int = FIND) -> None:
    """FlowError ``code`` unless the caller may read, or cancel, a device of the user with this id."""
    if rights is not None and not rights.may_touch(owner):
        cancel = sentence("This is a user's device: only that user and the app's own server can cancel it.")
        see = sentence("This is a user's device: only that user and the app's own server can see it.")
        raise FlowError(code, cancel if code == DELETE else see)


def shown_to(rights: Rights | None, record: Record, owner: str | None) -> Record:
    """The record without its ``deviceToken`` for whom that is none of their business."""
    return record if rights is None or rights.may_see_token(owner) else {**record, "deviceToken": None}


def searchable(rights: Rights | None, wanted: Condition) -> Condition:
    """What the caller gets of what they want. FlowError 1013 for a search that names no device, or asks for tokens:
    whoever can guess on can find out what they can't see."""
    if rights is None or rights.trusted or not rights.policy.private:
        return wanted
    if not any(_names_device(part) for part in _parts(wanted)):
        raise FlowError(
            FIND, sentence("Only the app's own server can search all devices. Ask for one: deviceId = '…'.")
        )
    if any(name in ("deviceToken", "user", "ownerId") for name in _columns(wanted)):
        raise FlowError(FIND, sentence("Only the app's own server can search by deviceToken, user and ownerId."))
    nobody = IsNothing(Column("user"))
    own = Comparison("=", Column("user"), Constant(rights.user.id)) if rights.user else nobody
    return All((wanted, Some((nobody, own))))


def _parts(condition: Condition) -> tuple[Condition, ...]:
    """What has to hold, all of it."""
    if not isinstance(condition, All):
        return (condition,)
    return tuple(part for inner in condition.parts for part in _parts(inner))


def _names_device(condition: Condition) -> bool:
    if not isinstance(condition, Comparison) or condition.sign != "=":
        return False
    sides = (condition.left, condition.right)
    return any(isinstance(side, Column) and side.name == "deviceId" for side in sides) and any(
        isinstance(side, Constant) for side in sides
    )


def _columns(condition: Any) -> Iterator[str]:
    if isinstance(condition, Column):
        yield condition.name
        return
    for name in getattr(condition, "__slots__", ()):
        inner = getattr(condition, name)
        for part in inner if isinstance(inner, tuple) else (inner,):
            yield from _columns(part)
