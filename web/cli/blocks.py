"""``blocks``: everything a program can say, or one block's page of the reference."""

from __future__ import annotations

import json
from collections.abc import Iterator

import click

import blockloom
from blockloom.runtime.catalog import Catalog, Definition, Slot
from blockloom.runtime.findings import did_you_mean
from blockloom.web.cli.console import answer

SHAPES = {
    "lazy": "worked out anew each time",
    "name": "a variable's name",
    "body": "steps",
    "fields": "a map of values",
    "verbatim": "text to the letter",
    "function": "a function's name",
    "values": "any number of values",
}


@click.command()
@click.argument("name", required=False)
def blocks(name: str | None) -> None:
    """List the installed blocks, tell all about the block NAME, or list those whose name or words hold NAME."""
    catalog = blockloom.catalog()
    found = [block for block in catalog.values() if (name or "").lower() in f"{block.name}\n{block.words.lower()}"]
    if name is not None and name in catalog:
        lines = _page(catalog[name])
    elif found:
        lines = _listing(catalog, found)
    else:
        raise click.ClickException(
            f'No block is called "{name}".{did_you_mean(name or "", catalog)} "blockloom blocks" lists them all.'
        )
    answer("\n".join(lines))


def _listing(catalog: Catalog, found: list[Definition]) -> Iterator[str]:
    width = max(len(block.name) for block in found)
    between = ""
    for category in catalog.categories.values():
        blocks = [block for block in found if block.category == category.name]
        if blocks:
            yield between + category.about
            between = "\n"
        yield from (f"  {block.name:<{width}}  {block.words}" for block in blocks)


def _page(block: Definition) -> Iterator[str]:
    yield f"{block.name}   ({block.category}{f', from {block.pack}' if block.pack else ''})"
    yield block.words
    if block.help:
        yield f"\n{block.help}"
    if block.slots:
        yield "\nSlots"
        width = max(len(slot.key) for slot in block.slots)
        yield from (f"  {slot.key:<{width}}  {_about(slot)}" for slot in block.slots)
    yield f"\nAnswers {block.result.words()}." if block.result else "\nAnswers nothing."
    if block.doors:
        yield f"Touches {', '.join(sorted(block.doors))}."
    if block.example:
        yield f"\nExample, in Python\n{block.example.rstrip()}"


def _about(slot: Slot) -> str:
    parts = [SHAPES.get(slot.shape, slot.kind.words())]
    if slot.choices:
        parts = ["one of " + ", ".join(slot.choices)]
    if slot.first:
        parts.append("stands at the block's name")
    if not slot.required and slot.shape != "values":
        default = "" if slot.default is None else f" (then {json.dumps(slot.default, default=str)})"
        parts.append(f"may be left out{default}")
    return "; ".join(parts)
