"""Texts that were read lately are not read again, but by who changes what he gets."""

from __future__ import annotations

import pytest

from blockloom import catalog
from blockloom.runtime.format import Unreadable, read, read_lately
from blockloom.runtime.format.reading import LATELY

TEXT = "flow: 1\ndo:\n- print: hello\n"


def test_what_was_read_lately_is_shared_and_what_is_read_anew_is_not() -> None:
    shared = read_lately(TEXT, catalog())
    assert read_lately(TEXT, catalog()) is shared
    assert read(TEXT, catalog()).flow is not shared.flow
    for number in range(LATELY):
        read_lately(f"{TEXT}- print: {number}\n", catalog())
    assert read_lately(TEXT, catalog()) is not shared


def test_the_same_text_is_another_flow_in_another_format() -> None:
    text = '{"flow": 1, "do": [{"print": "hello"}]}'
    assert read_lately(text, catalog()).tree != read_lately(text, catalog(), as_json=True).tree
    for _ in range(2):
        with pytest.raises(Unreadable):
            read_lately(TEXT, catalog(), as_json=True)
