"""Wrong flow files, each finding written beside the line it is about.

Below a wrong line stands, once for each finding, ``# ! COLUMN CODE ADDRESS: MESSAGE   mend: MEND`` for an error and
``# ? …`` for a warning. For a JSON file, which has no comments, a file of the same name ending in ``.expect`` holds
``LINE:! COLUMN CODE ADDRESS: MESSAGE``.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from blockloom import catalog, read_flow
from blockloom.runtime.findings import Finding
from tests.runtime.wrong_files import FILES, HERE, plain

RUNTIME = Path(__file__).parents[2] / "runtime"
POSITION_OF_CODE = {"find": {"format": 2, "check": 1}, "Unreadable": {"format": 2}, "warn": {"check": 1}}
PASSED_ON = {"facts.py"}
"""Modules of which one method hands on the codes that it was given."""


def marked(finding: Finding) -> str:
    sign, path = "!" if finding.severity == "error" else "?", f" {finding.path}" if finding.path else ""
    mend = f"   mend: {finding.mend}" if finding.mend else ""
    return f"{sign} {finding.column} {finding.code}{path}: {finding.message}{mend}"


def expected(path: Path) -> list[str]:
    """What stands beside the wrong lines, each with the number that the line has without these remarks."""
    if path.suffix == ".json":
        return path.with_suffix(".expect").read_text().splitlines()
    found, line = [], 0
    for content in path.read_text().splitlines():
        if (said := re.fullmatch(r"# ([!?] \d+ [a-z_]+.*)", content)) is not None:
            found.append(f"{line}:{said[1]}")
        else:
            line += 1
    return found


@pytest.mark.parametrize("path", FILES, ids=[str(path.relative_to(HERE)) for path in FILES])
def test_each_mistake_is_told_where_it_is(path: Path) -> None:
    program = read_flow(plain(path), catalog(), path.name)
    assert [f"{finding.line}:{marked(finding)}" for finding in program.findings] == expected(path)
    assert expected(path), "a file here has to hold a mistake"


def codes_in_source() -> Iterator[tuple[str, str]]:
    """Every code that reader and checker can give, with the place where it is given."""
    for package in ("format", "check"):
        for path in (RUNTIME / package).glob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if not isinstance(node, ast.Call):
                    continue
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                position = POSITION_OF_CODE.get(name, {}).get(package)
                if position is None or isinstance(node.func, ast.Attribute) and name == "find" and len(node.args) < 3:
                    continue
                starred = any(isinstance(argument, ast.Starred) for argument in node.args[:position])
                code = node.args[position - 1 if starred else position]
                if isinstance(code, ast.Name) and path.name in PASSED_ON:
                    continue
                assert isinstance(code, ast.Constant), f"{path.name}:{node.lineno} gives a code that can't be read"
                yield str(code.value), f"{path.name}:{node.lineno}"


def test_every_code_has_a_mistake_here() -> None:
    codes = dict(codes_in_source())
    assert len(codes) > 40, "the search for codes finds too few of them"
    shown = {re.split(r"[ :]", line)[3] for path in FILES for line in expected(path)}
    assert set(codes) - shown == set(), {code: codes[code] for code in set(codes) - shown}
    assert shown - set(codes) == set()


def test_there_are_many_of_them() -> None:
    assert len(FILES) >= 100 and sum(len(expected(path)) for path in FILES) >= 250
    assert max(len(path.read_text().splitlines()) for path in FILES) <= 100


def test_the_messages_of_the_format_come_out_as_they_are_written_there() -> None:
    text = """flow: 1
do:
- set: orders
  to: []
- set: sent
  to: 0
- print: =order_list
- register_device:
    channels: ads
- register_device:
    chanels: [ads]
- print: hello
  set: x
- print: ="a # b"
"""
    assert [finding.told("f") for finding in read_flow(text, catalog()).findings] == [
        'f:7:11  Nothing is called "order_list" here. You have: orders, sent.',
        'f:9:15  channels needs a list, for example [ads, discount]. You gave the text "ads".   mend: [ads]',
        'f:11:5  register_device has no slot called "chanels". Did you mean "channels"?   mend: channels',
        'f:13:3  This step holds two blocks (print, set). Give each its own line starting with "-".',
        'f:14:11  The formula stops in the middle of a text: a " #" cut it off. Put the whole value in quotes.'
        "   mend: - print: '=\"a # b\"'",
    ]
