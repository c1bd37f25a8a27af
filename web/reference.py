"""The reference: everything that is said of a block, all of it read off the block. Command line and page show the same.

The example in a flow file comes from the block's doctest where that can be said in a flow, else from the signature. Of
several ways to set it up, the first that the checker has nothing against is taken.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property

from blockloom.runtime import Program, read_flow
from blockloom.runtime.catalog import Catalog, Category, Definition
from blockloom.web.picture import Row, picture
from blockloom.web.samples import flows_with

SHAPES = {
    "lazy": "worked out anew each time",
    "name": "a variable's name",
    "body": "steps",
    "fields": "a map of values",
    "verbatim": "text to the letter",
    "function": "a function's name",
    "values": "any number of values",
}


@dataclass(frozen=True)
class Entry:
    """One block in the reference."""

    block: Definition
    category: Category
    catalog: Catalog

    @cached_property
    def example(self) -> Program:
        """The smallest flow that uses the block and can run."""
        flows = flows_with(self.block, self.catalog)
        made = (read_flow(json.dumps(flow), self.catalog, "example.flow.json") for flow in flows)
        first = next(made)
        return first if first.ok else next((program for program in made if program.ok), first)

    @property
    def rows(self) -> list[Row]:
        """The example as a picture."""
        flow = self.example.flow
        return picture(flow, self.catalog, 12) if flow else []
