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
from blockloom.runtime.wording import sentence

LONGEST_PATTERN, MOST_WILD, MOST_VALUES = 200, 10, 1_000
SYSTEM = {"objectId": "text", "created": "number", "updated": "number"}
_LARGE = {"text": sentence("Texts"), "number": sentence("Numbers"), "boolean": sentence("True or false")}
_LARGE |= {"list": sentence("Lists"), "object": sentence("Objects"), NOTHING: sentence("Nothing")}
"""What a column of a kind holds, at the start of a sentence."""


def check_given(used: Iterable[Parameter], given: Mapping[str, Any]) -> None:
    """Hold the ``:names`` of a condition against the values that were given. FlowError 1017."""
    wanted = {parameter.name: parameter.at for parameter in used}
    for name, at in wanted.items():
        if name not in given:
            raise wrong(
                at,
                sentence(
                    ":{name} has no value. Give it one: with: {{{name}: …}}.{guess}",
                    name=name,
                    guess=did_you_mean(name, given),
                ),
            )
    for name in given:
        if name not in wanted:
            raise wrong(
                1,
                sentence(
                    '"with" gives "{name}", but the condition holds no :{name}.{guess}',
                    name=name,
                    guess=did_you_mean(name, wanted),
                ),
            )


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
                sentence(
                    '{table} has no column "{name}".{meant} A text stands in single quotes, a value from '
                    "outside is written :name.",
                    table=self.table,
                    name=operand.name,
                    meant=meant,
                ),
            )
        return found

    def _holds(self, operand: Operand, kind: str) -> bool:
        """Whether a column holds this kind; nothing at all is no, another kind an error."""
        held = self.kind(operand)
        if held not in (NOTHING, kind):
            assert isinstance(operand, Column)
            message = sentence(
                '"{name}" holds {kind}. Here a column of {wanted} is needed.',
                name=operand.name,
                kind=in_words(held),
                wanted=in_words(kind),
            )
            raise wrong(operand.at, message)
        return held == kind

    def _comparison(self, condition: Comparison) -> Condition:
        columns = [side for side in (condition.left, condition.right) if isinstance(side, Column)]
        kinds = [self._comparable(column, condition.sign) for column in columns]
        if len(set(kinds) - {NOTHING}) > 1:
            one, other = _LARGE[kinds[0]], in_words(kinds[1])
            raise wrong(columns[0].at, sentence("{one} can't be compared with {other}.", one=one, other=other))
        left, right = (
            side if isinstance(side, Column) else self._value(side, columns[0], kinds[0])
            for side in (condition.left, condition.right)
        )
        return Unknown() if NOTHING in kinds else Comparison(condition.sign, left, right)

    def _comparable(self, column: Column, sign: str) -> str:
        held = self.kind(column)
        if held in ("list", "object"):
            message = sentence(
                '"{name}" holds {kind}, which can only be asked for with is null.',
                name=column.name,
                kind=in_words(held),
            )
            raise wrong(column.at, message)
        if held == "boolean" and sign not in ("=", "<>"):
            raise wrong(
                column.at,
                sentence('"{name}" holds true or false, which have no order. Compare with = or <>.', name=column.name),
            )
        return held

    def _among(self, condition: Among) -> Condition:
        assert isinstance(condition.operand, Column)
        held = self._comparable(condition.operand, "=")
        items: list[Operand] = []
        for item in condition.items:
            value = self.given[item.name] if isinstance(item, Parameter) else None
            items += [Constant(one, item.at) for one in value] if isinstance(value, list) else [item]
        if len(items) > MOST_VALUES:
            raise wrong(
                condition.operand.at,
                sentence('A list behind "in" has at most {most:,} values.', most=MOST_VALUES),
            )
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
            raise wrong(condition.pattern.at, sentence('Behind "like" stands a text in single quotes, or :name.'))
        pattern = self._value(condition.pattern, condition.operand, "text")
        text = pattern.value
        if len(text) > LONGEST_PATTERN or text.count("%") > MOST_WILD:
            message = sentence(
                "A pattern has at most {longest} characters and {most} times %.",
                longest=LONGEST_PATTERN,
                most=MOST_WILD,
            )
            raise wrong(pattern.at, message)
        return Like(condition.operand, pattern) if known else Unknown()

    def _value(self, operand: Operand, column: Column, kind: str) -> Constant:
        """The value that stands beside a column, of the column's kind."""
        if isinstance(operand, Column):
            raise wrong(
                operand.at,
                sentence('A value has to stand here, and "{name}" is a name. Put texts in quotes.', name=operand.name),
            )
        value = self.given[operand.name] if isinstance(operand, Parameter) else operand.value
        if value is None:
            what = sentence(":{name} is nothing. ", name=operand.name) if isinstance(operand, Parameter) else ""
            raise wrong(
                operand.at or column.at,
                sentence('{what}Nothing compares with null. Write "is null" or "is not null".', what=what),
            )
        given = kind_name(value)
        if given in ("list", "object") or kind not in (NOTHING, given):
            raise wrong(
                operand.at or column.at,
                sentence(
                    '"{name}" holds {kind}. You gave {value}.',
                    name=column.name,
                    kind=in_words(kind),
                    value=shown(value),
                ),
            )
        if isinstance(value, str):
            try:
                checked_text(value, column.name)
            except FlowError as error:
                raise wrong(operand.at, error.message) from None
        return Constant(float(value) if given == "number" else value, operand.at)


def check_column(table: str, kinds: Mapping[str, str], name: str) -> None:
    """Refuse to sort by what is no column, or holds lists or objects. FlowError "wrong_column"."""
    held = SYSTEM.get(name) or kinds.get(name)
    if held is None:
        message = sentence(
            '{table} has no column "{name}" to sort by.{guess}',
            table=table,
            name=name,
            guess=did_you_mean(name, [*kinds, *SYSTEM]),
        )
        raise FlowError("wrong_column", message)
    if held in ("list", "object"):
        raise FlowError(
            "wrong_column",
            sentence(
                '"{name}" of {table} holds {kind}, which have no order.', name=name, table=table, kind=in_words(held)
            ),
        )
