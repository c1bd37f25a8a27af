"""Flows drawn as blocks."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import blockloom
from blockloom.web.drawing import HIGH, figure, pieces_of, size, svg
from blockloom.web.picture import Row, picture

STEPS = """\
flow: 1
do:
- if: =limit > 2
  then:
  - print: a <b> & "c"
  else:
  - if: true
    then: []
    else: []
- register_device: {channels: [ads]}
functions:
  tell:
    do:
    - print: hi
"""


def rows() -> list[Row]:
    flow = blockloom.read_flow(STEPS, blockloom.catalog()).flow
    assert flow is not None
    return picture(flow, blockloom.catalog(), 100)


def test_blocks_stand_in_the_arms_of_blocks() -> None:
    first, second, third = pieces_of(rows())
    assert [row.words for row, _ in first.arms] == ["If limit > 2 then", "else"]
    assert [[inner.row.words for inner in body] for _, body in first.arms] == [
        ['Print “a <b> & "c"”'],
        ["If true then"],
    ]
    assert [row.words for row, _ in first.arms[1][1][0].arms] == ["If true then", "else"]
    assert first.high > 5 * HIGH and second.arms == [] and second.high == HIGH
    assert third.row.hat and [inner.row.words for inner in third.arms[0][1]] == ["Print hi"]


def test_a_drawing_is_one_outline_a_block_with_all_its_words_inside() -> None:
    drawn = ElementTree.fromstring(svg(rows(), "Mine"))
    space = "{http://www.w3.org/2000/svg}"
    assert len(list(drawn.iter(f"{space}path"))) == 6
    assert [text.text for text in drawn.iter(f"{space}text")][:4] == ["If", "limit > 2", "then", "else"]
    assert 'a <b> & "c"' in "".join(drawn.itertext())
    wide, high = size(rows())
    for text in drawn.iter(f"{space}text"):
        assert float(text.get("x", 0)) + float(text.get("textLength", 0)) < wide and float(text.get("y", 0)) < high
    assert len({text.get("y") for text in drawn.iter(f"{space}text")}) == len(rows())


def test_in_a_page_it_has_a_name_and_no_words_of_a_flow_become_markup() -> None:
    said = figure(rows(), 'say "<hi>"', 0.5)
    assert re.match(
        r'<svg class="shapes" viewBox="0 0 \d+ \d+" width="[\d.]+em" .* aria-label="say &#34;&lt;hi&gt;', said
    )
    assert "<b>" not in said
    assert size([]) == (2, 6)
