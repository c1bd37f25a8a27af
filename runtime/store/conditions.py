"""What rows are asked for: a condition as a small tree, and the same as a bound SQL expression.

It means the same on every database: texts are compared code point by code point, ``LIKE`` minds capitals and knows no
escape, and a comparison with nothing is neither true nor false, as SQL has it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from operator import eq, ge, gt, le, lt, ne
from typing import Any, TypeAlias

from sqlalchemy import Column as SqlColumn
from sqlalchemy import ColumnElement, Dialect, and_, false, literal, not_, null, or_, true

SIGNS: dict[str, Callable[[Any, Any], Any]] = {"=": eq, "<>": ne, "<": lt, "<=": le, ">": gt, ">=": ge}


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its name. ``at`` is where it stands in the text, counted from 1; it does not count for equality."""

    name: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Constant:
    """A text, a number, true, false or nothing."""

    value: Any
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Parameter:
    """``:name``, which has to be given a value before the condition can be asked."""

    name: str
    at: int = field(default=0, compare=False)


Operand: TypeAlias = Column | Constant | Parameter


@dataclass(frozen=True, slots=True)
class Comparison:
    sign: str
    left: Operand
    right: Operand


@dataclass(frozen=True, slots=True)
class Among:
    operand: Operand
    items: tuple[Operand, ...]


@dataclass(frozen=True, slots=True)
class Between:
    operand: Operand
    low: Operand
    high: Operand


@dataclass(frozen=True, slots=True)
class Like:
    operand: Operand
    pattern: Operand


@dataclass(frozen=True, slots=True)
class IsNothing:
    operand: Operand


@dataclass(frozen=True, slots=True)
class Truth:
    """A column of truth values that stands as a condition by itself."""

    operand: Operand


@dataclass(frozen=True, slots=True)
class Not:
    inner: Condition


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Some:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """Neither true nor false: something is asked of a column that holds nothing anywhere."""


Condition: TypeAlias = Comparison | Among | Between | Like | IsNothing | Truth | Not | All | Some | Unknown | Constant


@dataclass(frozen=True, slots=True)
class Expressions:
    """Writes conditions for one table; ``columns`` is by the names that a condition uses."""

    columns: dict[str, SqlColumn[Any]]
    dialect: Dialect

    def of(self, condition: Condition) -> ColumnElement[bool]:
        """The expression of a condition without parameters, every value of its column's kind."""
        if isinstance(condition, Comparison):
            compared: ColumnElement[bool] = SIGNS[condition.sign](*self._pair(condition.left, condition.right))
            return compared
        if isinstance(condition, Among):
            column = self._column(condition.operand)
            values = [self._bound(item, column) for item in condition.items]
            return column.in_(values) if values else false()
        if isinstance(condition, Between):
            column = self._column(condition.operand)
            return and_(column >= self._bound(condition.low, column), column <= self._bound(condition.high, column))
        if isinstance(condition, Like):
            return self._like(self._column(condition.operand), condition.pattern)
        if isinstance(condition, IsNothing):
            return self._column(condition.operand).is_(None)
        if isinstance(condition, Truth):
            column = self._column(condition.operand)
            return column == literal(True, column.type)
        if isinstance(condition, Not):
            return not_(self.of(condition.inner))
        if isinstance(condition, All):
            return and_(*[self.of(part) for part in condition.parts])
        if isinstance(condition, Some):
            return or_(*[self.of(part) for part in condition.parts])
        if isinstance(condition, Constant):
            return true() if condition.value else false()
        return self.columns["objectId"].op("=", is_comparison=True)(null())

    def _column(self, operand: Operand) -> SqlColumn[Any]:
        assert isinstance(operand, Column)
        return self.columns[operand.name]

    def _pair(self, left: Operand, right: Operand) -> tuple[Any, Any]:
        if isinstance(left, Column):
            column = self._column(left)
            return column, self._column(right) if isinstance(right, Column) else self._bound(right, column)
        column = self._column(right)
        return self._bound(left, column), column

    def _bound(self, operand: Operand, column: SqlColumn[Any]) -> ColumnElement[Any]:
        assert isinstance(operand, Constant)
        return literal(operand.value, column.type)

    def _like(self, column: SqlColumn[Any], operand: Operand) -> ColumnElement[bool]:
        assert isinstance(operand, Constant)
        pattern = str(operand.value)
        if self.dialect.name == "sqlite":  # its LIKE does not mind capitals
            return column.op("GLOB", is_comparison=True)(literal(pattern.translate(_GLOB), column.type))
        return column.like(literal(pattern.replace("/", "//"), column.type), escape="/")


_GLOB = str.maketrans({"%": "*", "_": "?", "*": "[*]", "?": "[?]", "[": "[[]"})
