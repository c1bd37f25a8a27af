"""Tree → a flow's own tests: plain data to run it with, and what has to hold then."""

from __future__ import annotations

from blockloom.runtime.findings import Place
from blockloom.runtime.format.draft import Draft
from blockloom.runtime.format.given import given
from blockloom.runtime.format.steps import Steps
from blockloom.runtime.format.tree import Mapping, Tree
from blockloom.runtime.model import Test
from blockloom.runtime.wording import sentence


def tests(draft: Draft, tree: Tree | None, steps: Steps) -> list[Test]:
    """The tests of a list; those that can't be understood are left out."""
    listed = draft.sequence(tree, "tests", '"tests"', "- expect: [=result == 1]") if tree is not None else None
    found = []
    for number, inner in enumerate(listed.items if listed else []):
        path = f"tests/{number}"
        said = draft.mapping(inner, path, sentence("A test"), "{name: adds up, expect: [=result == 3]}")
        if said is not None:
            found.append(_test(draft, steps, said, path))
    return found


def _test(draft: Draft, steps: Steps, said: Mapping, path: str) -> Test:
    draft.known_keys(said, path, sentence("A test"), ("name", "given", "expect"))
    name = draft.text(said.pairs["name"], f"{path}/name", '"name"') if "name" in said.pairs else None
    gifts, places = given(draft, said.pairs["given"], f"{path}/given") if "given" in said.pairs else ({}, {})
    expected = said.pairs.get("expect")
    expect = draft.sequence(expected, path, '"expect"', "[=result == 3]") if expected is not None else None
    if expected is None or expect is not None and not expect.items:
        draft.find(said, path, "no_expectation", sentence("A test has to expect something."), "expect: [=result == 3]")
    values = [steps.value(item, f"{path}/expect/{at}") for at, item in enumerate(expect.items if expect else [])]
    return Test(name or "", gifts, values, Place(said.line, said.column, path), places)
