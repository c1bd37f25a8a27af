"""What is said to people, as filled English text that still knows how it came about, so that a page can translate it.

The runtime speaks English, and so do the REST API and the command line. ``sentence("There is no {name}.", name=key)``
is that text, and a ``str`` like any other; ``template`` and ``holes`` are for those who say it in another language.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

Hole = str | int | float


class Sentence(str):
    """Words of ours. ``template`` is the message's id in the catalogues and ``many`` its plural form, if it has one.

    ``holes`` fill it by their names; they may be sentences themselves, or errors, which stand for what they say. The
    number that decides on the form is the hole ``count``.
    """

    __slots__ = ("holes", "many", "template")
    template: str
    holes: dict[str, Hole]
    many: str | None

    def __new__(cls, template: str, holes: dict[str, Any], many: str | None = None) -> Sentence:
        kept = holes if _KEPT.issuperset(map(type, holes.values())) else {k: _told(hole) for k, hole in holes.items()}
        form = template if many is None or kept["count"] == 1 else many
        made = str.__new__(cls, form.format_map(kept) if kept else form)
        made.template, made.holes, made.many = template, kept, many
        return made

    def __getnewargs__(self) -> tuple[Any, ...]:
        return self.template, self.holes, self.many

    def packed(self) -> dict[str, Any]:
        """The sentence as plain data, from which ``unpacked`` makes it again."""
        holes = {name: hole.packed() if isinstance(hole, Sentence) else hole for name, hole in self.holes.items()}
        return {"template": self.template, "holes": holes, "many": self.many}


_KEPT = frozenset({Sentence, str, int, float, bool})
"""What fills a hole as it is, which has to be quick: flows may catch errors in a loop."""


def _told(hole: Any) -> Hole:
    if isinstance(hole, Exception) and hole.args:
        hole = hole.args[0]
    return hole if isinstance(hole, str | int | float) else str(hole)


def sentence(template: str, /, **holes: Any) -> Sentence:
    """The template with its ``{holes}`` filled; without holes it is taken as it stands, braces and all."""
    return Sentence(template, holes)


def plural(one: str, many: str, count: int, /, **holes: Any) -> Sentence:
    """The form that fits the number, which fills the hole ``{count}``."""
    return Sentence(one, {"count": count, **holes}, many)


def unpacked(data: dict[str, Any]) -> Sentence:
    """The sentence that was ``packed``."""
    holes = {name: unpacked(hole) if isinstance(hole, dict) else hole for name, hole in data["holes"].items()}
    return Sentence(data["template"], holes, data["many"])


def listed(words: Sequence[str]) -> str:
    """``one, two``, of at least one."""
    return reduce(lambda one, other: sentence("{one}, {other}", one=one, other=other), words)


def either(words: Sequence[str]) -> str:
    """``one or another``, of at least one."""
    return reduce(lambda one, other: sentence("{one} or {other}", one=one, other=other), words)
