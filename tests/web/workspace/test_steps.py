"""Steps as text and back, moved together, made a function of; variables called otherwise."""

from __future__ import annotations

import pytest

from blockloom import catalog, read_flow
from blockloom.web.workspace import NotBlocks
from blockloom.web.workspace.extract import extracted
from blockloom.web.workspace.rename import rename, variables
from blockloom.web.workspace.steps import Steps

TEXT = """\
flow: 1
do:
- print:   one   # first
# about two
- if: =1 < 2
  then:
  - print:  inner  # in
  - print: other
- print: three
drafts:
- do:
  - print: loose
- do:
  - print: second
layout:
  drafts/0: {at: [1, 2]}
  drafts/1: {at: [3, 4]}
"""


def steps(text: str = TEXT) -> Steps:
    flow = read_flow(text, catalog()).flow
    assert flow is not None
    return Steps(text, flow, catalog())


def test_steps_are_copied_as_yaml_that_can_be_pasted() -> None:
    yaml = steps().yaml(["do/1/then/0", "do/1", "do/0"])
    assert yaml == "\n".join(TEXT.split("\n")[2:8]) + "\n"
    other = steps("# mine\nflow: 1\ndo:\n- print:   hi # there\n# the end\n")
    pasted = other.insert(yaml, "do", "do/0")
    assert other.saved() == f"# mine\nflow: 1\ndo:\n- print:   hi # there\n{yaml}# the end\n"
    assert other.addresses(pasted) == ["do/1", "do/2"]


def test_steps_keep_their_comments_from_a_body_into_a_body() -> None:
    yaml = steps().yaml(["do/1/then/0"])
    assert yaml == "- print:  inner  # in\n"
    one = steps(TEXT.replace("drafts:", "# aside\ndrafts:"))
    one.insert(yaml, "do", "do/1/then/1")
    assert one.saved() == TEXT.replace("drafts:", "# aside\ndrafts:").replace(
        "  - print: other\n", "  - print: other\n  - print:  inner  # in\n"
    )
    windows = steps("flow: 1\r\ndo: []\r\n")
    windows.insert("# why\r\n- print:  x\r\n", "do", "do")
    assert windows.saved() == "flow: 1\r\ndo:\r\n# why\r\n- print:  x\r\n"
    full = steps(TEXT.replace("do:\n- print:   one", "functions:\n  tell: {do: []}\ndo:\n- print:   one", 1))
    full.insert(yaml, "do", "do/2")
    assert "- print: three\n- print: inner\n" in full.saved()


@pytest.mark.parametrize(
    "said",
    [
        "print: x",
        "- print: x\n",
        "  - print: x",
        "\n    - print: x\n\n",
        "flow: 1\nname: whole\ndo:\n- print: x\n",
        '{"print": "x"}',
    ],
)
def test_what_people_copy_elsewhere_is_understood(said: str) -> None:
    into = steps("flow: 1\ndo: []\n")
    into.insert(said, "do", "do")
    assert into.saved() == "flow: 1\ndo:\n- print: x\n"


def test_a_piece_whose_first_indent_was_not_copied() -> None:
    into = steps("flow: 1\ndo: []\n")
    into.insert("- print: x\n    - print: y", "do", "")
    assert into.saved() == "flow: 1\ndo:\n- print: x\n- print: y\n"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("Dear all, hello", "holds no steps"),
        ("", "holds no steps"),
        ("- 1\n- 2", "holds no steps"),
        ("- milk: 2\n- eggs: 10\n", "holds no steps"),
        ("{", "no YAML"),
        ("- print: 1\n  set: 2\n", "can't be pasted"),
    ],
)
def test_what_is_no_step_is_said_kindly(said: str, words: str) -> None:
    with pytest.raises(NotBlocks, match=words):
        steps().insert(said, "do", "")


def test_steps_move_with_their_comments_and_nothing_else_changes() -> None:
    one = steps()
    moved = one.move(["do/0", "do/1/then/0"], "do/1/then/0")
    text = one.saved()
    assert "  - print:   one   # first\n  - print:  inner  # in\n  - print: other\n" in text
    assert one.addresses(moved) == ["do/0/then/0", "do/0/then/1"]
    down = steps()
    down.shift(["do/0"], 1)
    lines = down.saved().split("\n")
    assert lines.index("- print:   one   # first") > lines.index("  - print: other")
    assert down.shift(["do/2"], 1) and len(lines) == len(TEXT.split("\n"))


