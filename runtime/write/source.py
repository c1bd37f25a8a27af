"""The text of a file in its parts: which lines belong to which section, step and slot, and where its comments stand."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from blockloom.runtime.format.tree import Mapping, Scalar, Sequence, Tree

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_LINE_END = re.compile(r"[\r\n]")
_COMMENT = re.compile(r"(?:(?<=\s)|^)#[^\r\n]*")


@dataclass(slots=True, eq=False)
class Item:
    """A key with its value, or an item of a list: the lines from ``first`` up to ``last``, and what stands around them.

    ``column`` (from 0) is where its key or its dash stands. ``above`` are the comments directly above and the empty
    lines over those, ``tail`` the comments below that are indented further, ``free`` those before that belong to
    nobody. Inside brackets an item shares its lines with others; then ``above`` is every comment before it.
    """

    key: str | None
    node: Tree
    start: int
    end: int
    column: int
    first: int
    last: int
    inline: bool = False
    above: list[str] = field(default_factory=list)
    tail: list[str] = field(default_factory=list)
    free: list[str] = field(default_factory=list)


class Source:
    """A YAML text and its tree. Lines count from 0 and keep their ends."""

    def __init__(self, text: str, tree: Tree) -> None:
        self.text = text
        self.lines = lines_of(text)
        self._starts = [0]
        for line in self.lines:
            self._starts.append(self._starts[-1] + len(line))
        self.comments: list[int] = []
        self._within: set[int] = set()
        self._look_through(tree)
        self._marks = self._marked()
        self._items: dict[int, list[Item]] = {}

    def line(self, offset: int) -> int:
        """The line on which a character stands."""
        return min(bisect_right(self._starts, offset) - 1, len(self.lines) - 1)

    def column(self, offset: int) -> int:
        return offset - self._starts[self.line(offset)]

    def comment(self, offset: int) -> str:
        """The comment that starts here, without what ends its line."""
        found = _COMMENT.match(self.text, offset)
        assert found is not None
        return found[0].rstrip()

    def comments_in(self, start: int, end: int) -> list[int]:
        """Where the comments between two characters start."""
        return self.comments[bisect_left(self.comments, start) : bisect_left(self.comments, end)]

    def comments_on(self, first: int, last: int) -> list[int]:
        """Where the comments on some lines start."""
        return self.comments_in(self._starts[first], self._starts[last + 1])

    def is_marked(self, first: int, last: int) -> bool:
        """Whether there is a comment or an empty line among the lines."""
        return self._marks[last + 1] > self._marks[first]

    def items(self, node: Sequence | Mapping, after: int = -1) -> list[Item]:
        """The items of a list or a map; in block style its lines begin behind the line ``after``."""
        if id(node) not in self._items:
            found = list(self._inline(node) if node.inline else self._block(node))
            if not node.inline:
                self._share_gaps(found, after)
            self._items[id(node)] = found
        return self._items[id(node)]

    def _block(self, node: Sequence | Mapping) -> Iterator[Item]:
        if isinstance(node, Mapping):
            for key, value in node.pairs.items():
                at = node.keys[key]
                end = max(at.end, self._end(value))
                yield Item(key, value, at.start, end, self.column(at.start), self.line(at.start), self.line(end - 1))
            return
        column = self.column(node.start)
        for value in node.items:
            first = self.line(value.start)
            while first > 0 and not self.lines[first].startswith("-", column):
                first -= 1
            end = max(self._starts[first] + column + 1, self._end(value))
            yield Item(None, value, self._starts[first] + column, end, column, first, self.line(end - 1))

    def _inline(self, node: Sequence | Mapping) -> Iterator[Item]:
        keys = list(node.keys.items()) if isinstance(node, Mapping) else [(None, item) for item in node.items]
        values = list(node.pairs.values()) if isinstance(node, Mapping) else node.items
        before = node.start
        for number, ((key, at), value) in enumerate(zip(keys, values, strict=True)):
            end = max(at.end, value.end)
            item = Item(key, value, at.start, end, self.column(at.start), self.line(at.start), self.line(end - 1), True)
            behind = self.comments_in(end, node.end) if number == len(values) - 1 else []
            item.above = [
                " " * item.column + self.comment(one) for one in [*self.comments_in(before, at.start), *behind]
            ]
            before = end
            yield item

    def _end(self, node: Tree) -> int:
        """Where a value ends, without the empty lines that a block scalar may have behind it."""
        while isinstance(node, Sequence | Mapping) and not node.inline:
            node = node.items[-1] if isinstance(node, Sequence) else next(reversed(node.pairs.values()))
        header = self.text[node.start : node.start + 3]
        if isinstance(node, Scalar) and node.quoted and header[:1] in ("|", ">") and "+" not in header:
            return node.start + len(self.text[node.start : node.end].rstrip())
        return node.end

    def _share_gaps(self, items: list[Item], after: int) -> None:
        """Give the lines between items to those that they belong to."""
        before: Item | None = None
        for item in items:
            gap = self.lines[(before.last if before else after) + 1 : item.first]
            limit = item.column if before else len(self.text)
            own = _end_of(gap, "#", limit)
            own = _end_of(gap[:own], "", limit)
            rest, item.above = gap[:own], gap[own:]
            item.free = self.hand_down(before, rest) if before else rest
            before = item

    def hand_down(self, item: Item, lines: list[str]) -> list[str]:
        """Give the comments below an item that are indented further than it to it, or to the last item inside that they
        are indented further than. Answers the lines that are left."""
        belong = 0
        for number, line in enumerate(lines):
            if line.strip() and _indent(line) <= item.column:
                break
            belong = number + 1 if line.strip() else belong
        item.tail, node = lines[:belong], item.node
        if item.tail and isinstance(node, Sequence | Mapping) and not node.inline:
            item.tail = self.hand_down(self.items(node, item.first)[-1], item.tail)
            item.last += belong - len(item.tail)
        return lines[belong:]

    def _look_through(self, tree: Tree) -> None:
        """Note where comments stand, and which lines are the inner ones of a text."""
        before, todo = 0, [tree]
        while todo:
            node = todo.pop()
            if isinstance(node, Sequence):
                todo.extend(reversed(node.items))
            elif isinstance(node, Mapping):
                pairs = [(node.keys[key], value) for key, value in node.pairs.items()]
                todo.extend(part for pair in reversed(pairs) for part in reversed(pair))
            elif node.end > node.start:
                if "#" in self.text[before : node.start]:
                    self.comments.extend(found.start() for found in _COMMENT.finditer(self.text, before, node.start))
                if node.quoted and self.text[node.start] in "|>":
                    header = self.text[node.start : self._starts[self.line(node.start) + 1]]
                    self.comments.extend(node.start + found.start() for found in _COMMENT.finditer(header))
                if _LINE_END.search(self.text, node.start, node.end):
                    self._within.update(range(self.line(node.start) + 1, self.line(self._end(node) - 1) + 1))
                before = node.end
        self.comments.extend(found.start() for found in _COMMENT.finditer(self.text, before))

    def _marked(self) -> list[int]:
        """How many of the lines before each line hold a comment or nothing."""
        commented = {self.line(offset) for offset in self.comments}
        sums = [0]
        for number, line in enumerate(self.lines):
            empty = not line.strip() and number not in self._within
            sums.append(sums[-1] + (empty or number in commented))
        return sums


def lines_of(text: str) -> list[str]:
    """The lines of a text with their ends."""
    return _LINE.findall(text)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _end_of(lines: list[str], sign: str, limit: int) -> int:
    """Where the last lines begin that all are comments (``#``), indented no further than ``limit``, or empty."""
    at = len(lines)
    while at and lines[at - 1].lstrip()[:1] == sign and (not sign or _indent(lines[at - 1]) <= limit):
        at -= 1
    return at
