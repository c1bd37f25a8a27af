"""Random conditions, how they are written, and what they mean, worked out in Python on rows."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import strategies as st

from blockloom.runtime.store.conditions import (
    All,
    Among,
    Between,
    Column,
    Comparison,
    Condition,
    Constant,
    IsNothing,
    Like,
    Not,
    Operand,
    Parameter,
    Some,
    Truth,
)

KINDS = {"n": "number", "order": "number", "t": "text", "Tä": "text", "and": "boolean", "b": "boolean"}
TEXTS = ["", "a", "A", "ab", "b%", "_", "%", "é", "z", "\\", "*", "[a]", "?", "it's", '"', "a/b", "\U0001f600", " "]
NUMBERS = [0, 1, -1, 2, 2.5, -0.5, 1e-9, 1e15, 2**53 - 1, 100]
WORDS = {"and", "or", "not", "in", "like", "is", "between", "null", "true", "false"}
Truth3 = bool | None

values = {
    "number": st.sampled_from(NUMBERS),
    "text": st.sampled_from(TEXTS) | st.text("aAb%_\\é'", max_size=4),
    "boolean": st.booleans(),
}
rows = st.fixed_dictionaries({name: st.none() | values[kind] for name, kind in KINDS.items()})


def _of(kind: str) -> st.SearchStrategy[Column]:
    return st.sampled_from([Column(name) for name, its in KINDS.items() if its == kind])


def _value(kind: str) -> st.SearchStrategy[Constant]:
    return values[kind].map(Constant)


def _comparisons(kind: str) -> st.SearchStrategy[Condition]:
    signs = st.sampled_from(["=", "<>"] if kind == "boolean" else ["=", "<>", "<", "<=", ">", ">="])
    column, either = _of(kind), st.one_of(_of(kind), _value(kind))
    return st.builds(Comparison, signs, column, either) | st.builds(Comparison, signs, either, column)


_patterns = st.text("aAb%_\\é*?[]/'", max_size=5).map(Constant)
_leaves: st.SearchStrategy[Condition] = st.one_of(
    *[_comparisons(kind) for kind in ("number", "text", "boolean")],
    *[st.builds(Among, _of(kind), st.lists(_value(kind), min_size=1, max_size=4).map(tuple)) for kind in values],
    *[st.builds(Between, _of(kind), _value(kind), _value(kind)) for kind in ("number", "text")],
    st.builds(Like, _of("text"), _patterns),
    st.builds(IsNothing, st.sampled_from([Column(name) for name in [*KINDS, "objectId"]])),
    st.builds(Truth, _of("boolean")),
    st.booleans().map(Constant),
)


def _joined(kind: type[All] | type[Some], inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    parts = st.lists(inner.filter(lambda part: not isinstance(part, kind)), min_size=2, max_size=4)
    return parts.map(lambda found: kind(tuple(found)))


conditions = st.recursive(
    _leaves, lambda inner: st.one_of(_joined(All, inner), _joined(Some, inner), inner.map(Not)), max_leaves=12
)


def written(condition: Condition | Operand) -> str:
    """The text of a condition, as a person would write it."""
    if isinstance(condition, Column):
        plain = re.fullmatch(r"[^\W\d]\w*", condition.name) and condition.name.lower() not in WORDS
        quoted = condition.name.replace('"', '""')
        return condition.name if plain else f'"{quoted}"'
    if isinstance(condition, Parameter):
        return f":{condition.name}"
    if isinstance(condition, Constant):
        return _literal(condition.value)
    if isinstance(condition, Comparison):
        return f"{written(condition.left)} {condition.sign} {written(condition.right)}"
    if isinstance(condition, Among):
        return f"{written(condition.operand)} in ({', '.join(map(written, condition.items))})"
    if isinstance(condition, Between):
        return f"{written(condition.operand)} between {written(condition.low)} and {written(condition.high)}"
    if isinstance(condition, Like):
        return f"{written(condition.operand)} like {written(condition.pattern)}"
    if isinstance(condition, IsNothing):
        return f"{written(condition.operand)} is null"
    if isinstance(condition, Truth):
        return written(condition.operand)
    if isinstance(condition, Not):
        return f"not ({written(condition.inner)})"
    assert isinstance(condition, All | Some)
    return (" and " if isinstance(condition, All) else " or ").join(f"({written(part)})" for part in condition.parts)


def _literal(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return "null" if value is None else repr(value)


def holds(condition: Condition, row: dict[str, Any]) -> Truth3:
    """Whether a condition holds for a row: true, false, or None for neither, as SQL has it."""
    if isinstance(condition, Constant):
        return bool(condition.value)
    if isinstance(condition, Not):
        inner = holds(condition.inner, row)
        return None if inner is None else not inner
    if isinstance(condition, All | Some):
        found = {holds(part, row) for part in condition.parts}
        decisive = isinstance(condition, Some)
        return decisive if decisive in found else None if None in found else not decisive
    if isinstance(condition, IsNothing):
        return _read(condition.operand, row) is None
    if isinstance(condition, Truth):
        found_value = _read(condition.operand, row)
        return None if found_value is None else bool(found_value)
    return _compared(condition, row)


def _compared(condition: Condition, row: dict[str, Any]) -> Truth3:
    if isinstance(condition, Comparison):
        left, right = _read(condition.left, row), _read(condition.right, row)
        if left is None or right is None:
            return None
        return bool(_SIGNS[condition.sign](left, right))
    assert isinstance(condition, Among | Between | Like)
    value = _read(condition.operand, row)
    if value is None:
        return None
    if isinstance(condition, Among):
        return any(value == _read(item, row) for item in condition.items)
    if isinstance(condition, Between):
        return bool(_read(condition.low, row) <= value <= _read(condition.high, row))
    wild = {"%": ".*", "_": "."}
    pattern = "".join(wild.get(letter, re.escape(letter)) for letter in _read(condition.pattern, row))
    return re.fullmatch(pattern, value, re.DOTALL) is not None


def _read(operand: Operand, row: dict[str, Any]) -> Any:
    return row.get(operand.name) if isinstance(operand, Column) else getattr(operand, "value", None)


_SIGNS: dict[str, Any] = {
    "=": lambda a, b: a == b, "<>": lambda a, b: a != b, "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
}  # fmt: skip
