"""What a test is given: moments in every spelling, and chance."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from blockloom import catalog, read_flow
from blockloom.runtime.format.given import moment_of

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "said", ["2026-01-01", "2026-01-01T00:00:00", "2026-01-01T00:00:00Z", "2026-01-01T02:00:00+02:00", 1767225600000.0]
)
def test_a_moment_in_every_spelling(said: object) -> None:
    assert moment_of(said) == NEW_YEAR


@pytest.mark.parametrize("said", ["soon", "", True, None, 1e300, -(10**17), "9999-12-31T23:59:59-01:00"])
def test_what_is_no_moment(said: object) -> None:
    with pytest.raises(ValueError):
        moment_of(said)


@pytest.mark.parametrize("given", ["random: luck", "random: 7", "random: 0.5", "clock: 0", "rows: {}", "messages: []"])
def test_nothing_is_wrong_with_these(given: str) -> None:
    text = f"flow: 1\ndo:\n- return: 1\ntests:\n- given: {{{given}}}\n  expect: [=result == 1]\n"
    assert not read_flow(text, catalog()).findings
