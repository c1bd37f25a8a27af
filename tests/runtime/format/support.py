"""Plain values such as a flow file can hold, for the readers' tests."""

from __future__ import annotations

import math

from hypothesis import strategies as st

from blockloom.runtime.limits import LARGEST

PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-LARGEST, LARGEST)
    | st.floats(-1e15, 1e15).filter(math.isfinite)
    | st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abcxyz", min_size=1), inner, max_size=4),
    max_leaves=20,
)
