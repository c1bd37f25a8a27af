"""A new document in the clothes of an old text: what did not change keeps its lines, comments go where their steps go.

Every part of the new document that was in the old text is printed from its old lines, moved to its column, if it says
the same as before; else its key or its dash stays and its parts are looked at one by one. Only what is new or another
value is printed anew. With ``fresh`` every line is printed anew and only comments and single empty lines are kept.
"""

from __future__ import annotations

from itertools import chain

from blockloom.runtime.format.tree import Mapping as MappingTree
from blockloom.runtime.format.tree import Sequence, Tree
from blockloom.runtime.write.document import Document, Section, Use
from blockloom.runtime.write.layout import dashed, item_lines, key_text, pair_lines
from blockloom.runtime.write.matching import MISSING, Origins, in_order, matched, paired, same
from blockloom.runtime.write.old_lines import OldLines, Placed
from blockloom.runtime.write.source import Item, Source


class Merge:
    """``origins`` has, for every step of the new document that was in the old one, its old address."""

    def __init__(self, source: Source, origins: Origins, fresh: bool = False) -> None:
        self._source = source
        self._old = OldLines(source, fresh)
        self._origins = origins
        self._fresh = fresh
        self._steps: dict[str, tuple[Item, Use]] = {}
        self._rooted: dict[int, bool] = {}
        self.dropped: list[str] = []

    def lines(self, new: Section, old: Section, tree: MappingTree) -> list[str]:
        """The lines of the new text; those printed anew have no line end yet."""
        self._index(old, tree, -1)
        items = self._source.items(tree)
        rest = self._source.hand_down(items[-1], self._source.lines[items[-1].last + 1 :])
        lines = _flat(self._map(new, old, tree, 0 if self._fresh else items[0].column))
        return lines + self._old.around(rest, 0, 0)

    def _index(self, old: Document, node: Tree, after: int) -> None:
        """Note every step of the old text by its address."""
        if not isinstance(node, Sequence | MappingTree) or not isinstance(old, dict | list):
            return
        for item, inner in paired(old, self._source.items(node, after)):
            if isinstance(inner, Use) and inner.address is not None:
                self._steps[inner.address] = item, inner
            if inner is not MISSING:
                self._index(inner, item.node, item.first)

    def _map(self, new: dict[str, Document], old: dict[str, Document], node: MappingTree, column: int) -> list[Placed]:
        """The pairs of a map that was in the old text."""
        items = {item.key or "": item for item in self._source.items(node)}
        if isinstance(new, Section) and not self._fresh:
            items, old = self._renamed(items, new, old)
        anew = self._fresh or node.inline
        gone = dict.fromkeys(key for key in items if key not in new and (anew or key in old))
        order = list(new) if anew else in_order(list(new), [key for key in items if key not in gone])
        free, left = self._old.frees([(item, key in gone) for key, item in items.items()], column)
        placed: list[Placed] = []
        for key in order:
            lines = self._pair(key, new.get(key, MISSING), column, items.get(key), old.get(key, MISSING))
            placed.append(self._old.dressed(lines, items.get(key), column, free, not placed))
        for key in reversed(gone):
            remarks = self._old.remarks(items[key])
            if isinstance(old, Section) and key in old:
                self.dropped += remarks
            else:
                placed[0][0][:0] = [" " * column + remark for remark in remarks]
        placed[-1][1].extend(left)
        return placed

    def _renamed(
        self, items: dict[str, Item], new: dict[str, Document], old: dict[str, Document]
    ) -> tuple[dict[str, Item], dict[str, Document]]:
        """The old inputs or functions by their new names: what says the same, or has its steps, is the same."""
        names = {key: key for key in items}
        for name in (name for name in new if name not in items):
            for key in items:
                if key in old and key not in new and self._is_alike(new[name], old[key]) and names[key] == key:
                    names[key] = name
                    break
        values = Section({names.get(key, key): value for key, value in old.items()})
        return {names[key]: item for key, item in items.items()}, values

    def _is_alike(self, value: Document, old: Document) -> bool:
        if not isinstance(value, dict) or not isinstance(old, dict) or "do" not in value or "do" not in old:
            return isinstance(value, dict) and same(value, old, self._origins)
        steps = {id(step) for step in old["do"]}
        found = (self._steps.get(self._origins.get(step.address or "") or "") for step in value["do"])
        return any(pair is not None and id(pair[1]) in steps for pair in found)

    def _list(self, new: list[Document], old: list[Document], node: Sequence, column: int) -> list[Placed]:
        """The items of a list that was in the old text."""
        pairs = paired(old, self._source.items(node))
        found = matched(new, pairs, self._steps, self._origins)
        stay = {id(item) for item, _ in found if item is not None}
        gone = [item for item, inner in pairs if id(item) not in stay and inner is not MISSING]
        strange = [item for item, inner in pairs if inner is MISSING]
        free, left = self._old.frees([(item, id(item) not in stay) for item, _ in pairs], column, strange)
        placed: list[Placed] = []
        for value, (item, before) in zip(new, found, strict=True):
            lines = self._element(value, column, item, before)
            placed.append(self._old.dressed(lines, item, column, free, not placed))
        self.dropped += [remark for item in gone for remark in self._old.remarks(item)]
        placed[-1][1].extend(left)
        return placed

    def _pair(self, key: str, value: Document, column: int, item: Item | None, old: Document) -> Placed:
        """A key and its value. What the old text has without saying anything by it stays."""
        if item is None:
            return [], self._new_pair(key, value, column)
        stays = item.key == key
        if value is MISSING or stays and self._is_kept(item, value, old):
            return [], self._old.raw(item, column)
        if self._fresh and not item.inline and not self._source.is_marked(item.first, item.last):
            return [], pair_lines(key, value, column)
        child = item.node
        if not self._goes_inside(value, old, child):
            lines = self._new_pair(key, value, column) if self._has_old(value) else pair_lines(key, value, column)
            return self._old.remarked(lines, item, self._old.comments(item), column)
        assert isinstance(child, Sequence | MappingTree)
        kept = self._old.kept
        if self._fresh or child.inline or item.inline or not stays:
            lines = [f"{' ' * column}{key_text(key)}:"]
            head = self._old.remarked(lines, item, self._old.comments_outside(item, child), column)
            inner = column + 2 * isinstance(value, dict)
        else:
            head = [], [" " * column + self._source.lines[item.first][item.column :]]
            inner = column + self._source.column(child.start) - item.column
        below = _flat(self._inside(value, old, child, inner))
        if self._fresh and self._old.kept == kept:
            return [], pair_lines(key, value, column)
        return head[0], head[1] + below

    def _element(self, value: Document, column: int, item: Item | None, old: Document) -> Placed:
        """An item of a list."""
        if item is None:
            return [], self._new_item(value, column)
        if self._is_kept(item, value, old):
            return [], self._old.raw(item, column)
        if self._fresh and not item.inline and not self._source.is_marked(item.first, item.last):
            return [], item_lines(value, column)
        child, source = item.node, self._source
        if not self._goes_inside(value, old, child):
            lines = self._new_item(value, column) if self._has_old(value) else item_lines(value, column)
            return self._old.remarked(lines, item, self._old.comments(item), column)
        assert isinstance(child, Sequence | MappingTree)
        kept = self._old.kept
        stays = not (self._fresh or child.inline or item.inline) and source.line(child.start) == item.first
        inner = column + (source.column(child.start) - item.column if stays else 2)
        placed = self._inside(value, old, child, inner)
        above = [self._old.moved(line, inner, column) for line in placed[0][0]]
        lines = placed[0][1] + _flat(placed[1:])
        dash = source.lines[item.first][item.column : item.column + inner - column] if stays else "- "
        lines[0] = " " * column + dash + lines[0][inner:]
        outside = [] if stays else self._old.comments_outside(item, child)
        more, lines = self._old.remarked(lines, item, outside, column)
        if self._fresh and self._old.kept == kept:
            return [], item_lines(value, column)
        return above + more, lines

    def _inside(self, value: Document, old: Document, child: Sequence | MappingTree, column: int) -> list[Placed]:
        if isinstance(child, MappingTree):
            return self._map(value, old, child, column)
        return self._list(value, old, child, column)

    def _goes_inside(self, value: Document, old: Document, child: Tree) -> bool:
        """Whether to look at the parts of a value one by one."""
        if isinstance(child, MappingTree):
            alike = isinstance(value, dict) and isinstance(old, dict) and bool(child.pairs)
        else:
            lists = isinstance(value, list) and isinstance(old, list)
            alike = lists and isinstance(child, Sequence) and bool(child.items)
        if not alike or not value:
            return False
        assert isinstance(child, Sequence | MappingTree)
        has_comments = bool(child.inline and self._source.comments_in(child.start, child.end))
        return not child.inline or has_comments or self._has_old(value)

    def _is_kept(self, item: Item, value: Document, old: Document) -> bool:
        """Whether the old lines say it already."""
        if self._fresh or old is MISSING or item.inline and not (isinstance(value, Use) and value.address):
            return False
        return same(value, old, self._origins)

    def _has_old(self, value: Document) -> bool:
        """Whether there is a step in it that the old text has."""
        if self._fresh or not isinstance(value, dict | list):
            return False
        if id(value) not in self._rooted:
            here = isinstance(value, Use) and self._origins.get(value.address or "") in self._steps
            inner = value.values() if isinstance(value, dict) else value
            self._rooted[id(value)] = here or any([self._has_old(one) for one in inner])
        return self._rooted[id(value)]

    def _new_pair(self, key: str, value: Document, column: int) -> list[str]:
        """A pair that the old text has not; steps in it may have been there."""
        if not self._has_old(value):
            return pair_lines(key, value, column)
        head = f"{' ' * column}{key_text(key)}:"
        if isinstance(value, dict):
            return [head, *chain.from_iterable(self._new_pair(one, inner, column + 2) for one, inner in value.items())]
        return [head, *chain.from_iterable(self._placed_step(one, column) for one in value)]

    def _new_item(self, value: Document, column: int) -> list[str]:
        if not self._has_old(value):
            return item_lines(value, column)
        if isinstance(value, dict):
            pairs = chain.from_iterable(self._new_pair(key, one, column + 2) for key, one in value.items())
            return dashed(list(pairs), column)
        return dashed([line for one in value for line in self._placed_step(one, column + 2)], column)

    def _placed_step(self, value: Document, column: int) -> list[str]:
        """An item of a new list, with its old lines if it is a step that had some."""
        address = value.address if isinstance(value, Use) else None
        item, old = self._steps.get(self._origins.get(address or "") or "", (None, MISSING))
        return _flat([self._old.dressed(self._element(value, column, item, old), item, column, {}, False)])


def _flat(placed: list[Placed]) -> list[str]:
    return [line for above, lines in placed for line in (*above, *lines)]
