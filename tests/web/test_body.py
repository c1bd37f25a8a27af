"""What is read of a body before anything else is done with it."""

from __future__ import annotations

import pytest

from blockloom.web.body import DEPTH, parse_json


def test_brackets_count_where_they_are_no_text() -> None:
    deep = b"[" * DEPTH + b"]" * DEPTH
    assert parse_json(deep) and parse_json(b'["' + b"[{" * 100 + b'", "\\"' + b"[" * 100 + b'"]') == [
        "[{" * 100,
        '"' + "[" * 100,
    ]
    with pytest.raises(ValueError):
        parse_json(b"[" + deep + b"]")
    with pytest.raises(ValueError):
        parse_json(b'["a\\"", ' + b'{"a":' * DEPTH + b"1" + b"}" * DEPTH + b"]")


@pytest.mark.parametrize(
    "text", [b'"' + b"a" * 100_000, b'"' + b"a\\n" * 100_000, b'"' + b"\\" * 99_999, b'"a' * 99_999]
)
def test_a_text_without_an_end_takes_no_time_without_end(text: bytes) -> None:
    with pytest.raises(ValueError):
        parse_json(b"[" * 40 + b"{" * 40 + text)
