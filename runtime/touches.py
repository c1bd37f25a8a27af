"""What a flow may touch, read off its blocks without running it: servers, tables, channels and secrets by name.

A name is known where it is written out in the flow; where it is worked out, it may be any.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from blockloom.runtime.errors import FlowError
from blockloom.runtime.http.urls import parse_url
from blockloom.runtime.model import Block, Flow, Items, Literal, Slotted, Template, inside

_HARMLESS = ("clock", "random", "say")
_NAMED_BY = {
    "http": ("url",),
    "secrets": ("name",),
    "data": ("table",),
    "flows": ("flow",),
    "messaging": ("channels", "channel"),
}
_WITHOUT = {"messaging.register": "default"}
_START = re.compile(r"https?://[^/?#]+(?=[/?#])")


@dataclass(frozen=True, slots=True)
class Touch:
    """What a flow does through one door (``http.request``), with these ``names``, sorted; ``any``: others too."""

    door: str
    names: tuple[str, ...] = ()
    any: bool = False

    def as_dict(self) -> dict[str, Any]:
        return {"door": self.door, "names": list(self.names), "any": self.any}


def touches(flow: Flow) -> list[Touch]:
    """The doors that the flow's blocks use, in the order of their names. What is disabled touches nothing."""
    found: dict[str, set[str | None]] = {}
    for block in _active(flow):
        for door in block.definition.doors:
            if door.partition(".")[0] not in _HARMLESS:
                found.setdefault(door, set()).update(_names(block, door))
    return [
        Touch(door, tuple(sorted(name for name in names if name is not None)), None in names)
        for door, names in sorted(found.items())
    ]


def told(touches: list[Touch]) -> list[str]:
    """The same in words, each to follow "This flow can": ``reach api.example.com``."""
    said: dict[tuple[str, str], tuple[set[str], bool]] = {}
    for touch in touches:
        words = _WORDS.get(touch.door, (f"use the door {touch.door}", ""))
        names, any = said.get(words, (set(), False))
        said[words] = names | {*touch.names}, any or touch.any
    return [_phrase(verb, what, sorted(names), any) for (verb, what), (names, any) in said.items()]


_WORDS = {
    "http.request": ("reach", "server"),
    "secrets.get": ("read", "secret"),
    "flows.run": ("run", "flow"),
    "messaging.register": ("register this phone on", "channel"),
    "messaging.cancel": ("take this phone off", "channel"),
    "messaging.registrations": ("see this phone's registration", ""),
    "messaging.channels": ("see the names of the channels", ""),
    "messaging.publish": ("send messages to", "channel"),
    "messaging.push_template": ("send messages by templates", ""),
    "messaging.send_mail": ("send e-mail", ""),
    "users.register": ("add users", ""),
    "users.login": ("log in as a user whose password it has", ""),
    "users.logout": ("log the user out for whom it runs", ""),
    "users.current": ("see the user for whom it runs", ""),
    "users.roles": ("see what roles the user has for whom it runs", ""),
    "messaging.message_status": ("see what became of messages", ""),
    "messaging.cancel_message": ("cancel messages", ""),
    "data.find": ("read", "table"),
    "data.get": ("read", "table"),
    "data.count": ("read", "table"),
    "data.tables": ("see the names of the tables", ""),
    "data.save": ("change", "table"),
    "data.change": ("change", "table"),
    "data.delete": ("delete rows of", "table"),
}

_SPEAK_FOR_THEMSELVES = ("server", "channel")


def _phrase(verb: str, what: str, names: list[str], any: bool) -> str:
    if not what:
        return verb
    if not names and not any:
        return f"{verb} every {what}"
    parts = [*names, *([f"any {'other ' if names else ''}{what}"] if any else [])]
    if names and what not in _SPEAK_FOR_THEMSELVES:
        verb = f"{verb} the {what}{'s' if len(names) > 1 else ''}"
    return f"{verb} {' and '.join([', '.join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)}"


def _active(flow: Flow) -> Iterator[Block]:
    todo: list[Any] = [flow.do, *(function.do for function in flow.functions.values())]
    while todo:
        thing = todo.pop()
        if isinstance(thing, Block):
            if thing.disabled:
                continue
            yield thing
        todo.extend(inside(thing))


def _names(block: Block, door: str) -> set[str | None]:
    """What the block says by name; None among them where it may be anything."""
    keys = _NAMED_BY.get(door.partition(".")[0], ())
    slot = next((slot for slot in block.definition.slots if slot.key in keys), None)
    if slot is None:
        return set()
    if slot.key not in block.slots:
        without = slot.default if isinstance(slot.default, str) else _WITHOUT.get(door)
        return set() if without is None else {without}
    return {*_constants(block.slots[slot.key], door)}


def _constants(slotted: Slotted, door: str) -> Iterator[str | None]:
    if isinstance(slotted, Items):
        for item in slotted.items:
            yield from _constants(item, door)
    elif door == "http.request":
        yield _host(slotted)
    else:
        value = slotted.value if isinstance(slotted, Literal) else slotted
        yield value if isinstance(value, str) else None


def _host(slotted: Slotted) -> str | None:
    """The host of a web address, if it stands there whole."""
    text = ""
    if isinstance(slotted, Literal) and isinstance(slotted.value, str):
        text = slotted.value
    elif isinstance(slotted, Template) and isinstance(slotted.parts[0], str):
        start = _START.match(slotted.parts[0])
        text = start[0] if start else ""
    try:
        return parse_url(text).authority
    except FlowError:
        return None
