"""The tree that both readers make: scalars, lists and maps, each with its line and column. Still no flow.

In YAML each also has the span of its characters, ``text[start:end]`` without a byte order mark, and a list or a map is
``inline`` if it stands between brackets.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from blockloom.runtime.findings import Finding, Place
from blockloom.runtime.wording import sentence

BYTES = 2 * 2**20
DEPTH = 64
DEEPEST = 256
"""How deep containers may stand in one another with all else-ifs counted, which ``DEPTH`` counts once."""
NODES = 100_000
SCALAR = 256 * 2**10
KEY = 256

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_INVISIBLE = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u2028\u2029\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]")


@dataclass(slots=True)
class Scalar:
    """A value: text, number, true, false or nothing. ``quoted`` is False for a plain YAML scalar."""

    value: str | int | float | bool | None
    line: int
    column: int
    quoted: bool = False
    raw: str = ""
    start: int = 0
    end: int = 0


@dataclass(slots=True)
class Sequence:
    line: int
    column: int
    items: list[Tree] = field(default_factory=list)
    start: int = 0
    end: int = 0
    inline: bool = False


@dataclass(slots=True)
class Mapping:
    """Pairs in the order of the text; keys are unique texts."""

    line: int
    column: int
    pairs: dict[str, Tree] = field(default_factory=dict)
    keys: dict[str, Scalar] = field(default_factory=dict)
    start: int = 0
    end: int = 0
    inline: bool = False


Tree: TypeAlias = Scalar | Sequence | Mapping


class Unreadable(Exception):
    """The text can't be read any further. Carries the one finding that says where and why."""

    def __init__(self, line: int, column: int, code: str, message: str, mend: str | None = None) -> None:
        super().__init__(message)
        self.finding = Finding(Place(line, column), code, message, mend)


def too_deep(line: int, column: int) -> Unreadable:
    """What to raise for a text that is nested deeper than a flow may be."""
    message = sentence("The file is nested more than {depth} levels deep here.", depth=DEPTH)
    return Unreadable(line, column, "too_deep", message, sentence("move the inner steps to a function"))


ELSE_IF = "else: [{if: …, then: […]}]"


def no_else_if(word: str) -> str:
    """What to say of an else-if as other languages write it."""
    return sentence(
        'There is no "{word}". An else-if is an "if" by itself under the "else" of the one above.', word=word
    )


class Builder:
    """Puts values into their containers with an explicit stack, and counts before each container is made."""

    def __init__(self) -> None:
        self.root: Tree | None = None
        self._stack: list[Sequence | Mapping] = []
        self._key: Scalar | None = None
        self._nodes = 0
        self._deepest = 0

    def add(self, node: Tree) -> None:
        """Put ``node`` where the text has come to: the root, a list's next item, a key, or a key's value."""
        self._nodes += 1
        if self._nodes > NODES:
            raise Unreadable(
                node.line, node.column, "too_large", sentence("The file holds more than {most:,} values.", most=NODES)
            )
        top = self._stack[-1] if self._stack else None
        if isinstance(top, Mapping):
            if (key := self._key) is None:
                self._key = _checked_key(top, node)
            else:
                name: Any = key.value
                top.pairs[name], top.keys[name] = node, key
                self._key = None
        elif top is None:
            self.root = node
        else:
            top.items.append(node)

    def open(self, container: Sequence | Mapping) -> None:
        """Add a container and make it the place for what follows."""
        if len(self._stack) >= DEEPEST:
            raise too_deep(container.line, container.column)
        self.add(container)
        self._stack.append(container)
        self._deepest = max(self._deepest, len(self._stack))

    def close(self) -> Sequence | Mapping:
        """Leave the innermost container, which is answered."""
        return self._stack.pop()

    def whole(self) -> Tree | None:
        """The tree, once the text has ended; Unreadable where it is too deep."""
        if self.root is not None and self._deepest > DEPTH:
            _check_depth(self.root)
        return self.root


