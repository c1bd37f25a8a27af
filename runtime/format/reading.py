"""A whole text → its tree, its flow and what is wrong with their shape."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from blockloom.runtime.catalog import Catalog
from blockloom.runtime.findings import Finding
from blockloom.runtime.format.build import build
from blockloom.runtime.format.json_reader import read_json
from blockloom.runtime.format.tree import Tree
from blockloom.runtime.format.yaml_reader import read_yaml
from blockloom.runtime.model import Flow

LATELY, LONGEST = 4, 2**18
"""How many texts are remembered as they were read, and how many characters one may have for that."""


class Reading(NamedTuple):
    """``flow`` is None if the top is no map, or too much is wrong."""

    tree: Tree
    flow: Flow | None
    findings: list[Finding]


def read(text: str, catalog: Catalog, as_json: bool = False) -> Reading:
    """Read a text anew; raises Unreadable for what is no YAML (or JSON) at all."""
    tree = read_json(text) if as_json else read_yaml(text)
    return Reading(tree, *build(tree, text, catalog))


def read_lately(text: str, catalog: Catalog, as_json: bool = False) -> Reading:
    """The same, as it was read before if that was not long ago. Others have it too: nobody may change anything of it.

    Each edit of blocks is made in a text that was just checked, and its own text is read before it is checked.
    """
    return (_remembered if len(text) <= LONGEST else read)(text, catalog, as_json)


_remembered = lru_cache(LATELY)(read)
