"""What a block's docstring says: its words, its help, its example."""

from __future__ import annotations

import doctest
import inspect
import re
from collections.abc import Callable
from typing import Any

from blockloom.runtime.catalog.slot import CatalogError, Slot

_HOLE = re.compile(r"\{(\w+)\}")


def docstring(function: Callable[..., Any], slots: tuple[Slot, ...]) -> tuple[str, str]:
    """The words on the block, and the rest; raises CatalogError where words and slots disagree."""
    text = inspect.getdoc(function) or ""
    words, _, rest = text.partition("\n")
    if not words:
        raise CatalogError("its first docstring line is missing; it gives the words on the block.")
    named, known = set(_HOLE.findall(words)), {slot.key for slot in slots}
    if extra := named - known:
        raise CatalogError(f'its words name "{min(extra)}", which is no parameter.')
    if missing := {slot.key for slot in slots if slot.required} - named:
        raise CatalogError(f'its words leave out "{min(missing)}"; write {{{min(missing)}}} where its slot belongs.')
    return words.removesuffix("."), rest


def prose(rest: str) -> str:
    """What the rest says beside the examples."""
    parts = doctest.DocTestParser().parse(rest)
    return "".join(part for part in parts if isinstance(part, str)).strip()


def examples(rest: str) -> str:
    """The doctest examples in the rest."""
    found = doctest.DocTestParser().get_examples(rest)
    return "".join(f"{_prompted(example.source)}{example.want}" for example in found)


def _prompted(source: str) -> str:
    first, *others = source.splitlines(keepends=True)
    return f">>> {first}" + "".join(f"... {line}" for line in others)
