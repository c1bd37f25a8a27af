"""How deep a formula may be nested: the deeper it stands, the less."""

from __future__ import annotations

import pytest

from blockloom import catalog, read_flow


@pytest.mark.parametrize(("levels", "deepest"), [(0, 67), (1, 65), (2, 63)])
def test_a_formula_may_be_nested_as_deep_as_its_place_leaves_room(levels: int, deepest: int) -> None:
    def findings(signs: int) -> list[str]:
        above = "".join(f"{'  ' * level}- if: =n\n{'  ' * level}  then:\n" for level in range(levels))
        step = f"{'  ' * levels}- print: ={'not ' * signs}n\n"
        text = f"flow: 1\ninputs: {{n: {{type: boolean}}}}\ndo:\n{above}{step}"
        return [finding.message for finding in read_flow(text, catalog()).errors]

    assert findings(deepest) == []
    assert findings(deepest + 1) == [f"This formula is nested more than {deepest + 1} levels deep."]
