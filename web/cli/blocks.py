"""``blocks``: everything a program can say, or one block's page of the reference."""

from __future__ import annotations

from collections.abc import Iterator

import click

import blockloom
from blockloom.runtime.catalog import Slot
from blockloom.runtime.findings import did_you_mean
from blockloom.web.cli.console import answer
from blockloom.web.reference import Entry, by_category, entries, search, takes, without


@click.command()
@click.argument("words", nargs=-1)
def blocks(words: tuple[str, ...]) -> None:
    """List the installed blocks, tell all about one, or list those of which all the WORDS are told."""
    catalog = blockloom.catalog()
    if len(words) == 1 and words[0] in catalog:
        lines = _page(entries(catalog)[words[0]])
    elif found := search(catalog, words):
        lines = _listing(found)
    else:
        said = " ".join(words)
        raise click.ClickException(
            f'No block is called "{said}" or tells of it.{did_you_mean(said, catalog)} '
            '"blockloom blocks" lists them all.'
        )
    answer("\n".join(lines))


def _listing(found: list[Entry]) -> Iterator[str]:
    width = max(len(entry.block.name) for entry in found)
    for number, (category, group) in enumerate(by_category(found).items()):
        yield ("\n" if number else "") + category.about
        yield from (f"  {entry.block.name:<{width}}  {entry.block.words}" for entry in group)


def _page(entry: Entry) -> Iterator[str]:
    block = entry.block
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
    if block.errors:
        yield f"Can fail with {', '.join(block.errors)}."
    yield "\nAs blocks"
    yield from (f"  {'  ' * row.depth}▌ {row.words}" for row in entry.rows)
    yield "\nIn a flow file"
    yield from (f"  {line}" for line in entry.steps.splitlines())
    if entry.formula:
        yield f"\nIn a formula\n  {entry.formula}"
    yield f"\nIn Python\n{block.example.rstrip()}"


def _about(slot: Slot) -> str:
    parts = [takes(slot)]
    if slot.first:
        parts.append("stands at the block's name")
    if left := without(slot):
        parts.append("may be left out" + (f" (then {left})" if left != "nothing" else ""))
    return "; ".join(parts)
