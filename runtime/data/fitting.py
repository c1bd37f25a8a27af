"""A condition and a table: every name is a column of it, every ``:name`` has a value, every value is of its column's
kind. What comes out can be asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from blockloom.runtime.data.scan import wrong
from blockloom.runtime.data.values import checked_text, in_words
from blockloom.runtime.errors import FlowError
from blockloom.runtime.findings import did_you_mean
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
    Unknown,
)
from blockloom.runtime.store.rowtables import NOTHING
from blockloom.runtime.values import kind_name, shown

LONGEST_PATTERN, MOST_WILD, MOST_VALUES = 200, 10, 1_000
SYSTEM = {"objectId": "text", "created": "number", "updated": "number"}


def check_given(used: Iterable[Parameter], given: Mapping[str, Any]) -> None:
    """Hold the ``:names`` of a condition against the values that were given. FlowError 1017."""
    wanted = {parameter.name: parameter.at for parameter in used}
    for name, at in wanted.items():
        if name not in given:
            raise wrong(at, f":{name} has no value. Give it one: with: {{{name}: …}}.{did_you_mean(name, given)}")
    for name in given:
        if name not in wanted:
            raise wrong(1, f'"with" gives "{name}", but the condition holds no :{name}.{did_you_mean(name, wanted)}')


@dataclass(frozen=True, slots=True)
class Fitting:
    """``table`` is its name, ``kinds`` are its own columns with their kinds, ``given`` the values by their names."""

    table: str
    kinds: Mapping[str, str]
    given: Mapping[str, Any]

    def of(self, condition: Condition) -> Condition:
        """The condition as it can be asked. FlowError 1017 names what does not fit."""
        if isinstance(condition, Not):
            return Not(self.of(condition.inner))
        if isinstance(condition, All | Some):
            return replace(condition, parts=tuple(self.of(part) for part in condition.parts))
        if isinstance(condition, Comparison):
            return self._comparison(condition)
        if isinstance(condition, Among):
            return self._among(condition)
        if isinstance(condition, Between):
            return self._between(condition)
        if isinstance(condition, Like):
            return self._like(condition)
        if isinstance(condition, IsNothing):
            return condition if self.kind(condition.operand) != NOTHING else Constant(True)
        if isinstance(condition, Truth):
            return condition if self._holds(condition.operand, "boolean") else Unknown()
        return condition

    def kind(self, operand: Operand) -> str:
        """The kind of a column that has to be there."""
        assert isinstance(operand, Column)
        found = SYSTEM.get(operand.name) or self.kinds.get(operand.name)
        if found is None:
            meant = did_you_mean(operand.name, [*self.kinds, *SYSTEM])
            raise wrong(
                operand.at,
                f'{self.table} has no column "{operand.name}".{meant} A text stands in single quotes, a value from '
                "outside is written :name.",
            )
        return found

    def _holds(self, operand: Operand, kind: str) -> bool:
        """Whether a column holds this kind; nothing at all is no, another kind an error."""
        held = self.kind(operand)
        if held not in (NOTHING, kind):
            assert isinstance(operand, Column)
            message = f'"{operand.name}" holds {in_words(held)}. Here a column of {in_words(kind)} is needed.'
            raise wrong(operand.at, message)
        return held == kind

    def _comparison(self, condition: Comparison) -> Condition:
        columns = [side for side in (condition.left, condition.right) if isinstance(side, Column)]
        kinds = [self._comparable(column, condition.sign) for column in columns]
        if len(set(kinds) - {NOTHING}) > 1:
            raise wrong(
                columns[0].at, f"{in_words(kinds[0])} can't be compared with {in_words(kinds[1])}.".capitalize()
            )
        left, right = (
            side if isinstance(side, Column) else self._value(side, columns[0], kinds[0])
            for side in (condition.left, condition.right)
        )
        return Unknown() if NOTHING in kinds else Comparison(condition.sign, left, right)

    def _comparable(self, column: Column, sign: str) -> str:
        held = self.kind(column)
        if held in ("list", "object"):
            message = f'"{column.name}" holds {in_words(held)}, which can only be asked for with is null.'
            raise wrong(column.at, message)
        if held == "boolean" and sign not in ("=", "<>"):
            raise wrong(column.at, f'"{column.name}" holds true or false, which have no order. Compare with = or <>.')
        return held

    def _among(self, condition: Among) -> Condition:
        assert isinstance(condition.operand, Column)
        held = self._comparable(condition.operand, "=")
        items: list[Operand] = []
        for item in condition.items:
            value = self.given[item.name] if isinstance(item, Parameter) else None
            items += [Constant(one, item.at) for one in value] if isinstance(value, list) else [item]
        if len(items) > MOST_VALUES:
            raise wrong(condition.operand.at, f'A list behind "in" has at most {MOST_VALUES:,} values.')
        fitted = tuple(self._value(item, condition.operand, held) for item in items)
        if not fitted:
            return Constant(False)
        return Unknown() if held == NOTHING else Among(condition.operand, fitted)

    def _between(self, condition: Between) -> Condition:
        assert isinstance(condition.operand, Column)
        held = self._comparable(condition.operand, "<")
        low, high = (self._value(side, condition.operand, held) for side in (condition.low, condition.high))
        return Unknown() if held == NOTHING else Between(condition.operand, low, high)

    def _like(self, condition: Like) -> Condition:
        assert isinstance(condition.operand, Column)
        known = self._holds(condition.operand, "text")
        if isinstance(condition.pattern, Column):
            raise wrong(condition.pattern.at, 'Behind "like" stands a text in single quotes, or :name.')
        pattern = self._value(condition.pattern, condition.operand, "text")
        text = pattern.value
        if len(text) > LONGEST_PATTERN or text.count("%") > MOST_WILD:
            message = f"A pattern has at most {LONGEST_PATTERN} characters and {MOST_WILD} times %."
            raise wrong(pattern.at, message)
        return Like(condition.operand, pattern) if known else Unknown()

    def _value(self, operand: Operand, column: Column, kind: str) -> Constant:
        """The value that stands beside a column, of the column's kind."""
        if isinstance(operand, Column):
            raise wrong(operand.at, f'A value has to stand here, and "{operand.name}" is a name. Put texts in quotes.')
        value = self.given[operand.name] if isinstance(operand, Parameter) else operand.value
        if value is None:
            what = f":{operand.name} is nothing. " if isinstance(operand, Parameter) else ""
            raise wrong(operand.at or column.at, f'{what}Nothing compares with null. Write "is null" or "is not null".')
        given = kind_name(value)
        if given in ("list", "object") or kind not in (NOTHING, given):
            raise wrong(operand.at or column.at, f'"{column.name}" holds {in_words(kind)}. You gave {shown(value)}.')
        if isinstance(value, str):
            checked_text(value, column.name)
        return Constant(float(value) if given == "number" else value, operand.at)


def check_column(table: str, kinds: Mapping[str, str], name: str) -> None:
    """Refuse to sort by what is no column, or holds lists or objects. FlowError "wrong_column"."""
    held = SYSTEM.get(name) or kinds.get(name)
    if held is None:
        message = f'{table} has no column "{name}" to sort by.{did_you_mean(name, [*kinds, *SYSTEM])}'
        raise FlowError("wrong_column", message)
    if held in ("list", "object"):
        raise FlowError("wrong_column", f'"{name}" of {table} holds {in_words(held)}, which have no order.')
