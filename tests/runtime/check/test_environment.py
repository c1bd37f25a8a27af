"""What holds where ways meet, at any moment in between, and when a loop has gone round: never less than before."""

from __future__ import annotations

import pytest

from blockloom.runtime.check.environment import NOT_SET, any_moment, loosened, meet, widened
from blockloom.runtime.kinds import A_TEXT, LIST, NUMBER, TEXT, UNSET, Kind, list_of, number, record_of
from blockloom.runtime.limits import LARGEST

ONE, FIVE = number(1, 1, True), number(5, 5, True)
ALL = number(-LARGEST, LARGEST, True)


def test_ways_that_meet() -> None:
    assert meet() is meet(None, None) is None
    here = {"x": ONE}
    assert meet(None, here) is here
    assert meet({"x": ONE, "y": ONE}, {"x": FIVE, "z": A_TEXT}) == {
        "x": number(1, 5, True),
        "y": Kind(NUMBER | UNSET, 1, 1, True),
        "z": Kind(TEXT | UNSET),
    }
    assert meet(here, {"x": FIVE}, {"x": A_TEXT}) == {"x": Kind(NUMBER | TEXT, 1, 5, True)}


def test_any_moment_holds_what_was_and_what_comes() -> None:
    assert any_moment({"x": ONE, "y": ONE}, {"x": FIVE, "z": A_TEXT}) == {
        "x": number(1, 5, True),
        "y": ONE,
        "z": Kind(TEXT | UNSET),
    }
    assert NOT_SET.bits == UNSET


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (ONE, FIVE, number(1, LARGEST, True)),
        (FIVE, ONE, number(-LARGEST, 5, True)),
        (number(1, 5, True), number(2, 4, True), number(1, 5, True)),
        (number(2, 4, True), number(1, 5, True), ALL),
        (A_TEXT, ONE, Kind(TEXT | NUMBER, 1, 1, True)),
        (list_of(ONE), list_of(FIVE), list_of(number(1, LARGEST, True))),
        (record_of({"a": ONE}), record_of({"a": FIVE}), record_of({"a": number(1, LARGEST, True)})),
        (Kind(LIST), list_of(FIVE), Kind(LIST)),
    ],
)
def test_an_end_that_has_moved_is_let_go(old: Kind, new: Kind, found: Kind) -> None:
    assert loosened(old, new) == found


def test_a_range_is_given_up_whole() -> None:
    assert widened(ONE, FIVE) == widened(ONE, ONE) == ALL
    assert widened(A_TEXT, A_TEXT) == A_TEXT
    assert widened(list_of(ONE), list_of(FIVE)) == list_of(number(1, LARGEST, True))
