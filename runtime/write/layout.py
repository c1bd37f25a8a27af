"""Document → lines of YAML in the canonical style.

Two spaces a level, a list's dash in the column of its key, nothing folded. A list or a map stands on one line if the
line has at most 80 columns and it holds scalars, or lists and maps of scalars; between its brackets no text needs an
escape. On lines of their own stand: a flow's sections, a block's named slots unless all are scalars, and the items of a
list of maps, unless it is a single map of a single word (``do: [{print: ok}]``).
"""

from __future__ import annotations

from collections.abc import Iterable

from blockloom.runtime.write.document import Document, Section, Slots, Stack, Use
from blockloom.runtime.write.scalars import block_scalar, flow_scalar, scalar

WIDTH = 80


def map_lines(document: dict[str, Document], column: int) -> list[str]:
    """The lines of a map whose keys stand in this column (from 0)."""
    return [line for key, value in document.items() for line in pair_lines(key, value, column)]


def pair_lines(key: str, value: Document, column: int) -> list[str]:
    """The lines of a key and its value."""
    return _lines(f"{' ' * column}{key_text(key)}:", value, column, column)


def item_lines(value: Document, column: int) -> list[str]:
    """The lines of an item of a list whose dashes stand in this column."""
    dash = f"{' ' * column}-"
    if isinstance(value, Use) and value or isinstance(value, dict) and _on_line(value, 1) is None:
        return dashed(map_lines(value, column + 2), column)
    if isinstance(value, list) and value and _on_line(value, 1) is None:
        return dashed(list_lines(value, column + 2), column)
    return _lines(dash, value, column, column + 2)


def list_lines(document: Iterable[Document], column: int) -> list[str]:
    """The lines of a list whose dashes stand in this column."""
    return [line for item in document for line in item_lines(item, column)]


def dashed(lines: list[str], column: int) -> list[str]:
    """The lines of a map or a list, its dash put before the first."""
    return [f"{' ' * column}- {lines[0][column + 2 :]}", *lines[1:]]


def key_text(key: str) -> str:
    """A key as it is written anywhere."""
    return flow_scalar(key) or scalar(key)


def _lines(head: str, value: Document, column: int, dashes: int) -> list[str]:
    """``head`` and the value behind or below it: a map two columns further in, a list's dashes in their column."""
    if isinstance(value, dict | list):
        line = _on_line(value, 2)
        if line is not None and (not value or len(head) + 1 + len(line) <= WIDTH):
            return [f"{head} {line}"]
        below = map_lines(value, column + 2) if isinstance(value, dict) else list_lines(value, dashes)
        return [head, *below]
    if isinstance(value, str) and "\n" in value and (block := block_scalar(value)) is not None:
        indent = " " * (column + 2)
        return [f"{head} {block[0]}", *(line and indent + line for line in block[1:])]
    return [f"{head} {scalar(value)}"]


def _on_line(value: Document, depth: int) -> str | None:
    """A value on one line, lists and maps in it nested at most ``depth`` deep; None if it has to stand below."""
    if not isinstance(value, dict | list):
        return flow_scalar(value)
    if not value:
        return "{}" if isinstance(value, dict) else "[]"
    if depth == 0 or isinstance(value, Section | Stack) or len(value) > WIDTH:
        return None
    if isinstance(value, list):
        if any(isinstance(item, dict) for item in value) and not _single(value):
            return None
        return _joined("[", [_on_line(item, depth - 1) for item in value], "]")
    inner = 0 if isinstance(value, Slots) else depth - 1
    texts = [(flow_scalar(key), _on_line(item, inner)) for key, item in value.items()]
    return _joined("{", [None if None in pair else ": ".join(map(str, pair)) for pair in texts], "}")


def _single(items: list[Document]) -> bool:
    """Whether a list is one map of one word."""
    inner = list(items[0].values()) if len(items) == 1 and isinstance(items[0], dict) else []
    word = flow_scalar(inner[0]) if inner and not isinstance(inner[0], dict | list) else ""
    return len(inner) == 1 and not (word is None or " " in word) and (bool(word) or not inner[0])


def _joined(opening: str, texts: list[str | None], closing: str) -> str | None:
    inner = ", ".join(text for text in texts if text is not None)
    return None if None in texts else f"{opening}{inner}{closing}"
