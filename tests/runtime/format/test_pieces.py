"""Parts of a flow from plain data: whole, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from blockloom import catalog
from blockloom.runtime.format import NotUnderstood, Pieces
from blockloom.runtime.model import Block, Literal, Lost, Unknown

PIECES = Pieces(catalog(), {"half": ["x"]})


def nested(depth: int) -> Any:
    return [nested(depth - 1)] if depth else []


def test_steps() -> None:
    shout, call = PIECES.body([{"print": "hello"}, {"call": "half", "with": {"x": 1}, "save": "y"}], "do/3/then")
    assert isinstance(shout, Block) and shout.definition.name == "print" and shout.place.path == "do/3/then/0"
    assert isinstance(call, Block) and call.save == "y" and call.place.path == "do/3/then/1"


def test_a_value() -> None:
    literal, formula = PIECES.value(5, "do/0/value"), PIECES.value("=half(1) + 1", "do/0/value")
    assert isinstance(literal, Literal) and literal.value == 5 and literal.place.path == "do/0/value"
    assert isinstance(formula, Block) and formula.definition.name == "add" and formula.formula


def test_inputs_and_triggers() -> None:
    said = PIECES.inputs({"n": {"type": "number", "default": 3}, "t": {"type": "text"}}, "functions/f/params")
    assert said["n"].default == 3 and not said["n"].required and said["t"].required
    (trigger,) = PIECES.triggers([{"http": {"method": "POST", "path": "/orders"}}])
    assert trigger.settings == {"method": "POST", "path": "/orders"}


@pytest.mark.parametrize(
    ("read", "code"),
    [
        (lambda: PIECES.body([{"print": 1, "prnt": 2}], "do"), "unknown_slot"),
        (lambda: PIECES.body(["print"], "do"), "bare_step"),
        (lambda: PIECES.value(2**60, "do/0/value"), "number_too_large"),
        (lambda: PIECES.value(float("nan"), "do/0/value"), "number_too_large"),
        (lambda: PIECES.value({"trim": "\x00"}, "do/0/value"), "bad_character"),
        (lambda: PIECES.value(nested(300), "do/0/value"), "too_deep"),
        (lambda: PIECES.body([1] * 100_001, "do"), "too_large"),
        (lambda: PIECES.inputs({"n": {"type": "nmber"}}, "inputs"), "type"),
        (lambda: PIECES.triggers([{"http": {"method": "PST", "path": "/"}}]), "trigger"),
        (lambda: PIECES.body([{"print": 1, "prnt": 2}] * 2_000, "do"), "unknown_slot"),
    ],
)
def test_what_would_lose_something_is_refused(read: Callable[[], Any], code: str) -> None:
    with pytest.raises(NotUnderstood) as refused:
        read()
    assert refused.value.findings[0].code == code and str(refused.value) == refused.value.findings[0].message


def test_what_is_not_understood_but_kept_to_the_letter_loses_nothing() -> None:
    (unknown,) = PIECES.body([{"from_elsewhere": {"a": [1, 2]}}], "do")
    assert isinstance(unknown, Unknown) and unknown.data == {"from_elsewhere": {"a": [1, 2]}}
    for formula in ("=1 +", "=third(1)"):
        lost = PIECES.value(formula, "do/0/value")
        assert isinstance(lost, Lost) and lost.data == formula


def test_the_first_of_several_faults_is_what_the_error_says() -> None:
    with pytest.raises(NotUnderstood) as raised:
        PIECES.body([{"print": 1, "prnt": 2}, "print"], "do")
    assert [finding.code for finding in raised.value.findings] == ["unknown_slot", "bare_step"]
    assert str(raised.value) == raised.value.findings[0].message
