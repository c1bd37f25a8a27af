"""Mends that are made: the finding is gone, the file still reads, and nothing else has changed."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from blockloom import Program, catalog, read_flow
from blockloom.runtime.findings import Edit, Finding, Place
from blockloom.runtime.format import read_yaml
from blockloom.runtime.format.draft import data
from blockloom.runtime.format.formula_edits import formula_edit
from blockloom.runtime.format.spans import Spans
from blockloom.runtime.mending import apply_edits, mend
from tests.runtime.wrong_files import FILES, HERE, plain

EACH = pytest.mark.parametrize("path", FILES, ids=[str(path.relative_to(HERE)) for path in FILES])


def read(text: str, name: str = "f.flow.yaml") -> Program:
    return read_flow(text, catalog(), name)


def remarks(program: Program) -> Counter[tuple[str, str, str]]:
    return Counter((finding.code, finding.path, finding.message) for finding in program.findings)


def mended(text: str, name: str = "f.flow.yaml") -> str:
    return mend(read(text, name), lambda text: read(text, name)).program.text


def check_each_edit(program: Program) -> int:
    """Make each edit by itself; answers how many there are."""
    edits = [(finding, finding.edit) for finding in program.findings if finding.edit is not None]
    for finding, edit in edits:
        after = read(apply_edits(program.text, [edit]), program.filename)
        remark = (finding.code, finding.path, finding.message)
        assert remarks(after)[remark] < remarks(program)[remark], finding
        assert program.flow is None or after.flow is not None, finding
        assert program.flow is None or len(after.errors) <= len(program.errors), finding
    return len(edits)


@EACH
def test_an_edit_takes_its_finding_away_and_brings_no_error(path: Path) -> None:
    check_each_edit(read(plain(path), path.name))


@pytest.mark.parametrize("formula", ["5 is n", "5 is not n"])
def test_a_word_that_may_be_half_of_a_sign_is_not_written_over(formula: str) -> None:
    (finding,) = read(f"flow: 1\ninputs: {{n: {{type: number}}}}\ndo:\n- print: ={formula}\n").errors
    assert finding.mend == "==" and finding.edit is None


def test_else_ifs_of_other_languages_become_a_ladder() -> None:
    if_, then, last = "- if: =n == 1\n  then:\n  - print: a\n", "  then:\n  - print: b\n", "  - print: c\n"
    head = "flow: 1\ninputs: {n: {type: number}}\ndo:\n"
    ladder = f"""{head}{if_}  else:
  - if: =n == 2
    then:
    - print: b
    else:
    - if: =n == 3
      then:
      - print: b
      else:
      - print: c
