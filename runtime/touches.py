"""What a flow may touch, read off its blocks without running it: servers, tables, channels and secrets by name.

A name is known where it is written out in the flow; where it is worked out, it may be any.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
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


def told(touches: list[Touch], say: Callable[..., str] = str.format) -> list[str]:
    """The same in words, each to follow "This flow can": ``reach api.example.com``.

    ``say`` fills the holes of a sentence, such as ``reach {names}``, and may translate it; ``sentences`` are all.
    """
    said: dict[tuple[str, str], tuple[set[str], bool]] = {}
    for touch in touches:
        words = _WORDS.get(touch.door, (f"use the door {touch.door}", ""))
        names, any = said.get(words, (set(), False))
        said[words] = names | {*touch.names}, any or touch.any
    return [
        say(_sentence(verb, what, len(names), any), names=_listed(sorted(names), any, say))
        for (verb, what), (names, any) in said.items()
    ]


def sentences() -> list[str]:
    """Every sentence that ``told`` makes."""
    every = [(verb, what, count, any) for verb, what in _WORDS.values() for count in range(3) for any in (False, True)]
    return sorted({_LAST, *(_sentence(*one) for one in every)})


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
    "messaging.send_mail_template": ("send e-mail by templates", ""),
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
_LAST = "{names} and {last}"


def _sentence(verb: str, what: str, count: int, any: bool) -> str:
    if not what:
        return verb
    if not count:
        return f"{verb} {'any' if any else 'every'} {what}"
    the = "" if what in _SPEAK_FOR_THEMSELVES else f"the {what}{'s' if count > 1 else ''} "
    return f"{verb} {the}{{names}}{f' and any other {what}' if any else ''}"


def _listed(names: list[str], more: bool, say: Callable[..., str]) -> str:
    if more or len(names) < 2:
        return ", ".join(names)
    return say(_LAST, names=", ".join(names[:-1]), last=names[-1])


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
