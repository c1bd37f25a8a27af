"""Flows in words and in colour."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import blockloom
from blockloom.web.highlight import pieces_of, shown
from blockloom.web.picture import picture

STEPS = """\
flow: 1
do:
- register_device: {}
- register_device: {channels: [ads, news], expiration: "2030-01-01T00:00:00Z"}
- if: =length(names) > 2
  then:
  - print: Hello, ${names[1]}!
  else:
  - print: hello
- repeat: 2
  do: []
- call: greet
  with: {person: "=names[1]"}
- call: wave
- set: names
  to: []
- return: null
functions:
  greet:
    params: {person: {type: text}}
    do:
    - print: =person
  wave:
    do:
    - print: hi
"""


def test_a_picture_is_made_of_sentences() -> None:
    flow = blockloom.read_flow(STEPS, blockloom.catalog()).flow
    assert flow is not None
    rows = [(row.line, row.depth, row.words) for row in picture(flow, blockloom.catalog(), 100)]
    assert rows == [
        (3, 0, "Register this device"),
        (4, 0, "Register this device on ads, news, until 2030-01-01T00:00:00Z"),
        (5, 0, "If length of names > 2 then"),
        (7, 1, "Print “Hello, [item 1 of names]!”"),
        (None, 0, "else"),
        (9, 1, "Print hello"),
        (10, 0, "Repeat 2 times"),
        (12, 0, "Call greet with person"),
        (14, 0, "Call wave"),
        (15, 0, "Set names to an empty list"),
        (17, 0, "Return nothing"),
        (19, 0, "To greet with person:"),
        (22, 1, "Print person"),
        (23, 0, "To wave:"),
        (25, 1, "Print hi"),
    ]
    assert len(picture(flow, blockloom.catalog(), 3)) == 3


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        ("- print: =a + 1 # why", [("block", "print"), ("formula", "=a + 1"), ("comment", "# why")]),
        ("  - =a[1].b", [("formula", "=a[1].b")]),
        (
            "- return: {total: =sum, list: [=a, 2]}",
            [
                ("block", "return"),
                ("formula", "=sum"),
                ("formula", "=a"),
                ("number", "2"),
            ],
        ),
        ("  save: total", [("key", "save")]),
        ('- print: "Hello: ${name}"', [("block", "print"), ("text", '"Hello: ${name}"')]),
        ("- print: Hello ${name}", [("block", "print"), ("formula", "${name}")]),
        ("# all of it", [("comment", "# all of it")]),
        ("  http://x.example/a", []),
    ],
)
def test_pieces_have_kinds(line: str, kinds: list[tuple[str, str]]) -> None:
    (pieces,) = pieces_of(line, blockloom.catalog())
    assert [piece for piece in pieces if piece[0]] == kinds


@given(st.text())
def test_the_pieces_of_a_text_add_up_to_it(text: str) -> None:
    lines = ["".join(piece for _, piece in pieces) for pieces in pieces_of(text, blockloom.catalog())]
    assert "\n".join(lines) == shown(text).removesuffix("\n")
