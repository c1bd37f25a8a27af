"""The ways an unquoted formula goes wrong in YAML: each gets the line with its quotes, and that line reads as meant."""

from __future__ import annotations

from typing import Any

import pytest

from blockloom import catalog, read_flow
from blockloom.runtime.format import Unreadable, read_yaml
from blockloom.runtime.format.draft import data
from blockloom.runtime.format.tree import DEPTH
from blockloom.runtime.format.unquoted import mended, seems_cut

BEFORE = "flow: 1\ndo:\n- set: x\n  to: [1, 2]\n- set: b\n  to: text\n"
MISTAKES: list[tuple[str, int, str, Any]] = [
    ("- print: {join_text: [Hi ${x}]}", 23, '- print: {join_text: ["Hi ${x}"]}', {"join_text": ["Hi ${x}"]}),
    ("- print: {round: =x[1]}", 18, '- print: {round: "=x[1]"}', {"round": "=x[1]"}),
    ("- print: [=x[1], 2]", 11, '- print: ["=x[1]", 2]', ["=x[1]", 2]),
    ('- print: ="a: " + b', 10, "- print: '=\"a: \" + b'", '="a: " + b'),
    ("- print: Total: ${x}", 10, '- print: "Total: ${x}"', "Total: ${x}"),
    ("- print: {length: =part(x, 1)}", 19, '- print: {length: "=part(x, 1)"}', {"length": "=part(x, 1)"}),
    ("- print: [=part(x, 1), 7]", 11, '- print: ["=part(x, 1)", 7]', ["=part(x, 1)", 7]),
    ('- print: {length: ="a, b" + b}', 19, "- print: {length: '=\"a, b\" + b'}", {"length": '="a, b" + b'}),
    ("- print: [[${x[1]}, =b]]", 12, '- print: [["${x[1]}", =b]]', [["${x[1]}", "=b"]]),
    ("- print: [a ${'}, b'}]", 11, "- print: [\"a ${'}, b'}\"]", ["a ${'}, b'}"]),
    ("- print: *bold*", 10, '- print: "*bold*"', "*bold*"),
    ("- print: `x`", 10, '- print: "`x`"', "`x`"),
    ("- print: @all hello", 10, '- print: "@all hello"', "@all hello"),
    ('- print: ="C:\\\\x: " + "it\'s"', 10, '- print: "=\\"C:\\\\\\\\x: \\" + \\"it\'s\\""', '="C:\\\\x: " + "it\'s"'),
]  # fmt: skip


@pytest.mark.parametrize(("line", "column", "mend", "meant"), MISTAKES, ids=[row[0] for row in MISTAKES])
def test_the_quoted_line_is_offered_and_reads_as_meant(line: str, column: int, mend: str, meant: Any) -> None:
    (finding,) = read_flow(f"{BEFORE}{line}\n", catalog()).findings
    assert (finding.line, finding.column, finding.code) == (7, column, "unquoted"), finding.message
    assert finding.mend == mend
    assert data(read_yaml(mend))[0]["print"] == meant
    again = read_flow(f"{BEFORE}{mend}\n", catalog())
    assert again.ok, again.findings


@pytest.mark.parametrize(
    ("line", "column", "mend"),
    [
        ('- print: ="a # b"', 11, "- print: '=\"a # b\"'"),
        ('- print: =b + " # " + b', 15, "- print: '=b + \" # \" + b'"),
        ("- print: Order ${b + ' #1'}", 22, "- print: \"Order ${b + ' #1'}\""),
    ],
)
def test_a_comment_that_cuts_a_formula_off(line: str, column: int, mend: str) -> None:
    (finding,) = read_flow(f"{BEFORE}{line}\n", catalog()).findings
    assert (finding.line, finding.column, finding.code, finding.mend) == (7, column, "formula", mend)
    assert 'a " #" cut it off' in finding.message
    assert read_flow(f"{BEFORE}{mend}\n", catalog()).ok


@pytest.mark.parametrize(
    ("line", "column", "mend"),
    [
        ('- print: [=part("abc", 2)', 22, "- print: [ '=part(\"abc\", 2)'"),
        ('- print: [x, ="a, b"', 15, "- print: [x, '=\"a, b\"'"),
        ('- print: [=part(b, b + "c #d")', 18, "- print: [ '=part(b, b + \"c #d\")'"),
    ],
)
def test_a_comma_that_cuts_a_formula_off_at_the_end_of_a_line(line: str, column: int, mend: str) -> None:
    findings = read_flow(f"{BEFORE}{line}\n    ]\n", catalog()).findings
    assert [(found.line, found.column, found.mend) for found in findings] == [(7, column, mend)]
    assert findings[0].message == "The formula stops in the middle. Put the whole value in quotes."
    again = read_flow(f"{BEFORE}{mend}\n    ]\n", catalog())
    assert [found for found in again.findings if found.code == "formula"] == []


@pytest.mark.parametrize(
    "line", ["- print: =b # a remark", "- print: [=b, =x] # a remark", "- print: # a remark\n    =b"]
)
def test_a_comment_behind_a_whole_formula_is_a_comment(line: str) -> None:
    assert read_flow(f"{BEFORE}{line}\n", catalog()).ok


def test_a_formula_that_no_quotes_could_mend_is_told_as_it_is() -> None:
    (finding,) = read_flow(f"{BEFORE}- print: {{length: =part(x}}\n", catalog()).findings
    assert finding.code == "formula" and "stops in the middle" in finding.message
    (finding,) = read_flow(f"{BEFORE}- print: =x[1 # one\n", catalog()).findings
    assert finding.mend is None and finding.message == 'The formula stops in the middle. Expected "]".'


@pytest.mark.parametrize(
    "line", ["", "-", "- a", "a: {", "a: [x", "a: {b: c", "a: {: }", "{", "a: {b: ${", "[" * 900, "x" * 2000]
)
def test_a_line_that_is_not_understood_has_no_mend_or_another_text(line: str) -> None:
    found = mended(line)
    assert found is None or found.line != line


def test_a_line_is_understood_as_deep_as_a_file_may_be() -> None:
    def line(depth: int, formula: str) -> str:
        return f"- print: {'[' * depth}{formula}{']' * depth}"

    found = mended(line(DEPTH + 1, "=part(b, 1)"))
    assert found is not None and found.line == line(DEPTH + 1, '"=part(b, 1)"')
    assert mended(line(DEPTH + 2, "=part(b, 1)")) is None


def test_of_several_lines_the_wrong_one_is_mended() -> None:
    text = "flow: 1\ndo:\n- print:\n    join_text: [a,\n      Hi ${x},\n      b]\n"
    with pytest.raises(Unreadable) as raised:
        read_yaml(text)
    assert raised.value.finding.line in (4, 5)


@pytest.mark.parametrize(
    ("formula", "cut"),
    [
        ("=max(a", True), ("=max(a)", False), ("=a) ", False), ('="a', True), ('="a"', False), ('="a" + "b', True),
        ("='a", True), ("='a'", False), ("=(a)(", True), ("=a", False),
    ],
)  # fmt: skip
def test_what_is_not_closed_seems_cut(formula: str, cut: bool) -> None:
    assert seems_cut(formula) is cut
