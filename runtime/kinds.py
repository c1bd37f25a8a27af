"""What is known of a value before the flow runs: its kinds, and the range of a number.

The language has six kinds: text, number, boolean, list, object, nothing. A ``Kind`` is a set of them; a list may know
the kind of its items, a number its range and whether it is whole. The checker finds them, the compiler leaves out the
guards that they make needless.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, reduce
from typing import Any

from blockloom.runtime.limits import LARGEST
from blockloom.runtime.wording import Sentence, either, sentence

NUMBER, TEXT, BOOLEAN, LIST, OBJECT, NOTHING, UNSET = 1, 2, 4, 8, 16, 32, 64
EVERY = NUMBER | TEXT | BOOLEAN | LIST | OBJECT | NOTHING
WORDS = {TEXT: "text", NUMBER: "number", BOOLEAN: "boolean", LIST: "list", OBJECT: "object", NOTHING: "nothing"}
BITS = {word: bit for bit, word in WORDS.items()}
PHRASES = {"text": sentence("a text"), "number": sentence("a number"), "list": sentence("a list")}
PHRASES |= {"object": sentence("an object"), "boolean": sentence("true or false"), "nothing": sentence("nothing")}
PHRASES |= {"anything": sentence("anything")}
_LEVELS, _FIELDS = 3, 20


@dataclass(frozen=True, slots=True)
class Drift:
    """How far a whole number has moved since a loop's turn began: ``base`` names loop and variable."""

    base: tuple[int, str]
    low: float
    high: float


@dataclass(slots=True, unsafe_hash=True)  # never changed, yet not frozen: that takes three times as long to make
class Kind:
    """A set of kinds (``bits``); ``low``..``high``, ``whole`` and ``drift`` speak of the number, ``items`` of the list.

    ``fields`` holds properties that the object surely has, by their names; it may have others.
    ``UNSET`` among the bits says that a variable may not have been set yet.
    """

    bits: int
    low: float = -LARGEST
    high: float = LARGEST
    whole: bool = False
    items: Kind | None = None
    drift: Drift | None = None
    fields: tuple[tuple[str, Kind], ...] = ()

    def within(self, other: Kind) -> bool:
        """Whether every value of this kind is surely one of the other."""
        return not self.bits & ~other.bits and (not other.whole or self.whole or not self.bits & NUMBER)

    def meets(self, other: Kind) -> bool:
        """Whether a value of this kind can be one of the other."""
        return bool(self.bits & other.bits & EVERY) or not self.bits & EVERY

    def without(self, bits: int) -> Kind:
        return self.with_bits(self.bits & ~bits)

    def with_bits(self, bits: int) -> Kind:
        """The same but for the set of kinds."""
        return Kind(bits, self.low, self.high, self.whole, self.items, self.drift, self.fields)

    def between(self, low: float, high: float) -> Kind:
        """The same with another range."""
        return Kind(self.bits, low, high, self.whole, self.items, self.drift, self.fields)

    def drifting(self, drift: Drift | None) -> Kind:
        """The same with another drift."""
        return Kind(self.bits, self.low, self.high, self.whole, self.items, drift, self.fields)

    def field(self, name: object) -> Kind | None:
        """The kind of a property, if what is an object surely has it."""
        return dict(self.fields).get(str(name)) if self.bits == OBJECT else None

    def inside(self, change: Callable[[Kind], Kind]) -> Kind:
        """The kind with what it knows of a list's items and an object's properties changed."""
        if self.items is None and not self.fields:
            return self
        items = change(self.items) if self.items is not None else None
        return replace(self, items=items, fields=tuple((name, change(kind)) for name, kind in self.fields))

    @property
    def is_number(self) -> bool:
        return self.bits == NUMBER

    @property
    def scalar(self) -> bool:
        """Whether the value surely can't be changed in place."""
        return not self.bits & (LIST | OBJECT)

    def words(self) -> str:
        """``text``, ``number or list``, ``anything``."""
        if self.bits & EVERY == EVERY:
            return "anything"
        return " or ".join(word for bit, word in WORDS.items() if self.bits & bit)

    def phrase(self) -> str:
        """``a text``, ``a number or a list``, ``true or false``, ``anything``: the same for a sentence."""
        return either(self.phrases())

    def phrases(self) -> list[Sentence]:
        """The parts of that, one for each kind."""
        return [PHRASES[word] for word in self.words().split(" or ")]


