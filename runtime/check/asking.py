"""Conditions on rows, as far as their rules can be held without the table: their words, and their ``:names``."""

from __future__ import annotations

from itertools import chain

from blockloom.runtime.check.facts import Facts
from blockloom.runtime.errors import FlowError
from blockloom.runtime.model import Block, Flow, blocks_in


def check_conditions(flow: Flow, facts: Facts) -> None:
    """Find every condition that can't be asked, whatever the table holds."""
    expected = (block for test in flow.tests for value in test.expect for block in blocks_in(value))
    for block in chain(facts.blocks, expected):
        for slot in block.definition.conditions:
            content = block.slots.get(slot.key)
            if isinstance(content, str):
                message = _wrong(content, _given(block))
                if message is not None:
                    facts.find(block.places[slot.key], "wrong_condition", message)


def _given(block: Block) -> dict[str, None]:
    """The names that the block's values have."""
    given = (block.slots.get(slot.key) for slot in block.definition.slots if slot.shape == "fields")
    return {name: None for fields in given if isinstance(fields, dict) for name in fields}


def _wrong(text: str, given: dict[str, None]) -> str | None:
    from blockloom.runtime.data.fitting import check_given
    from blockloom.runtime.data.where import parameters, parsed  # sqlglot takes a while to be imported

    try:
        check_given(parameters(parsed(text)), given)
    except FlowError as error:
        return error.message
    return None