- print: d
"""
    assert mended(f"{head}{if_}  else:\n    if: =n == 2\n    then:\n      print: b\n\n- print: d\n") == (
        f"{head}{if_}  else:\n    - if: =n == 2\n      then:\n        - print: b\n\n- print: d\n"
    )
    for elif_, else_ in (("- elif", "- else"), ("  else if", "  else")):
        text = f"{head}{if_}{elif_}: =n == 2\n{then}{elif_}: =n == 3\n{then}{else_}:\n{last}- print: d\n"
        assert mended(text) == ladder
        assert mended(text.replace("\n", "\r\n")) == ladder.replace("\n", "\r\n")


def test_so_does_its_twin_in_a_json_file() -> None:
    made = 0
    for path in FILES:
        text = plain(path)
        if path.suffix == ".yaml" and read(text).flow is not None:
            made += check_each_edit(read(json.dumps(data(read_yaml(text)), indent=1), "f.flow.json"))
    assert made > 40


@EACH
def test_all_edits_of_a_file_are_made(path: Path) -> None:
    before = read(plain(path), path.name)
    after = mend(before, lambda text: read(text, path.name))
    assert [finding for finding in after.program.findings if finding.edit] == []
    assert bool(after.made) == any(finding.edit for finding in before.findings)
    assert (after.program.text == before.text) == (not after.made)


def test_most_mends_that_are_no_sentences_are_edits() -> None:
    codes: Counter[str] = Counter()
    for path in FILES:
        codes.update(finding.code for finding in read(plain(path), path.name).findings if finding.edit)
    assert len(codes) >= 25 and sum(codes.values()) >= 75, codes


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("- prnt: hello  # said twice\r\n", "- print: hello  # said twice\r\n"),
        ("- print: “hello\n- prnt: 1\n", "- print: “hello\n- print: 1\n"),
        ('- print: {length: \'=change_case("a", "uper")\'}\n', '- print: {length: \'=change_case("a", "upper")\'}\n'),
        ("- print: =1 + lenght(“a”)\n", '- print: =1 + length("a")\n'),
        ("- set: x\n  to: 5\n- if: =!x&&x=4\n  then: []\n", "- set: x\n  to: 5\n- if: = not x and x==4\n  then: []\n"),
        ("- print: {length: abc, save: x}\n", "- print: {length: abc, save: x}\n"),
        ("- {print: 1, save: x}\n", "- {print: 1}\n"),
        ("- print: 1\n  save: x\n  note: why\n", "- print: 1\n  note: why\n"),
        ("- print:\n- break\n", "- print: {}\n- break: {}\n"),
        ("- print: =1 &&", "- print: =1 and "),
        ("- print: yes  # no\n- print: [12:30, on]\n", "- print: \"yes\"  # no\n- print: [\"12:30\", \"on\"]\n"),
        ("- print: =length(‘a’)\n", "- print: =length('a')\n"),
        ("- print\u200b: 1\n- \"print\u200b\": 1\n", "- print: 1\n- \"print\": 1\n"),
        ("- print: =true && true\n", "- print: =true and true\n"),
        ("- print: =null === None\n  disabled: no\n", "- print: =nothing == nothing\n  disabled: false\n"),
        ("- set: a\n  to: 5\n- if: 'a > 3'  # why\n  then: []\n- repeat: a\n  do: []\n",
         "- set: a\n  to: 5\n- if: =a > 3  # why\n  then: []\n- repeat: =a\n  do: []\n"),
        ("- raise: 404\n", '- raise: "404"\n'),
        ("- break: null\n", "- break: {}\n"),
        ("- print: 1\n  'save': x\n", "- print: 1\n  'save': x\n"),
        ("- {save: x, print: 1}\n", "- {save: x, print: 1}\n"),
        ("- set: o\n  to: {object: {a: 1}}\n- print: =o[\"a\"] + o['a']\n",
         "- set: o\n  to: {object: {a: 1}}\n- print: =o.a + o.a\n"),
        ("- set: o\n  to: {object: {a: 1}}\n- print: =o[(\"a\")]\n",
         "- set: o\n  to: {object: {a: 1}}\n- print: =o[(\"a\")]\n"),
        ("- print: =trim(5) + trim(1e3)\n", "- print: =trim(\"5\") + trim(1e3)\n"),
        ("- if: =true\n  then: []\n-  else:\n   - print: b\n", "- if: =true\n  then: []\n  else:\n  - print: b\n"),
    ],
)  # fmt: skip
def test_only_what_is_wrong_changes(wrong: str, right: str) -> None:
    head = "flow: 1\n# a remark\ndo:\n"
    assert mended(head + wrong) == head + right
    assert mended("\ufeff" + head + wrong) == "\ufeff" + head + right


@pytest.mark.parametrize(("column", "written"), [(19, "length"), (16, None), (13, None)])
def test_a_word_is_changed_only_where_one_begins(column: int, written: str | None) -> None:
    """A place between words, or one where another word stands, says that the mend was meant for something else."""
    text = "do:\n- print: =nn + 1 + lenght(n)\n"
    spans, place = Spans(text, read_yaml(text)), Place(2, column + 1, "do/0/value")
    scalar = spans.scalar(place)
    assert scalar is not None
    found = formula_edit(spans, Finding(place, "unknown_name", "", "length"), scalar, "length")
    assert (found and found.text) == written


def test_what_comes_to_light_behind_an_unreadable_line_is_mended_too() -> None:
    text = 'flow: 1\ndo:\n- set: x\n  to: {length: =part("ab", 1)}\n- prnt: =y\n- print: Total: ${x}\n'
    found = mend(read(text), read)
    assert [finding.code for finding in found.made] == ["unquoted", "unquoted", "unknown_block"]
    assert found.program.text.endswith('- print: =y\n- print: "Total: ${x}"\n')
    assert [finding.code for finding in found.program.findings] == ["unknown_name"]


def test_a_mend_that_does_harm_is_not_made() -> None:
    """Taking one letter away at a time never ends well; whoever reads decides which edit stays."""

    def spoilt(text: str) -> Program:
        program = read(text)
        first = program.findings[0] if program.findings else None
        wrong = Finding(program.flow.do[0].place, "x", "a word is wrong") if program.flow else first
        assert wrong is not None
        program.findings[:0] = [Finding(wrong.place, "x", "a word is wrong", "?", edit=Edit(0, 4, "fl: "))]
        return program

    text = "flow: 1\ndo:\n- prnt: 1\n"
    found = mend(spoilt(text), spoilt)
    assert [finding.code for finding in found.made] == ["unknown_block"]
    assert found.program.text == "flow: 1\ndo:\n- print: 1\n"


def test_edits_are_counted_in_the_text_as_it_was() -> None:
    assert apply_edits("abcdef", [Edit(0, 1, "xx"), Edit(3, 3, "-"), Edit(4, 6, "")]) == "xxbc-d"
