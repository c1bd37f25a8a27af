"""Lines of an old text in a new one: moved to another column, with the comments that belong to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from blockloom.runtime.format.tree import Mapping as MappingTree
from blockloom.runtime.format.tree import Sequence as SequenceTree
from blockloom.runtime.write.source import Item, Source, lines_of

Placed: TypeAlias = tuple[list[str], list[str]]
"""The lines above something, and its own."""


class OldLines:
    """With ``fresh`` comments and empty lines are put in order, otherwise kept to the letter.

    ``kept`` counts the comments and empty lines that were given out.
    """

    def __init__(self, source: Source, fresh: bool) -> None:
        self._source = source
        self.kept = 0
        self._fresh = fresh

    def raw(self, item: Item, column: int) -> list[str]:
        """The lines of an item as they are, its dash or key in this column."""
        source = self._source
        if item.inline:
            first, *others = lines_of(source.text[item.start : item.end])
            return [f"{' ' * column}- {first}", *(self.moved(line, item.column, column + 2) for line in others)]
        first, *others = source.lines[item.first : item.last + 1]
        return [" " * column + first[item.column :], *(self.moved(line, item.column, column) for line in others)]

    def moved(self, line: str, column: int, to: int) -> str:
        """A line that stood below something in ``column``, below the same in another column."""
        if to >= column:
            return " " * (to - column) + line if line.strip("\r\n") else line
        spaces = len(line) - len(line.lstrip(" "))
        return line[min(spaces, column - to) :]

    def around(self, lines: Sequence[str], column: int, to: int) -> list[str]:
        """Comments and empty lines that stand around something in ``column``, around it in another column."""
        if not self._fresh:
            return [self.moved(line, column, to) for line in lines]
        kept: list[str] = []
        for line in map(str.strip, lines):
            if line or kept[-1:] != [""]:
                kept.append(line and " " * to + line)
        self.kept += len(kept)
        return kept

    def dressed(self, lines: Placed, item: Item | None, column: int, free: dict[int, list[str]], first: bool) -> Placed:
        """An item's lines with what stands around it."""
        if item is None:
            return lines
        before = free.get(id(item), []) + self.around(item.above, item.column, column)
        while first and self._fresh and before and not before[0]:
            before = before[1:]
            self.kept -= 1
        tail = self.around(item.tail, item.column, column + 2 * self._fresh)
        return before + lines[0], lines[1] + tail

    def frees(
        self, items: Sequence[tuple[Item, bool]], column: int, strange: Sequence[Item] = ()
    ) -> tuple[dict[int, list[str]], list[str]]:
        """What stands free before each item that stays, and behind the last; True marks items that are gone.

        ``strange`` items, which could not be understood, stay where they are, too.
        """
        free: dict[int, list[str]] = {}
        left: list[str] = []
        for item, is_gone in items:
            left += self.around(item.free, item.column, column)
            if any(item is one for one in strange):
                left += self.around(item.above, item.column, column)
                left += [*self.raw(item, column), *self.around(item.tail, item.column, column)]
            elif not is_gone:
                free[id(item)], left = left, []
        return free, left

    def remarked(self, lines: list[str], item: Item, comments: Sequence[int], column: int) -> Placed:
        """New lines with the old ones' comments: one behind the first line if it stood there, the others above."""
        source = self._source
        self.kept += len(comments)
        behind = next((at for at in comments if not item.inline and source.line(at) in (item.first, item.last)), None)
        above = [" " * column + source.comment(at) for at in comments if at != behind]
        if behind is None:
            return above, lines
        text = source.text[:behind]
        space = "  " if self._fresh else text[len(text.rstrip(" \t")) :] or "  "
        return above, [f"{lines[0].rstrip()}{space}{source.comment(behind)}", *lines[1:]]

    def comments(self, item: Item) -> list[int]:
        """Where the comments within an item start."""
        if item.inline:
            return self._source.comments_in(item.start, item.end)
        return self._source.comments_on(item.first, item.last)

    def comments_outside(self, item: Item, child: SequenceTree | MappingTree) -> list[int]:
        """The comments of an item that are none of its list's or map's own."""
        if not child.inline:
            return [at for at in self._source.comments_on(item.first, item.first) if item.start < at < child.start]
        return [at for at in self.comments(item) if not child.start <= at < child.end]

    def remarks(self, item: Item) -> list[str]:
        """Every comment of an item, also those around it."""
        around = [line.strip() for line in (*item.above, *item.tail) if line.strip()]
        found = [*around, *(self._source.comment(at) for at in self.comments(item))]
        self.kept += len(found)
        return found
