"""Strategies for values of the language."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from blockloom.runtime.limits import LARGEST

WHOLE = st.integers(-LARGEST, LARGEST)
BROKEN = st.floats(-LARGEST, LARGEST, allow_nan=False)
NUMBERS = WHOLE | BROKEN | st.sampled_from([0, 1, -1, 0.0, -0.0, 1.0, 0.1, 5e-324, float(LARGEST)])
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
SCALARS = NUMBERS | TEXTS | st.booleans() | st.none()
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4), max_leaves=20
)
CLOSE: st.SearchStrategy[Any] = st.recursive(
    st.sampled_from([0, 0.0, False, "", None, 1, 1.0, True, "1", "a"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=6,
)
"""Few values, so that two of them are often equal or nearly so."""
