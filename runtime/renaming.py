"""Giving a flow another name: its text with that name, where not another byte changes."""

from __future__ import annotations

import re
from dataclasses import replace

from blockloom.runtime.catalog import Catalog
from blockloom.runtime.flowfiles import ENDINGS
from blockloom.runtime.program import Program
from blockloom.runtime.write import save
from blockloom.runtime.write.document import document, steps_in
from blockloom.runtime.write.scalars import scalar


def renamed(program: Program, name: str, catalog: Catalog) -> str:
    """The text of a flow with another ``name:``; all else stays as it is."""
    flow = program.flow
    if flow is None or flow.partial:
        return named(program.text, name)
    other = replace(flow, name=name)
    origins = {address: address for address in steps_in(document(other))}
    return save(program.text, other, origins, catalog, program.filename.endswith(ENDINGS[1]))


def named(text: str, name: str) -> str:
    """A flow's YAML with ``name`` as its name, if it has a name on one line of its own; not another byte changes."""
    return re.sub(r"(?m)^name:[ \t][^\r\n]*(?=\r?\n\S)", lambda _: f"name: {scalar(name)}", text, count=1)