ANY = Kind(EVERY)
NEVER = Kind(0)
A_NUMBER = Kind(NUMBER)
A_WHOLE = Kind(NUMBER, whole=True)
A_TEXT = Kind(TEXT)
A_BOOLEAN = Kind(BOOLEAN)
A_LIST = Kind(LIST)
AN_OBJECT = Kind(OBJECT)
A_NOTHING = Kind(NOTHING)


def number(low: float, high: float, whole: bool) -> Kind:
    return Kind(NUMBER, low, high, whole)


def list_of(items: Kind) -> Kind:
    """A list with items of this kind."""
    return A_LIST if items == ANY else Kind(LIST, items=_kept(items, _LEVELS))


def record_of(fields: dict[str, Kind]) -> Kind:
    """An object with properties of these kinds."""
    few = sorted(fields.items())[:_FIELDS]
    return Kind(OBJECT, fields=tuple((name, _kept(kind, _LEVELS)) for name, kind in few))


def _kept(kind: Kind, levels: int) -> Kind:
    """What a list or an object remembers of a kind: past three levels nothing is told apart any more."""
    if levels == 1 and (kind.items is not None or kind.fields):
        return replace(kind, drift=None, items=None, fields=())
    kind = kind.drifting(None) if kind.drift is not None else kind
    return kind.inside(lambda inner: _kept(inner, levels - 1))


def join(left: Kind, right: Kind) -> Kind:
    """The least kind that holds both."""
    if left is right or left == right or not right.bits:
        return left
    if not left.bits:
        return right
    low, high, whole = _join_numbers(left, right)
    drift = _join_drift(left.drift, right.drift) if left.drift is not None else None
    both = left.bits | right.bits
    if not both & (LIST | OBJECT):
        return Kind(both, low, high, whole, None, drift)
    lists = [kind for kind in (left, right) if kind.bits & LIST]
    objects = [kind for kind in (left, right) if kind.bits & OBJECT]
    return Kind(both, low, high, whole, _join_items(lists), drift, _join_fields(objects))


def join_all(kinds: Sequence[Kind]) -> Kind:
    return reduce(join, kinds, NEVER)


_BITS_BY_TYPE: dict[type, int] = {int: NUMBER, float: NUMBER, str: TEXT, bool: BOOLEAN, list: LIST, dict: OBJECT}


PYTHON_TYPES: dict[str, type] = {"text": str, "number": float, "boolean": bool, "list": list, "object": dict}
"""How the types of inputs are written in a flow that is printed as Python."""


def bit_of(value: Any) -> int:
    """The bit of a value's kind; 0 for what is no value of the language."""
    return NOTHING if value is None else _BITS_BY_TYPE.get(type(value), 0)


def kind_of(value: Any) -> Kind:
    """The exact kind of a plain value."""
    if isinstance(value, str):
        return A_TEXT
    if value is None:
        return A_NOTHING
    if isinstance(value, bool):
        return A_BOOLEAN
    if isinstance(value, (int, float)):
        return _kind_of_number(value)
    if isinstance(value, list):
        return list_of(join_all([kind_of(item) for item in value[:100]])) if len(value) <= 100 else A_LIST
    return AN_OBJECT


@lru_cache(maxsize=1024, typed=True)
def _kind_of_number(value: float) -> Kind:
    return number(value, value, isinstance(value, int))


def _join_numbers(left: Kind, right: Kind) -> tuple[float, float, bool]:
    """The range that holds the numbers of both, and whether all of them are whole."""
    if not left.bits & NUMBER:
        return (right.low, right.high, right.whole) if right.bits & NUMBER else (-LARGEST, LARGEST, False)
    if not right.bits & NUMBER:
        return left.low, left.high, left.whole
    low = left.low if left.low <= right.low else right.low
    return low, left.high if left.high >= right.high else right.high, left.whole and right.whole


def _join_drift(left: Drift | None, right: Drift | None) -> Drift | None:
    if left is None or right is None or left.base != right.base:
        return None
    return Drift(left.base, min(left.low, right.low), max(left.high, right.high))


def _join_fields(objects: list[Kind]) -> tuple[tuple[str, Kind], ...]:
    if not objects or len(objects) == 1 or objects[0].fields == objects[1].fields:
        return objects[0].fields if objects else ()
    others = dict(objects[1].fields)
    return tuple((name, join(kind, others[name])) for name, kind in objects[0].fields if name in others)


def _join_items(lists: list[Kind]) -> Kind | None:
    if len(lists) == 1:
        return lists[0].items
    if len(lists) == 2 and lists[0].items is not None and lists[1].items is not None:
        return join(lists[0].items, lists[1].items)
    return None
