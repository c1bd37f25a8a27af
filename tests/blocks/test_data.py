"""The blocks for data in flows: each way of writing them, in every engine, and nothing that can be smuggled in."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from blockloom import Doors
from tests.blocks.support import run, value
from tests.runtime.world import doors
from tests.runtime.written import ENGINES, read, sound
from tests.stores import MemoryData

FLOW = """\
- save_row:
    table: orders
    row: {object: {customer: Ada, total: 30, paid: false}}
  save: first
- save_row: {table: orders, row: {object: {customer: Alan, total: 12, paid: true}}}
- set: least
  to: 12
- find_rows: orders
  where: total > :least
  with: {least: =least}
  save: large
- for_each: order
  in: =find_rows("orders", where="paid = false")
  do:
  - print: ${order.customer} owes ${order.total}
- set_property: first
  name: paid
  to: true
- save_row: {table: orders, row: =first}
  save: second
- update_rows: orders
  where: customer = :who
  with: {who: Alan}
  changes: {object: {total: =least * 2}}
  save: changed
- print: =[changed, count_rows("orders", where="paid"), length(large), second.objectId == first.objectId]
- print: '=find_row("orders", where="customer like ''Al%''").total'
- print: =get_row("orders", first.objectId).paid
- print: =delete_row("orders", first.objectId)
- print: =list_tables()
- print: =delete_rows("orders", "true")
- return: =count_rows("orders")
"""


def with_tables(say: Callable[[str], None]) -> Doors:
    return replace(doors(say), data=MemoryData())


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_does_the_same(engine: Any) -> None:
    ending = engine(sound(FLOW), with_tables)
    assert ending["log"] == ["Ada owes 30", "[1, 2, 1, true]", "24", "true", "true", '["orders"]', "1"]
    assert ending["result"] == 0


@pytest.mark.parametrize(
    "evil", ["' or 'a' = 'a", "x' or true --", ":y", "${y}", "'; drop table data_table; --", "\\", "%", '" or ""="']
)
def test_a_value_never_becomes_a_part_of_the_condition(evil: str) -> None:
    asked = {"find_rows": "orders", "where": "customer = :who", "with": {"who": "=evil"}}
    assert value({"length": asked}, evil=evil) == 0
    steps = [{"save_row": {"table": "t", "row": {"object": {"v": "=evil"}}}}, {"return": "=find_rows('t')[1].v"}]
    assert run(steps, evil=evil).result == evil


@pytest.mark.parametrize(
    ("steps", "line", "column", "words"),
    [
        ("- find_rows: t\n  where: a = '${evil}'\n", 4, 10, 'character 5: Nothing is filled in here. .*below "with"'),
        ("- delete_rows: t\n  where: a = ${evil}\n", 4, 10, "character 5: Nothing is filled in here"),
        ("- find_rows: t\n  where: =evil\n", 4, 10, "no formula"),
        ("- update_rows: t\n  where: a = :x\n  with: {y: 1}\n  changes: {object: {}}\n", 4, 10, ":x has no value"),
        ("- count_rows: t\n  where: a = 1\n  with: {y: 1}\n", 4, 10, "holds no :y"),
        ("- print: =count_rows('t', where=\"a = \")\n", 3, 33, "character 3: Something is missing"),
        ("- print: =count_rows('t', where=\"a = :x\")\n", 3, 33, ":x has no value"),
    ],
)
def test_a_condition_that_can_not_be_asked_is_found_before_the_run(
    steps: str, line: int, column: int, words: str
) -> None:
    program = read(steps, "")
    (finding,) = program.errors
    assert (finding.code, finding.line, finding.column) == ("wrong_condition", line, column)
    assert re.search(words, finding.message), finding.message


def test_what_depends_on_the_table_is_told_by_the_run() -> None:
    outcome = run([{"find_rows": "orders", "where": "totl = 5"}])
    assert outcome.error and outcome.error["code"] == 1017 and outcome.error["path"] == "do/0"
    assert 'no column "totl". Did you mean "total"?' in outcome.error["message"]


RESERVED = ["objectId", "created", "updated", "ownerId", "___class"]
BLOCKS: list[tuple[str, Any]] = [
    ("save_row", {"save_row": {"table": "t", "row": "=row"}}),
    ("update_rows", {"update_rows": "orders", "where": "true", "changes": "=row"}),
]


@pytest.mark.parametrize("name", RESERVED)
@pytest.mark.parametrize(("block", "step"), BLOCKS)
def test_reserved_names(block: str, step: Any, name: str) -> None:
    outcome = run([step], row={name: "EA8F5D2C-0000-4000-8000-000000000001"})
    assert outcome.error is not None
    assert outcome.error["code"] == (1000 if (block, name) == ("save_row", "objectId") else "wrong_name")


NAMED: list[Any] = [
    {"save_row": {"table": "=name", "row": {"object": {}}}},
    {"find_rows": "=name"},
    {"find_row": "=name"},
    {"get_row": "=name", "id": "x"},
    {"count_rows": "=name"},
    {"update_rows": "=name", "where": "true", "changes": {"object": {}}},
    {"delete_row": "=name", "id": "x"},
    {"delete_rows": "=name", "where": "true"},
]


@pytest.mark.parametrize("name", ["Users", "deviceregistration", "orders; --", 'orders"', "data_1 x", "", "1"])
@pytest.mark.parametrize("step", NAMED, ids=lambda step: next(iter(step)))
def test_tables_that_can_not_be(step: Any, name: str) -> None:
    outcome = run([step, {"return": "=list_tables()"}], name=name)
    assert outcome.error is not None and outcome.error["code"] == "wrong_name"


def test_findings() -> None:
    assert value({"length": {"find_rows": "orders", "sorted_by": "total", "order": "=way"}}, way="up") == (
        "wrong_choice",
    )
    assert value({"find_rows": "orders", "limit": 0}) == (1025,)
