"""Numbers in words."""

from __future__ import annotations

import pytest

from blockloom.web.words import counted, duration


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.0004, "less than 1 ms"), (0.008, "8 ms"), (0.9994, "999 ms"), (2.44, "2.4 s"), (200.4, "3 min 20 s")],
)
def test_a_duration(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_a_number_of_things() -> None:
    assert [counted(number, "step") for number in (0, 1, 1234)] == ["0 steps", "1 step", "1,234 steps"]
