"""What the catalog reads off the functions: slots, kinds, doors, packs."""

from __future__ import annotations

from pathlib import Path

import pytest

from blockloom import Doors, blocks, catalog, read_flow, run_flow
from blockloom.runtime import Catalog
from blockloom.runtime.kinds import A_BOOLEAN, A_TEXT, A_WHOLE, ANY
from tests.runtime.catalog.support import module_of

DOORS = {
    "none": ("pass", set()),
    "say": ("here().say(a)", {"say"}),
    "two": ("here().messaging.register([a], here().clock.now())", {"messaging.register", "clock.now"}),
    "through a function": ("_one(a)", {"messaging.channels"}),
    "through two functions": ("_two(a)", {"messaging.channels", "clock.now"}),
    "through a function handed on": ("sorted([a], key=_one)", {"messaging.channels"}),
    "through a class": ("_Teller().tell(a)", {"say"}),
    "through a lambda": ("_short(a)", {"random.random"}),
    "through a module": ("runtime.here().say(a)", {"say"}),
    "through a function that calls itself": ("_three(a)", {"users.current"}),
}
HELPERS = """
from blockloom import runtime
def _one(a: str) -> Any:
    return here().messaging.channels()
def _two(a: str) -> Any:
    return _one(a), here().clock.now()
def _three(a: str) -> Any:
    return here().users.current() and _three(a)
class _Teller:
    def tell(self, a: str) -> None:
        here().say(a)
_short = lambda a: here().random.random()
"""


@pytest.mark.parametrize(("body", "doors"), DOORS.values(), ids=DOORS)
def test_doors_are_read_off_the_source(tmp_path: Path, body: str, doors: set[str]) -> None:
    pack = module_of(tmp_path, f'{HELPERS}\ndef f(a: str) -> None:\n    """Do {{a}}."""\n    {body}\n')
    assert Catalog.of([pack])["f"].doors == doors


def test_doors_are_followed_into_other_modules_that_have_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "pack_helpers.py").write_text("from blockloom.runtime import here\ndef tell(a):\n    here().say(a)\n")
    source = 'import pack_helpers\nfrom pack_helpers import tell\ndef f(a: str) -> None:\n    """Do {a}."""\n    '
    assert Catalog.of([module_of(tmp_path, source + "tell(a)")])["f"].doors == {"say"}
    assert Catalog.of([module_of(tmp_path, source + "pack_helpers.tell(a)")])["f"].doors == {"say"}


def test_the_doors_of_the_installed_blocks() -> None:
    doors = {block.name: set(block.doors) for block in catalog().values() if block.doors}
    expected = {
        "print": {"say"},
        "now": {"clock.now"},
        "register_device": {"messaging.register"},
        "get_device_registrations": {"messaging.registrations"},
        "cancel_device_registration": {"messaging.cancel"},
        "list_channels": {"messaging.channels"},
    }
    assert expected.items() <= doors.items()


PACK = '''
def twice(text: str, /, between: Literal["-", "+"] = "-") -> str:
    """{text} twice with {between}.

    The same text two times.

    >>> twice("a")
    'a-a'
    """
    return text + between + text


def as_long_as(test: Lazy[bool], /, do: Body) -> None:
    """As long as {test}: {do}."""
    while test():
        do()


def half_of(in_: int, is_: bool = False) -> Any:
    """Half of {in}, {is}."""
    return in_ / 2
'''


def test_a_pack_by_somebody_else(tmp_path: Path) -> None:
    pack = module_of(tmp_path, PACK)
    both = Catalog.of([*blocks.modules(), pack])
    twice = both["twice"]
    assert (twice.words, twice.help, twice.category) == (
        "{text} twice with {between}", "The same text two times.", pack.__name__
    )  # fmt: skip
    assert both.categories[pack.__name__].about == "A category: for tests."
    first, between = twice.slots
    assert (first.key, first.first, first.required, first.kind) == ("text", True, True, A_TEXT)
    assert (between.choices, between.default, between.required) == (("-", "+"), "-", False)
    assert [slot.key for slot in both["half_of"].slots] == ["in", "is"]
    assert [slot.kind for slot in both["half_of"].slots] == [A_WHOLE, A_BOOLEAN]
    assert both["half_of"].result == ANY
    text = """flow: 1
do:
- set: n
  to: 0
- as_long_as: =n < 3
  do:
  - change: n
    by: 1
- return: "=twice('a', between='+') + '${n}'"
"""
    program = read_flow(text, both)
    assert program.ok, program.findings
    assert run_flow(program, doors=Doors()).result == "a+a${n}"
    assert not read_flow(text, catalog()).ok


def test_a_catalog_is_a_read_only_map() -> None:
    found = catalog()
    assert len(found) == len(list(found)) == len(set(found))
    assert "print" in found and "prnt" not in found and found.get("prnt") is None
    assert found["print"] is found.get("print")


def test_what_can_be_unfolded_has_its_source_and_nothing_else_has() -> None:
    unfolded = {block.name for block in catalog().values() if block.source is not None}
    assert unfolded >= {"if", "choose", "repeat", "while", "for_each", "count", "try", "set", "get", "change", "call"}
    assert not unfolded & {"print", "length", "add", "now", "register_device"}


def test_names_that_are_changed_in_place() -> None:
    changing = {block.name: set(block.changes) for block in catalog().values() if block.changes}
    assert changing.items() >= {"add_item": {"list_"}, "set_item": {"list_"}, "set_property": {"object_"}}.items()
    assert not changing.keys() & {"set", "change", "for_each", "count", "get"}
