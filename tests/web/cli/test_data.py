"""``blockloom data``: tables are listed, shown and dropped; a dry run leaves them as they are."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.web.cli.conftest import Cli

SAVE = """
- count: n
  from: 1
  to: 3
  do:
  - save_row:
      table: orders
      row: {object: {n: =n, name: "a ${n} and a text that goes on and on and on", tags: [=n]}}
- return: =count_rows("orders")
"""


@pytest.fixture
def orders(cli: Cli) -> Cli:
    assert cli("run", cli.flow(SAVE)).stdout == "3\n"
    return cli


def test_no_table_yet(cli: Cli) -> None:
    done = cli("data")
    assert done.returncode == 0 and done.stdout == "" and "There are no tables yet" in done.stderr
    assert cli("data", "--json").stdout == "[]\n"


def test_tables_and_rows(orders: Cli) -> None:
    listed = orders("data")
    assert listed.stdout == "orders  3 rows\n  n (number), name (text), tags (list)\n"
    assert json.loads(orders("data", "--json").stdout) == [
        {"name": "orders", "rows": 3, "columns": {"n": "number", "name": "text", "tags": "list"}}
    ]
    shown = orders("data", "show", "orders", "--where", "n > 1", "--sort", "n", "--descending")
    head, *lines = shown.stdout.splitlines()
    assert head.split() == ["n", "name", "tags", "objectId", "created", "updated"]
    assert [line.split()[0] for line in lines] == ["3", "2"] and all("…" in line for line in lines)
    assert "2 rows of 2" in shown.stderr
    (row,) = json.loads(orders("data", "show", "orders", "--limit", "1", "--offset", "2", "--json").stdout)
    assert row["n"] == 3 and row["tags"] == [3] and row["name"].endswith("on and on")


def test_what_can_not_be_shown(orders: Cli) -> None:
    for words, told in (
        (("show", "ordrs"), 'There is no table "ordrs". Did you mean "orders"?'),
        (("show", "orders", "--where", "m = 1"), 'where, character 1: orders has no column "m"'),
        (("show", "orders", "--sort", "tags"), "have no order"),
        (("show", "orders", "--limit", "0"), "0"),
        (("drop", "ordrs", "--yes"), "no table"),
    ):
        done = orders("data", *words)
        assert done.returncode and told in done.stderr and done.stdout == ""


def test_dropping_asks_first(orders: Cli) -> None:
    assert orders("data", "drop", "orders").returncode
    assert "3 rows" in orders("data").stdout
    assert orders("data", "drop", "orders", "--yes").returncode == 0
    assert orders("data").stdout == ""


def test_a_dry_run_leaves_tables_as_they_are(orders: Cli) -> None:
    done = orders("run", "--dry-run", orders.flow(SAVE))
    assert done.stdout.splitlines() == ["6", *['Would save a row in "orders".'] * 3]
    assert "3 rows" in orders("data").stdout


def test_a_flow_printed_as_python_uses_the_same_store(orders: Cli) -> None:
    program = orders.work / "flow.py"
    program.write_text(orders("python", orders.flow(SAVE)).stdout, "utf-8")
    done = subprocess.run([sys.executable, program], **orders.options({}), capture_output=True, timeout=60)
    assert done.stdout == "6\n", done.stderr
