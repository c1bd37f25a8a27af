"""The reference over every block: nothing is missing, and what it shows as an example reads, runs and is true."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from blockloom import blocks, catalog
from blockloom.runtime import Definition, Limits, run_flow
from blockloom.runtime.catalog import Pack
from blockloom.runtime.catalog.definition import define
from blockloom.web.reference import entries, search, takes, without
from blockloom.web.samples import flows_with
from tests.blocks.support import doors
from tests.runtime.catalog.support import module_of

EACH = pytest.mark.parametrize("block", [pytest.param(block, id=block.name) for block in catalog().values()])


@EACH
def test_each_block_has_all_that_the_reference_shows(block: Definition) -> None:
    entry = entries(catalog())[block.name]
    assert entry.example.ok, entry.example.findings
    used = {each.definition.name for each in entry.example.runnable().blocks()}
    assert block.name in used
    assert block.name in entry.steps and entry.rows and all(row.words for row in entry.rows)
    assert block.words and block.example.startswith(">>> ") and isinstance(block.errors, tuple)
    assert all(takes(slot) for slot in block.slots)
    assert all(bool(without(slot)) != slot.required for slot in block.slots)


@EACH
def test_each_example_runs_or_fails_with_an_error_that_was_told(block: Definition) -> None:
    program = entries(catalog())[block.name].example
    outcome = run_flow(program, doors=doors([]), limits=Limits(seconds=10, steps=10_000))
    assert outcome.status != "stopped", outcome.error
    codes = {str(outcome.error["code"])} if outcome.error else set()
    said = {str(value) for value in json.loads(program.text)["do"][-1].values()}
    assert codes <= {*block.errors, *said}


def test_examples_say_what_the_doctests_say() -> None:
    def steps(name: str) -> Any:
        return json.loads(entries(catalog())[name].example.text)["do"]

    assert steps("pad") == [{"pad": "7", "to": 3, "side": "start", "with": "0", "save": "result"}]
    assert steps("add_item") == [{"set": "channels", "to": ["ads"]}, {"add_item": "channels", "item": "discount"}]
    assert steps("filter") == [{"filter": [1, 2, 3], "item": "n", "where": "=n > 1", "save": "result"}]
    assert steps("text") == [{"text": "=5", "save": "result"}]
    assert steps("while")[1] == {"while": "=stock > 0", "do": [{"change": "stock", "by": -1}]}
    assert steps("try")[0]["catch"] == [{"print": "=error.message"}]
    assert steps("break") == [{"repeat": 2, "do": [{"break": {}}]}]


def plain(a: str, /, b: list[Any], c: int = 3) -> None:
    """Do {a} with {b}."""


def test_a_block_without_a_doctest_gets_an_example_from_its_signature() -> None:
    first = next(flows_with(define(plain, "here"), catalog()))
    assert first["do"] == [{"plain": "hello", "b": [1, 2]}]


ODD = """
def odd_text(a: str, /, b: Verbatim, c: Fields) -> Any:
    \"\"\"Odd {a} {b} {c}.

    >>> %s
    \"\"\"
    return here().http.request(a, b, c)
"""


@pytest.mark.parametrize(
    "said",
    [
        "odd_text(b'x', str(1), dict(a=1))",
        "odd_text({1, 2}, 3, [4])",
        "odd_text({[]: 1}, 1j, {b'a': b'b'})",
        "odd_text(**{})",
        "odd_text(*[])",
        "!ls",
        "odd_text(",
        "odd_text(lambda: 1, 2, {'a': (1, 2)})",
        "odd_text(1e999, '\\ud800', {'a': 10 ** 99})",
    ],
)
def test_a_strangers_doctest_may_be_anything(tmp_path: Path, said: str) -> None:
    grown = catalog().with_pack(Pack("odd", ""), [module_of(tmp_path, ODD % said)])
    assert grown.problems == ()
    entry = entries(grown)["odd_text"]
    assert entry.steps and entry.rows and isinstance(entry.formula, str)
    assert entry.example.ok, entry.example.findings


def test_the_search_takes_words_in_any_order_and_shows_first_what_has_them_on_it() -> None:
    names = [entry.block.name for entry in search(catalog(), ["Channel", "REGIST"])]
    assert names[:2] == ["register_device", "cancel_device_registration"]
    assert "get_device_registrations" in names[2:]
    assert search(catalog(), ["no such thing"]) == []
    assert len(search(catalog(), [])) == len(catalog())
    modules = {module.__name__.rpartition(".")[2] for module in blocks.modules()}
    assert {entry.category.name for entry in search(catalog(), [])} == modules