def test_steps_are_taken_away_and_loose_pieces_keep_their_places() -> None:
    one = steps()
    one.remove(["do/1", "drafts/0/do/0"])
    assert one.saved() == (
        "flow: 1\ndo:\n- print:   one   # first\n- print: three\n"
        "drafts:\n- do:\n  - print: second\nlayout:\n  drafts/0: {at: [3, 4]}\n"
    )
    with pytest.raises(NotBlocks, match="not there"):
        one.remove(["do/9"])


FUNCTION = """\
flow: 1
inputs:
  price: {type: number}
do:
- set: total   # all
  to: 0
- for_each: count
  in: [1, 2]
  do:
  - set: part  # mine
    to: =price * count
  - change: total
    by: =part
  - print: Now ${total}
- return: =total
"""


def test_a_function_is_made_of_steps_with_what_they_read_and_what_is_read_later() -> None:
    one = steps(FUNCTION)
    extracted(one, ["do/1/do/0", "do/1/do/1"], "add_up", catalog())
    assert one.saved() == FUNCTION.replace(
        """\
  - set: part  # mine
    to: =price * count
  - change: total
    by: =part
""",
        """\
  - call: add_up
    with: {count: =count, price: =price, total: =total}
    save: total
""",
    ).replace(
        "do:\n- set: total",
        """\
functions:
  add_up:
    params:
      count: {type: number}
      price: {type: number}
      total: {type: any}
    do:
    - set: part  # mine
      to: =price * count
    - change: total
      by: =part
    - return: =total
do:
- set: total""",
        1,
    )


def test_several_answers_come_back_as_an_object() -> None:
    text = "flow: 1\ndo:\n- set: a\n  to: 1\n- set: b\n  to: 2\n- print: =a + b\n"
    one = steps(text)
    calls = extracted(one, ["do/0", "do/1"], "both", catalog())
    assert [*one.addresses(calls)] == ["do/0", "do/1", "do/2"]
    saved = one.saved()
    assert "- call: both\n  save: answer\n- set: a\n  to: =answer.a\n- set: b\n  to: =answer.b\n" in saved
    assert "    - return: {object: {a: =a, b: =b}}\n" in saved and read_flow(saved, catalog()).ok


@pytest.mark.parametrize(
    ("paths", "name", "words"),
    [
        (["do/0", "do/2"], "f", "directly below"),
        (["do/2"], "f", "returns"),
        (["do/0"], "print", "name of a block"),
        (["do/0"], "1", "no digit first"),
    ],
)
def test_what_can_not_be_a_function(paths: list[str], name: str, words: str) -> None:
    with pytest.raises(NotBlocks, match=words):
        extracted(steps(FUNCTION), paths, name, catalog())


NAMES = """\
flow: 1
inputs:
  price: {type: number}
functions:
  twice:
    params:
      price: {type: number}
    do:
    - return: =price * 2
do:
- set: sum   # text
  to: =twice(price) + length(filter([1], one, one > price))
- print: The price is ${price} of ${sum}
- call: twice
  with: {price: =price}
  save: price
drafts:
- value: =price + 1
tests:
- given: {inputs: {price: 3}}
  expect: ['=log == ["The price is 3 of 6"]', =price == 6]
"""


def test_a_variable_is_called_otherwise_everywhere_in_its_section_only() -> None:
    one = steps(NAMES)
    assert variables(one.flow, "do") == ["price", "sum", "one"]
    rename(one.flow, "do", "price", "cost", catalog())
    saved = one.saved()
    assert read_flow(saved, catalog()).ok
    for piece in (
        "  cost: {type: number}",
        "=twice(cost) +",
        "one > cost",
        "${cost} of",
        "{price: =cost}",
        "save: cost",
    ):
        assert piece in saved, piece
    for piece in ("- value: =cost + 1", "{inputs: {cost: 3}}", "=cost == 6", "=price * 2", "# text", '"The price is'):
        assert piece in saved, piece
    other = steps(NAMES)
    rename(other.flow, "functions/twice", "price", "cost", catalog())
    assert other.saved() == NAMES.replace("      price: {", "      cost: {").replace(
        "return: =price", "return: =cost"
    ).replace("{price: =price}", "{cost: =price}")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("price", "sum", "already"),
        ("price", "two words", "letters, digits"),
        ("price", "result", "tests"),
        ("gone", "here", "any more"),
    ],
)
def test_a_name_that_can_not_be_given(old: str, new: str, words: str) -> None:
    with pytest.raises(NotBlocks, match=words):
        rename(steps(NAMES).flow, "do", old, new, catalog())
