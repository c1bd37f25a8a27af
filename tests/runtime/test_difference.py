"""Differences of lists, and two changes of one text put together."""

from __future__ import annotations

import random
import time

import pytest

from blockloom.runtime.difference import changes, merged

BASE = "flow: 1\ndo:\n- print: a\n- print: b\n- print: c\n"


@pytest.mark.parametrize(
    ("ours", "theirs", "both"),
    [
        (BASE.replace(": a", ": A"), BASE.replace(": c", ": C"), BASE.replace(": a", ": A").replace(": c", ": C")),
        (BASE + "- end\n", BASE.replace("1", "1\nname: N"), BASE.replace("1", "1\nname: N") + "- end\n"),
        (BASE.replace(": c", ": C"), BASE + "- end\n", BASE.replace(": c", ": C") + "- end\n"),
        (BASE.replace("b", "x"), BASE.replace("b", "x"), BASE.replace("b", "x")),
        (BASE, BASE.replace("b", "y"), BASE.replace("b", "y")),
        (BASE.replace("b", "x"), BASE.replace("b", "y"), None),
        (BASE + "- print: mine\n", BASE + "- print: theirs\n", None),
        (BASE.replace("- print: b\n", ""), BASE.replace("print: b", "print: B"), None),
        ("", BASE.replace("b", "B"), None),
    ],
)
def test_changes_go_together_unless_they_touch(ours: str, theirs: str, both: str | None) -> None:
    assert merged(BASE, ours, theirs) == both
    assert merged(BASE, theirs, ours) == both


def test_what_both_add_at_one_place_can_stand_one_behind_the_other() -> None:
    assert merged(BASE, BASE + "mine\n", BASE + "theirs\n", together=True) == BASE + "theirs\nmine\n"
    assert merged(BASE, BASE + "same\n", BASE + "same\n", together=True) == BASE + "same\n"
    assert merged(BASE, BASE.replace("b", "x"), BASE.replace("b", "y"), together=True) is None


def test_random_changes_of_different_lines_are_all_in_the_merged_text() -> None:
    rng = random.Random(7)
    for _ in range(200):
        lines = [f"line {number}\n" for number in range(30)]
        places = rng.sample(range(0, 30, 2), 8)
        sides = [list(lines), list(lines), list(lines)]
        for number, place in enumerate(places):
            new = rng.choice(["", f"changed {place}\n", f"line {place}\nadded {place}\n"])
            for side in (sides[number % 2], sides[2]):
                side[place] = new
        base, ours, theirs, both = map("".join, (lines, *sides))
        assert merged(base, ours, theirs) == both


def test_changes_say_how_the_old_becomes_the_new_and_take_bounded_time() -> None:
    rng = random.Random(3)
    for _ in range(200):
        old, new = (rng.choices("abc", k=rng.randrange(12)) for _ in range(2))
        made, at = list[str](), 0
        for change in changes(old, new):
            made += [*old[at : change.start], *new[change.new_start : change.new_stop]]
            at = change.stop
        assert [*made, *old[at:]] == new
    start = time.process_time()
    assert len(changes(["x", *["a"] * 60_000], [*["a"] * 50_000, "y"])) == 1
    assert time.process_time() - start < 4
