from __future__ import annotations

import pytest

from blockloom.runtime.renaming import named


@pytest.mark.parametrize(
    ("text", "name", "changed"),
    [
        ("flow: 1\nname: A  # why\ndo: []\n", "B", "flow: 1\nname: B\ndo: []\n"),
        ("flow: 1\r\nname: A\r\ndo: []\r\n", "B: c", 'flow: 1\r\nname: "B: c"\r\ndo: []\r\n'),
        ("flow: 1\nname: >\n  long\ndo: []\n", "B", "flow: 1\nname: >\n  long\ndo: []\n"),
        ("flow: 1\ndo:\n- print: a\n", "B", "flow: 1\ndo:\n- print: a\n"),
        ("flow: 1\nname: A\ndo: []\n", "\\1", "flow: 1\nname: '\\1'\ndo: []\n"),
    ],
)
def test_a_name_is_put_into_the_text_and_nothing_else_changes(text: str, name: str, changed: str) -> None:
    assert named(text, name) == changed
