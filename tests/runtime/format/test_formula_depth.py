"""How deep a formula may be nested: the deeper it stands, the less."""

from __future__ import annotations

import pytest

from blockloom import catalog, read_flow


@pytest.mark.parametrize(
    ("levels", "rungs", "deepest"), [(0, 0, 67), (1, 0, 65), (2, 0, 63), (1, 1, 65), (1, 2, 65), (1, 9, 65)]
)
def test_a_formula_may_be_nested_as_deep_as_its_place_leaves_room(levels: int, rungs: int, deepest: int) -> None:
    """However many else-ifs there are above it."""

    def findings(signs: int) -> list[str]:
        ways = ["then: []\n{0}  else:"] * rungs + ["then:"] * levels
        above = "".join(f"{{0}}- if: =n\n{{0}}  {way}\n".format("  " * level) for level, way in enumerate(ways))
        step = f"{'  ' * (levels + rungs)}- print: ={'not ' * signs}n\n"
        text = f"flow: 1\ninputs: {{n: {{type: boolean}}}}\ndo:\n{above}{step}"
        return [finding.message for finding in read_flow(text, catalog()).errors]

    assert findings(deepest) == []
    assert findings(deepest + 1) == [f"This formula is nested more than {deepest + 1} levels deep."]


def test_what_a_test_expects_may_be_as_deep_behind_else_ifs() -> None:
    def findings(signs: int) -> list[str]:
        text = "flow: 1\ndo:\n- if: true\n  then: []\n  else:\n  - if: true\n    then: []\n"
        program = read_flow(f"{text}tests:\n- expect: [={'not ' * signs}true]\n", catalog())
        return [finding.message for finding in program.errors]

    assert findings(66) == []
    assert findings(67) == ["This formula is nested more than 67 levels deep."]