def _checked_key(mapping: Mapping, node: Tree) -> Scalar:
    """What stands in the place of a key; Unreadable where it can't be one of this map."""
    if not isinstance(node, Scalar) or not isinstance(node.value, str):
        shown = node.raw if isinstance(node, Scalar) else sentence("a list or a map")
        mend = f'"{shown}"' if isinstance(node, Scalar) else None
        message = sentence("A key has to be a text, not {shown}.", shown=shown)
        raise Unreadable(node.line, node.column, "key_not_text", message, mend)
    if len(node.value) > KEY:
        raise Unreadable(
            node.line, node.column, "too_large", sentence("A key is longer than {most} characters.", most=KEY)
        )
    if not node.value.isascii():
        _check_key(node.value, node.line, node.column)
    if node.value in mapping.pairs:
        if (other := next(filter(means_else_if, mapping.pairs), None)) is not None:
            word = mapping.keys[other]
            raise Unreadable(word.line, word.column, "else_if", no_else_if(other), ELSE_IF)
        message = sentence('The key "{key}" stands here twice.', key=node.value)
        raise Unreadable(node.line, node.column, "key_twice", message, sentence("keep one of the two"))
    return node


def _check_depth(root: Tree) -> None:
    """Raise for the first container that is nested too deep, an else-if being as deep as its ``if``."""
    found: list[tuple[int, int]] = []
    todo = [(root, 0)]
    while todo:
        node, depth = todo.pop()
        if isinstance(node, Scalar):
            continue
        if depth >= DEPTH:
            found.append((node.line, node.column))
        elif isinstance(node, Sequence):
            todo.extend((item, depth + 1) for item in node.items)
        else:
            rung = else_if(node)
            inner = (value for key, value in node.pairs.items() if rung is None or key != "else")
            todo.extend((value, depth + 1) for value in inner)
            todo.extend([(rung, depth)] if rung is not None else [])
    if found:
        raise too_deep(*min(found))


def else_if(step: Mapping) -> Mapping | None:
    """The ``if`` that is all there is under the ``else`` of an ``if``."""
    below = step.pairs.get("else") if "if" in step.pairs else None
    return below.items[0] if isinstance(below, Sequence) and is_else_if(below) else None  # type: ignore[return-value]


def means_else_if(key: str) -> bool:
    """Whether this is what an else-if is called in other languages: ``elif``, ``else if``, ``elsif`` …"""
    return re.sub(r"[\s_-]", "", key).lower() in ("elif", "elseif", "elsif")


def is_else_if(below: Tree) -> bool:
    """Whether the steps under an ``else`` are nothing but an ``if``."""
    alone = below.items[0] if isinstance(below, Sequence) and len(below.items) == 1 else None
    return isinstance(alone, Mapping) and "if" in alone.pairs


def check_text(text: str) -> None:
    """Refuse a text over the limit, or with a character that no flow may hold, before anything else looks at it."""
    if len(text) > BYTES or len(text.encode("utf-8", "surrogatepass")) > BYTES:
        raise Unreadable(1, 1, "too_large", sentence("The file is larger than {size} MiB.", size=BYTES // 2**20))
    if (found := _FORBIDDEN.search(text)) is not None:
        before = f"{text[: found.start()]}.".splitlines()
        raise _bad_character(found[0], len(before), len(before[-1]))


def check_scalar(text: str, line: int, column: int, escapes: bool = True) -> None:
    """Refuse a scalar that is too long, or whose escapes (if it may have some) stand for a character that no flow may
    hold."""
    if len(text) > SCALAR:
        raise Unreadable(line, column, "too_large", sentence("A text is longer than {size} KiB.", size=SCALAR // 1024))
    if escapes and (found := _FORBIDDEN.search(text)) is not None:
        raise _bad_character(found[0], line, column)


def _bad_character(letter: str, line: int, column: int) -> Unreadable:
    code = ord(letter)
    if 0xDC80 <= code <= 0xDCFF:
        # files are decoded with "surrogateescape", which leaves a byte that is not UTF-8 as U+DC80 to U+DCFF
        message = sentence("The byte 0x{code:02X} is not UTF-8.", code=code - 0xDC00)
        return Unreadable(line, column, "bad_character", message, sentence("save the file as UTF-8"))
    return Unreadable(
        line, column, "bad_character", sentence("The character U+{code:04X} can't stand in a flow.", code=code)
    )


def _check_key(key: str, line: int, column: int) -> None:
    visible = "".join(letter for letter in key if unicodedata.category(letter) != "Cf" and not _INVISIBLE.match(letter))
    if visible != key:
        raise Unreadable(line, column, "key_invisible", sentence("This key holds an invisible character."), visible)
    normal = unicodedata.normalize("NFC", key)
    if normal != key:
        message = sentence(
            "The accents of this key are characters of their own, so it is another key than it looks like."
        )
        raise Unreadable(line, column, "key_lookalike", message, normal)
