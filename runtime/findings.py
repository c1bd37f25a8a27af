"""What the reader and the checker have to say about a file: one record a remark, all of them at once."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal, NamedTuple

from blockloom.runtime.wording import sentence

ENOUGH = 500
"""How many findings of one file are told. More help nobody, and each takes its time."""


class Place(NamedTuple):
    """Where something stands: 1-based line and column in the text, and its address in the flow (``do/1/then/0``)."""

    line: int
    column: int
    path: str = ""


class Edit(NamedTuple):
    """A change of a text: ``text`` takes the place of its characters from ``start`` up to ``end``, counted from 0."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark: where, a plain sentence, a code for programs, a mend where there is one, and the mend as an edit of
    the file's text where it can be made without anybody's judgement.

    An ``error`` keeps the flow from running; a ``warning`` does not.
    """

    place: Place
    code: str
    message: str
    mend: str | None = None
    severity: Literal["error", "warning"] = "error"
    edit: Edit | None = None

    @property
    def line(self) -> int:
        return self.place.line

    @property
    def column(self) -> int:
        return self.place.column

    @property
    def path(self) -> str:
        return self.place.path

    def as_dict(self) -> dict[str, Any]:
        """The finding as plain data, with ``line``, ``column`` and ``path`` at the top."""
        flat = asdict(self)
        del flat["place"]
        flat["edit"] = self.edit._asdict() if self.edit else None
        return {**self.place._asdict(), **flat}

    def told(self, filename: str) -> str:
        """One line of text, as a compiler would print it."""
        mend = f"   mend: {self.mend}" if self.mend else ""
        return f"{filename}:{self.line}:{self.column}  {self.message}{mend}"


_ELSEWHERE = {
    "abs": "absolute", "append": "add_item", "array": "list", "bool": "boolean", "ceil": "round_up",
    "continue": "next", "delay": "wait", "dict": "object", "echo": "print", "fetch": "http_request",
    "float": "number number_from_text", "floor": "round_down", "for": "for_each", "int": "number number_from_text",
    "integer": "number", "len": "length", "let": "set", "log": "print", "max": "maximum", "min": "minimum",
    "mod": "remainder", "nil": "nothing", "none": "nothing", "null": "nothing", "order_by": "sort_by",
    "orderby": "sort_by", "parsefloat": "number_from_text", "parseint": "number_from_text", "pow": "power",
    "push": "add_item", "say": "print", "size": "length", "sleep": "wait", "sorted": "sort",
    "sqrt": "square_root", "str": "to_text", "string": "text", "substr": "part", "substring": "part",
    "throw": "raise", "undefined": "nothing", "var": "set",
}  # fmt: skip
"""What other languages call it, and what it is called here: a type, or a block."""


def guess(word: str, known: Iterable[str]) -> str | None:
    """The known word that was probably meant, or None."""
    known = list(known)
    if (named := called_elsewhere(word, known)) is not None:
        return named
    cutoff = 0.65 if len(word) <= 4 else 0.77
    like = [other for other in known if abs(len(other) - len(word)) <= 2 and _ends_alike(word, other)]
    close = difflib.get_close_matches(word, like, n=1, cutoff=cutoff)
    return close[0] if close else None


def called_elsewhere(word: str, known: Iterable[str]) -> str | None:
    """The known word that other languages call so, or that differs in its capitals alone."""
    meant = (word.lower(), *_ELSEWHERE.get(word.lower(), "").split())
    return next((other for other in known if other.lower() in meant), None)


def _ends_alike(word: str, other: str) -> bool:
    return word[:1].lower() == other[:1].lower() or word[-1:] == other[-1:]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A sentence to append to a message (with a space before it), or nothing."""
    return asked(guess(word, known))


def asked(meant: str | None) -> str:
    """The same where it is known what was meant, if anything was."""
    return sentence(' Did you mean "{meant}"?', meant=meant) if meant else ""
