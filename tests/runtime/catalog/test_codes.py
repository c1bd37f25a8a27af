"""The codes of a block's errors are read off its signature, its source and what it reaches."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from types import ModuleType
from typing import get_type_hints

import pytest

from blockloom import Doors, blocks, catalog
from blockloom.runtime import Catalog
from blockloom.runtime.catalog.codes import GIVEN
from blockloom.runtime.messaging import Messaging
from tests.blocks.support import value
from tests.runtime.catalog.support import module_of

HELPERS = """
from functools import cache
from blockloom.runtime import too_large
MISSING = 5011
def _one(a: Any) -> Any:
    raise FlowError("one", "One.")
def _two(a: Any) -> Any:
    return _one(a)
def _three(a: Any) -> Any:
    raise FlowError("three", "Three.") if a else _three(a)
def _named(a: Any, code: int = MISSING) -> Any:
    raise FlowError(code, "Named.")
@cache
def _cached(a: Any) -> Any:
    raise FlowError("cached", "Cached.")
class _Teller:
    def __init__(self, a: Any) -> None:
        self._look(a)
    def _look(self, a: Any) -> None:
        raise FlowError("looked", "Looked.")
    def never(self) -> None:
        raise FlowError("never", "Never.")
class _Asked:
    def __init__(self, teller: "_Teller | None") -> None:
        self._teller = teller
    def ask(self) -> None:
        self._teller._look(1)
class _Later:
    def __call__(self) -> None:
        raise FlowError("later", "Later.")
WORDS = {"red": 1, "green": 2}
def _asks(asked: _Asked) -> None:
    asked.ask()
def _looked_up(word: str, other: Any = None) -> Any:
    raise FlowError(WORDS[word], "Looked up.")
def _handed(word: str) -> Any:
    return _looked_up(other=1, word=word)
def _shadowed(a: Any) -> Any:
    raise FlowError("shadowed", "Shadowed.")
"""
CODES = {
    "none": ("pass", []),
    "its own": ('raise FlowError("own", "Own.")', ["own"]),
    "a constant": ('raise FlowError(MISSING, "Missing.")', ["5011"]),
    "one of two": ('raise FlowError("yes" if a else "no", "Either.")', ["no", "yes"]),
    "what it is given": ('raise FlowError(a, "Given.")', [GIVEN]),
    "through a function": ("_one(a)", ["one"]),
    "through two functions": ("_two(a)", ["one"]),
    "through a function that calls itself": ("_three(a)", ["three"]),
    "through a function handed on": ("sorted([a], key=_one)", ["one"]),
    "through a default": ("_named(a)", ["5011", GIVEN]),
    "through a cache": ("_cached(a)", ["cached"]),
    "through a class": ("_Teller(a)", ["looked"]),
    "through one that can be called": ("sorted([a], key=_Later())", ["later"]),
    "through what is annotated": ("_asks(a)", ["looked"]),
    "through a word that is looked up": ('_looked_up("red")', ["1"]),
    "through a word that is handed on": ('_handed("green")', ["2"]),
    "through a word that nobody knows": ("_handed(a)", [GIVEN]),
    "through the runtime": ('too_large("It", 1, "bytes")', ["too_large"]),
    "not through a name of its own": ("_shadowed = a\n    _shadowed()", []),
    "through a door": (
        "here().messaging.registrations()",
        ["1013", "5000", "5011", "8000", "8007", "8008", "no_store"],
    ),
    "not through an unknown door": ("here().nowhere.go()", []),
}


@pytest.mark.parametrize(("body", "codes"), CODES.values(), ids=CODES)
def test_codes_are_read_off_the_source(tmp_path: Path, body: str, codes: list[str]) -> None:
    pack = module_of(tmp_path, f'{HELPERS}\ndef f(a: Any) -> None:\n    """Do {{a}}."""\n    {body}\n')
    assert list(Catalog.of([pack])["f"].errors) == codes


SLOTS = {
    "a: Any": [],
    "a: str": ["wrong_kind"],
    "a: Lazy[bool]": ["wrong_kind"],
    "a: Name[list[Any]]": ["wrong_kind"],
    "a: Name[Any]": [],
    "a: Verbatim": [],
    'a: Literal["x", "y"]': ["wrong_choice"],
    "a: Function": ["depth"],
}


@pytest.mark.parametrize(("slot", "codes"), SLOTS.items(), ids=SLOTS)
def test_a_slot_insists_on_what_it_takes(tmp_path: Path, slot: str, codes: list[str]) -> None:
    call = "a()" if "Lazy" in slot or "Function" in slot else "pass"
    pack = module_of(tmp_path, f'def f({slot}) -> None:\n    """Do {{a}}."""\n    {call}\n')
    assert list(Catalog.of([pack])["f"].errors) == codes


def test_the_rules_of_a_door_and_the_reference_say_the_same() -> None:
    said = re.findall(r"\b\d{4}\b", Messaging.register.__doc__ or "")
    assert said == [code for code in catalog()["register_device"].errors if code.isdecimal()]


@pytest.mark.parametrize("module", [pytest.param(module, id=module.__name__) for module in blocks.modules()])
def test_no_code_that_a_category_spells_out_is_missed(module: ModuleType) -> None:
    spelled = set(re.findall(r'FlowError\(\s*"(\w+)"', inspect.getsource(module)))
    category = module.__name__.rpartition(".")[2]
    assert spelled <= {code for block in catalog().values() if block.category == category for code in block.errors}


def test_behind_every_door_is_a_class_that_says_so() -> None:
    doors = {name: kind for name, kind in get_type_hints(Doors).items() if getattr(kind, "_is_protocol", False)}
    assert doors.keys() >= {"messaging", "clock", "http"}
    assert [name for name, kind in doors.items() if not kind.__subclasses__()] == []


@pytest.mark.parametrize(
    ("block", "given", "code"),
    [
        ({"divide": {"a": 1, "b": "=given"}}, 0, "divide_by_zero"),
        ({"length": "=given"}, 1, "wrong_kind"),
        ({"change_case": "a", "to": "=given"}, "x", "wrong_choice"),
        ({"from_json": "=given"}, "{", "wrong_json"),
        ({"item": [1, 2], "at": "=given"}, 3, "position"),
        ({"format_date": "=given", "style": "date"}, "2025-11-25", "no_offset"),
    ],
)
def test_an_error_that_comes_is_one_that_was_told(block: dict[str, object], given: object, code: str) -> None:
    assert value(block, given=given) == (code,)
    assert code in catalog()[next(iter(block))].errors
