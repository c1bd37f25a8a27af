"""A formula as tokens: each with its kind and place, to the end or to the first sign that means nothing."""

from __future__ import annotations

import pytest

from blockloom.runtime.formula.tokens import is_name, tokens


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [("end", "", 0)]),
        (" a1 ", [("name", "a1", 1), ("end", "", 4)]),
        ("1.5**x", [("number", "1.5", 0), ("sign", "**", 3), ("name", "x", 5), ("end", "", 6)]),
        ("'a' \"b\"", [("text", "'a'", 0), ("text", '"b"', 4), ("end", "", 7)]),
        ("größe²", [("name", "größe", 0), ("wrong", "²", 5)]),
        ("½", [("wrong", "½", 0)]),
        ("1x + 2", [("wrong", "1x", 0)]),
        ("a && b", [("name", "a", 0), ("wrong", "&&", 2)]),
        ("'open", [("wrong", "'", 0)]),
    ],
)
def test_tokens_end_with_the_end_or_with_what_is_wrong(text: str, found: list[tuple[str, str, int]]) -> None:
    assert list(tokens(text)) == found


def test_tokens_may_begin_anywhere() -> None:
    assert list(tokens("a + b", 3)) == [("name", "b", 4), ("end", "", 5)]


@pytest.mark.parametrize(
    ("text", "fits"),
    [("x", True), ("_1", True), ("名前", True), ("a" * 100, True), ("a" * 101, False), ("", False), ("1x", False)]
    + [("٣x", False), ("x²", False), ("if", False), ("a b", False), ("e\u0301", False), ("\u00e9", True)],
)
def test_what_can_name_a_variable(text: str, fits: bool) -> None:
    assert is_name(text) is fits
