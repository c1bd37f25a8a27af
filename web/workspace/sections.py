"""The sections of a flow, each a page of the editor: the main stack, and every function."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from blockloom.runtime.findings import Finding
from blockloom.runtime.model import Block, Body, Flow, blocks_in

MAIN = "do"


def names_of_sections(flow: Flow) -> list[str]:
    """The addresses of the sections, as the file has them: ``do``, ``functions/tell``."""
    return [MAIN, *(f"functions/{name}" for name in flow.functions)]


def body_of_section(flow: Flow, section: str) -> Body:
    """The steps under a section's hat."""
    return flow.do if section == MAIN else flow.functions[section.partition("/")[2]].do


def section_of(flow: Flow, path: str) -> str:
    """The section in which an address lies; the main one for what lies in none."""
    words = path.split("/")
    if words[0] == "functions" and len(words) > 1 and words[1] in flow.functions:
        return f"functions/{words[1]}"
    if words[0] == "drafts" and len(words) > 1 and words[1].isdecimal():
        return home_of_draft(flow, int(words[1]))
    return MAIN


def home_of_draft(flow: Flow, number: int) -> str:
    """The section in which a loose piece lies."""
    said = flow.layout.get(f"drafts/{number}")
    home = said.get("in") if isinstance(said, dict) else None
    return home if home in names_of_sections(flow) else MAIN


def drafts_of(flow: Flow, section: str) -> list[int]:
    """The numbers of the loose pieces in a section."""
    return [number for number in range(len(flow.drafts)) if home_of_draft(flow, number) == section]


def outline(flow: Flow, findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """What the page lists beside the blocks: each section with its name, how many steps it has, and findings."""
    counts: dict[str, int] = {}
    for finding in findings:
        section = section_of(flow, finding.path)
        counts[section] = counts.get(section, 0) + 1
    return [
        {
            "section": section,
            "name": section.partition("/")[2],
            "steps": sum(_count(step) for step in body_of_section(flow, section)),
            "findings": counts.get(section, 0),
        }
        for section in names_of_sections(flow)
    ]


def _count(step: Any) -> int:
    return sum(1 for block in blocks_in(step) if not block.formula) if isinstance(step, Block) else 1
