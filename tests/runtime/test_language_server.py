"""Our schema in the language server that editors use for YAML: it completes blocks and slots, and finds faults."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from blockloom import catalog
from blockloom.runtime.schema import schema
from blockloom.web.build_hook import node_programs
from tests.npm import npm_packages
from tests.runtime.languageserver.client import LanguageServer

FLOWS = sorted((Path(__file__).parents[2] / "flows").glob("*.flow.yaml"))
HEAD = "flow: 1\ndo:\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LanguageServer]:
    packages = npm_packages(Path(__file__).parent / "languageserver")
    path = tmp_path_factory.mktemp("schema") / "flow-1.json"
    path.write_text(json.dumps(schema(catalog())))
    with LanguageServer(node_programs()["node"], packages, path) as server:
        yield server


def test_the_names_of_all_blocks_are_offered_for_a_step(server: LanguageServer) -> None:
    offered = server.completions(f"{HEAD}- |\n")
    assert set(catalog()) <= set(offered)
    assert "Register this device" in json.dumps(offered["register_device"]["documentation"])


def test_only_those_that_go_on_like_what_is_written_stay(server: LanguageServer) -> None:
    assert "register_device" in server.completions(f"{HEAD}- regis|\n")


@pytest.mark.parametrize(
    ("steps", "slots"),
    [
        ("- register_device:\n    |\n", {"channels", "expiration"}),
        ("- if: true\n  t|\n", {"then", "else", "note"}),
        ("- for_each: x\n  in: [1]\n  d|\n", {"do", "save"}),
        ("- print: {change_case: hi, t|}\n", {"to"}),
        ("- if: true\n  then:\n  - count: n\n    |\n", {"from", "to", "by", "do"}),
    ],
)
def test_the_slots_of_a_block_are_offered(server: LanguageServer, steps: str, slots: set[str]) -> None:
    assert slots <= set(server.completions(HEAD + steps))


def test_the_words_of_a_drop_down_are_offered(server: LanguageServer) -> None:
    assert {"upper", "lower", "title"} <= set(server.completions(f"{HEAD}- change_case: hi\n  to: |\n"))


@pytest.mark.parametrize("path", FLOWS, ids=[path.name for path in FLOWS])
def test_nothing_is_wrong_with_an_example(server: LanguageServer, path: Path) -> None:
    assert server.problems(path.read_text()) == []


def test_what_is_wrong_is_found(server: LanguageServer) -> None:
    assert server.problems(f"{HEAD}- register_device:\n    chanels: [ads]\n") != []
