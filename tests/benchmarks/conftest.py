"""How thoroughly is measured."""

from __future__ import annotations

import pytest

THOROUGH, BRIEF = 9, 3


@pytest.fixture
def rounds(request: pytest.FixtureRequest) -> int:
    """How many rounds count: THOROUGH where figures are printed (``-s``), else just enough to see a limit hold."""
    return THOROUGH if request.config.getoption("capture") == "no" else BRIEF
