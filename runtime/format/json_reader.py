"""JSON text → the same tree, with positions, an explicit stack and the same limits."""

from __future__ import annotations

import json
import re
from typing import Any

from blockloom.runtime.format.tree import Builder, Mapping, Scalar, Sequence, Tree, Unreadable, check_scalar, check_text
from blockloom.runtime.limits import LARGEST
from blockloom.runtime.wording import either, sentence

_TOKEN = re.compile(
    r"""(?P<space>[ \t\r\n]+)|(?P<text>"(?:[^"\\\x00-\x1f]|\\.)*")|[\[\]{},:]
    |(?P<number>-?(?:0|[1-9][0-9]*)(?P<broken>\.[0-9]+)?(?P<power>[eE][-+]?[0-9]+)?(?![\w.]))
    |(?P<word>true|false|null)\b""",
    re.VERBOSE,
)
_LINE_END = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")
_WORDS = {"true": True, "false": False, "null": None}
_WORD = re.compile(r"\w+")
_OTHERWISE = {
    "'": sentence('Texts stand in double quotes in JSON: "…".'),
    '"': sentence("This text is not closed, or a line break or a tab stands in it."),
    "#/": sentence('JSON has no comments. A remark about a step is its "note".'),
    "+.": sentence("Numbers start with a digit or a minus in JSON."),
}
_NEXT = {"[": "value or ]", "{": "key or }", ",": "value", ":": "value"}
_VALUE, _KEY = sentence("a value"), sentence("a key in double quotes")
_WANTED = {"value": _VALUE, "value or ]": either([_VALUE, "]"]), "key": _KEY, "key or }": either([_KEY, "}"])}
_WANTED |= {", or ]": sentence(", or ]"), ", or }": sentence(", or }"), "the end": sentence("the end")}


def read_json(text: str) -> Tree:
    """The tree of a JSON text; raises Unreadable with line and column."""
    text = text.removeprefix("\ufeff")
    check_text(text)
    return _Reader(text).read()


def tree_of(data: Any) -> Tree:
    """The tree that the JSON text of plain data would have, but that nothing in it has a place; raises Unreadable."""
    builder = Builder()
    _add(builder, data)
    root = builder.whole()
    assert root is not None
    return root


def _add(builder: Builder, data: Any) -> None:
    if isinstance(data, dict):
        builder.open(Mapping(1, 1))
        for key, value in data.items():
            builder.add(_scalar(key, "", 1, 1))
            _add(builder, value)
        builder.close()
    elif isinstance(data, list):
        builder.open(Sequence(1, 1))
        for item in data:
            _add(builder, item)
        builder.close()
    else:
        builder.add(_scalar(data, "" if isinstance(data, str) else json.dumps(data), 1, 1))


def _scalar(value: str | float | bool | None, token: str, line: int, column: int) -> Scalar:
    """What a word of JSON says; raises Unreadable for what no flow may hold."""
    if isinstance(value, str):
        check_scalar(value, line, column)
        return Scalar(value, line, column, quoted=True, raw=value)
    if value is not None and not -LARGEST <= value <= LARGEST:
        message = sentence(
            "Numbers go from -{largest} to {largest}. A longer row of digits is a text.", largest=LARGEST
        )
        raise Unreadable(line, column, "number_too_large", message)
    return Scalar(value, line, column, raw=token)


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.builder = Builder()
        self.open: list[str] = []
        self.want = "value"
        self.line, self.start = 1, 0

    def read(self) -> Tree:
        position = 0
        while position < len(self.text):
            match = _TOKEN.match(self.text, position)
            if match is None:
                raise self.unreadable(position, self.expected(position))
            token, place = match.group(), position
            position = match.end()
            if match["space"] is None:
                self.take(token, place, match)
            for line_end in _LINE_END.finditer(token):
                self.line += 1
                self.start = place + line_end.end()
        if self.open or (root := self.builder.whole()) is None:
            raise self.unreadable(len(self.text), sentence("The text ends too early."))
        return root

    def take(self, token: str, place: int, match: re.Match[str]) -> None:
        column = place - self.start + 1
        if token in "]}":
            self.close(token, place)
        elif token in ",:":
            if token not in self.want:
                raise self.unreadable(place, self.expected(place))
            self.want = "key" if token == "," and self.open[-1] == "{" else "value"
        elif "value" not in self.want and not ("key" in self.want and match["text"]):
            raise self.unreadable(place, self.expected(place))
        elif token in "[{":
            self.builder.open(Sequence(self.line, column) if token == "[" else Mapping(self.line, column))
            self.open.append(token)
            self.want = _NEXT[token]
        else:
            is_key = "key" in self.want
            self.builder.add(self.scalar(token, column, match))
            self.want = ":" if is_key else self.after()

    def close(self, token: str, place: int) -> None:
        if not self.open or {"[": "]", "{": "}"}[self.open[-1]] != token or token not in self.want:
            raise self.unreadable(place, self.expected(place))
        self.open.pop()
        self.builder.close()
        self.want = self.after()

    def after(self) -> str:
        return (", or ]" if self.open[-1] == "[" else ", or }") if self.open else "the end"

    def scalar(self, token: str, column: int, match: re.Match[str]) -> Scalar:
        value: str | int | float | bool | None
        if match["text"]:
            try:
                value = json.loads(token)
            except ValueError:
                raise self.unreadable(
                    match.start(), sentence("This text holds an escape that JSON does not know.")
                ) from None
        elif match["word"]:
            value = _WORDS[token]
        else:
            value = float(token) if match["broken"] or match["power"] or len(token) > 20 else int(token)
        return _scalar(value, token, self.line, column)

    def expected(self, place: int) -> str:
        """What to say of a place at which something else should stand."""
        found = self.text[place : place + 1]
        if found in "]}" and self.text[:place].rstrip().endswith(","):
            return sentence('There is a "," too many before this "{found}".', found=found)
        for signs, message in _OTHERWISE.items():
            if found in signs:
                return message
        wanted = _WANTED.get(self.want, self.want)
        word = _WORD.match(self.text, place)
        return sentence('Expected {wanted} here, not "{word}".', wanted=wanted, word=word[0][:40] if word else found)

    def unreadable(self, place: int, message: str) -> Unreadable:
        return Unreadable(self.line, place - self.start + 1, "json", message)
