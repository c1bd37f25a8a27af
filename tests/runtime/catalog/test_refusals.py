"""A function that can't be a block is refused when the catalog loads, with the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from blockloom import blocks
from blockloom.runtime import Catalog, CatalogError
from tests.runtime.catalog.support import module_of

DOOR = "write here().<door>.<method>(…) in one piece, so that what it touches can be read."
PLAIN = "it has to be a plain function: no async, no yield."
REFUSED = {
    "no docstring": (
        "def f(a: str) -> None:\n    pass",
        "its first docstring line is missing; it gives the words on the block.",
    ),
    "an empty docstring": (
        'def f(a: str) -> None:\n    """ """',
        "its first docstring line is missing; it gives the words on the block.",
    ),
    "words name no parameter": (
        'def f(a: str) -> None:\n    """Do {b} {a}."""',
        'its words name "b", which is no parameter.',
    ),
    "words leave one out": (
        'def f(a: str, b: str) -> None:\n    """Do {a}."""',
        'its words leave out "b"; write {b} where its slot belongs.',
    ),
    "words with the underscore": (
        'def f(in_: str) -> None:\n    """Do {in_}."""',
        'its words name "in_", which is no parameter.',
    ),
    "no result type": ('def f(a: str):\n    """Do {a}."""', "say what it answers (-> None if nothing)."),
    "no type": ('def f(a) -> None:\n    """Do {a}."""', "give a a type."),
    "an unknown type": (
        'def f(a: bytes) -> None:\n    """Do {a}."""',
        "<class 'bytes'> is not a kind of value. Use float, int, str, bool, list, dict or Any.",
    ),
    "an unknown type in a list": (
        'def f(a: list[set]) -> None:\n    """Do {a}."""',
        "<class 'set'> is not a kind of value. Use float, int, str, bool, list, dict or Any.",
    ),
    "an unknown result": (
        'def f(a: str) -> complex:\n    """Do {a}."""\n    return 1j',
        "<class 'complex'> is not a kind of value. Use float, int, str, bool, list, dict or Any.",
    ),
    "a name that is not there": (
        'def f(a: Strnig) -> None:\n    """Do {a}."""',
        "its types can't be read: name 'Strnig' is not defined.",
    ),
    "keywords": ('def f(**a: str) -> None:\n    """Do {a}."""', "**a can't be a slot: name each one."),
    "two first slots": (
        'def f(a: str, b: str, /) -> None:\n    """Do {a} {b}."""',
        "only one parameter may be positional-only or *variadic.",
    ),
    "a first slot and a row": (
        'def f(a: str, /, *b: str) -> None:\n    """Do {a} {b}."""',
        "only one parameter may be positional-only or *variadic.",
    ),
    "a coroutine": ('async def f(a: str) -> None:\n    """Do {a}."""', PLAIN),
    "a generator": ('def f(a: str) -> Any:\n    """Do {a}."""\n    yield a', PLAIN),
    "a default no file can say": (
        'def f(a: Any = object) -> None:\n    """Do {a}."""',
        "the default of a has to be a text, a number, true, false or None.",
    ),
    "a modifier among the siblings": (
        'def f(a: str, /, note: str) -> None:\n    """Do {a} {note}."""',
        'The slot "note" of f is named like a block or a modifier.',
    ),
    "a statement that can't be unfolded": (
        'def f(do: Body, /) -> None:\n    """Do {do}."""\n    with open("x"):\n        do()',
        "With can't be unfolded. Move it to a function that the block calls.",
    ),
    "a lambda": (
        'def f(do: Body, /) -> None:\n    """Do {do}."""\n    do()\n    (lambda: 1)()',
        "Lambda can't be unfolded. Move it to a function that the block calls.",
    ),
    "a lazy value called twice": (
        'def f(a: Lazy[Any]) -> Any:\n    """Do {a}."""\n    return a() or a()',
        "a has to be called in exactly one place.",
    ),
    "a body that is never called": (
        'def f(do: Body, /) -> None:\n    """Do {do}."""\n    pass',
        "do has to be called in exactly one place.",
    ),
    "a value used twice": (
        'def f(a: int, b: Lazy[Any]) -> Any:\n    """Do {a} {b}."""\n    return b() if a > a else 1',
        "a has to be used in exactly one place.",
    ),
    "a lazy value left out": (
        'def f(a: Lazy[Any] = None) -> Any:\n    """Do {a}."""\n    return a()',
        "a is worked out when it is called, so it can't have a default.",
    ),
    "a call without a name": (
        'def f(a: Lazy[Any]) -> Any:\n    """Do {a}."""\n    return [str][0](a())',
        "what is called without a name can't be unfolded. Give it one.",
    ),
    "a constant of the module": (
        'LIMIT = 5\ndef f(a: Lazy[Any]) -> Any:\n    """Do {a}."""\n    return a() + LIMIT',
        "LIMIT is no function and can't be unfolded. Let a function answer it.",
    ),
    "a module": (
        'import math\ndef f(a: Lazy[Any]) -> Any:\n    """Do {a}."""\n    return math.floor(a())',
        "math is no function and can't be unfolded. Let a function answer it.",
    ),
    "something else that is set": (
        'class Box: pass\ndef f(a: Name[Any], b: Any) -> None:\n    """Do {a} {b}."""\n    Box.inside = b',
        "setting inside can't be unfolded. Move it to a function that the block calls.",
    ),
    "an answer on some ways only": (
        'def f(a: Lazy[Any]) -> Any:\n    """Do {a}."""\n    if a():\n        return 1\n    raise FlowError(1, "no")',
        "a block that is unfolded and answers something has to end with a return of a value.",
    ),
    "an answer beside steps": (
        'def f(do: Body, /) -> Any:\n    """Do {do}."""\n    do()\n    return 1',
        "a block that runs steps answers nothing; let it set a variable instead.",
    ),
    "a door kept in a variable": (
        'def f(a: str) -> None:\n    """Do {a}."""\n    door = here().messaging\n    door.channels()',
        DOOR,
    ),
    "all doors handed on": (
        'def g(doors: Any) -> None:\n    """G {doors}."""\ndef f(a: str) -> None:\n    """Do {a}."""\n    g(here())',
        DOOR,
    ),
    "here under another name": (
        'there = here\ndef f(a: str) -> None:\n    """Do {a}."""\n    t = there\n    t().say(a)',
        DOOR,
    ),
    "a door asked for by name": (
        'def f(a: str) -> None:\n    """Do {a}."""\n    getattr(here(), a)',
        DOOR,
    ),
    "in a function nearby": (
        'def _g() -> Any:\n    return here()\ndef f(a: str) -> None:\n    """Do {a}."""\n    _g().say(a)',
        DOOR,
    ),
    "through a module": (
        'from blockloom import runtime\ndef f() -> None:\n    """Do."""\n    doors = runtime.here()\n    doors.say("")',
        DOOR,
    ),
    "in a class nearby": (
        'class _G:\n    doors = staticmethod(here)\ndef f(a: str) -> None:\n    """Do {a}."""\n    _G.doors().say(a)',
        DOOR,
    ),
}


@pytest.mark.parametrize(("source", "reason"), REFUSED.values(), ids=REFUSED)
def test_refused_with_the_reason(tmp_path: Path, source: str, reason: str) -> None:
    module = module_of(tmp_path, source)
    with pytest.raises(CatalogError) as raised:
        Catalog.of([module])
    assert str(raised.value) in (reason, f"{module.__name__}.f is not a block: {reason}")


def test_two_blocks_of_one_name(tmp_path: Path) -> None:
    pack = module_of(tmp_path, 'def length(a: str) -> None:\n    """Do {a}."""')
    both = f"blockloom.blocks.text.length and {pack.__name__}.length"
    with pytest.raises(CatalogError, match=f'^Two blocks are called "length": {both}.$'):
        Catalog.of([*blocks.modules(), pack])


def test_two_blocks_that_only_differ_in_an_underscore(tmp_path: Path) -> None:
    pack = module_of(tmp_path, 'def a() -> None:\n    """A."""\ndef a_() -> None:\n    """A."""')
    with pytest.raises(CatalogError, match='^Two blocks are called "a": '):
        Catalog.of([pack])


def test_two_blocks_that_name_each_others_slots(tmp_path: Path) -> None:
    a = 'def a(x: str, /, b: str) -> None:\n    """A {x} {b}."""\n'
    b = 'def b(x: str, /, a: str) -> None:\n    """B {x} {a}."""\n'
    pack = module_of(tmp_path, a + b)
    with pytest.raises(CatalogError, match='^The slot "b" of a is named like a block or a modifier.$'):
        Catalog.of([pack])


def test_a_slot_named_like_a_block_that_has_no_such_slot_is_fine(tmp_path: Path) -> None:
    pack = module_of(
        tmp_path, 'def a(x: str, /, b: str) -> None:\n    """A {x} {b}."""\ndef b(x: str, /) -> None:\n    """B {x}."""'
    )
    assert set(Catalog.of([pack])) == {"a", "b"}
