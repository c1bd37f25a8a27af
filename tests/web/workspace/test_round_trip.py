"""Text → blocks → text: nothing is lost, whatever the flow."""

from __future__ import annotations

from pathlib import Path

import pytest

from blockloom.web.workspace import shown
from blockloom.web.workspace.sections import names_of_sections
from tests.runtime.write.test_saving import odd
from tests.web.workspace.support import flow_of, put, sent

EXAMPLES = sorted((Path(__file__).parents[3] / "flows").glob("*.flow.yaml"))
QUICK, AUDIT, PIECES = 10, 3_000, 10


def comes_back(text: str, where: str) -> None:
    """Each section comes back as it went, its formulas folded or opened, and each block at its address."""
    for section in names_of_sections(flow_of(text)):
        for opened in ([], ["*"]):
            blocks = sent(text, section, opened)
            after = put(text, blocks, section)
            assert after.text == text, f"{where} {section}"
            assert after.places == blocks.places, f"{where} {section}"


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_come_back(path: Path) -> None:
    comes_back(path.read_text("utf-8"), path.name)


def test_random_flows_come_back() -> None:
    for seed in range(QUICK):
        comes_back(odd(seed), f"seed {seed}")


@pytest.mark.audit
@pytest.mark.parametrize("piece", range(PIECES))
def test_three_thousand_random_flows_come_back(piece: int) -> None:
    for seed in range(QUICK + piece, QUICK + AUDIT, PIECES):
        comes_back(odd(seed), f"seed {seed}")


def test_the_same_step_has_the_same_print_however_it_is_written() -> None:
    plain = sent_prints("flow: 1\ndo:\n- if: =a > 1\n  then:\n  - print: hi\n- print: no\n")
    other = sent_prints('flow: 1\ndo:\n- if: "=a>1"  # why\n  then: [{print: hi}]\n- print: other\n')
    assert plain[:2] == other[:2]
    assert plain[2] != other[2]


def sent_prints(text: str) -> list[str]:
    """The prints of the steps in the order of their addresses."""
    blocks = shown(flow_of(text), "do")
    return [print for _, print in sorted((blocks.places[id], print) for id, print in blocks.prints.items())]
