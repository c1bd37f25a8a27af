"""The text of a condition → a tree. sqlglot reads it; only what is listed here may stand in it.

Words that mean nothing in a condition (``select``, ``order``, ``date``) are names of columns like any other, and what
is left of SQL then is too little to do anything with but compare.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from sqlglot import exp
from sqlglot.errors import ParseError
from sqlglot.parser import Parser

from blockloom.runtime.data.scan import scanned, wrong
from blockloom.runtime.errors import FlowError
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
from blockloom.runtime.values import bounded
from blockloom.runtime.wording import sentence

_COMPARE = sentence(" Compare with =, <>, <, <=, >, >=, in, like, between, is null.")


@lru_cache(maxsize=256)
def parsed(text: str) -> Condition:
    """The tree of a condition. FlowError 1017 says what can't be understood, and at which character."""
    tokens, places = scanned(text)
    try:
        (tree,) = Parser().parse_into(exp.Condition, tokens, text)
        assert tree is not None
        return _Reader(places).condition(tree)
    except ParseError as error:
        raise _unread(error, text) from None
    except RecursionError:
        raise wrong(1, sentence("The condition is nested too deep.")) from None


def parameters(condition: Any) -> Iterator[Parameter]:
    """Every ``:name`` in a tree."""
    if isinstance(condition, Parameter):
        yield condition
        return
    for name in getattr(condition, "__slots__", ()):
        inner = getattr(condition, name)
        for part in inner if isinstance(inner, tuple) else (inner,):
            yield from parameters(part)


def _unread(error: ParseError, text: str) -> FlowError:
    told: dict[str, Any] = {"line": 1, "col": 1, "highlight": "", "description": "", **(error.errors or [{}])[0]}
    last = told["highlight"]
    lines = text.split("\n")[: told["line"] - 1]
    at = sum(len(line) + 1 for line in lines) + told["col"] - len(last) + 1
    if "Unexpected token" in told["description"]:
        return wrong(at, sentence('"{last}" does not fit there.', last=last))
    return wrong(at, sentence('Something is missing beside "{last}".', last=last))


class _Reader:
    """sqlglot's tree as ours. ``places`` is where each ``:name`` stands."""

    def __init__(self, places: dict[str, int]) -> None:
        self._places = places

    def condition(self, node: exp.Expr) -> Condition:
        if unknown := {name for name, value in node.args.items() if value} - _PARTS:
            raise wrong(_at(node), sentence("{name} has no meaning in a condition.", name=min(unknown)))
        found = self._condition(node)
        return Not(found) if node.args.get("negate") else found

    def _condition(self, node: exp.Expr) -> Condition:
        if isinstance(node, exp.Paren):
            return self.condition(node.this)
        if isinstance(node, exp.And):
            return All(tuple(self._parts(node, exp.And)))
        if isinstance(node, exp.Or):
            return Some(tuple(self._parts(node, exp.Or)))
        if isinstance(node, exp.Not):
            return Not(self.condition(node.this))
        if type(node) in _SIGNS:
            return Comparison(_SIGNS[type(node)], *self._pair(node.this, node.expression))
        if isinstance(node, exp.In):
            return self._among(node)
        if isinstance(node, exp.Like):
            return Like(self._column(node.this), self.operand(node.expression))
        if isinstance(node, exp.Between):
            low, high = self.operand(node.args["low"]), self.operand(node.args["high"])
            return Between(self._column(node.this), low, high)
        if isinstance(node, exp.Is):
            return self._is(node)
        return self._alone(node)

    def operand(self, node: exp.Expr) -> Operand:
        if isinstance(node, exp.Paren):
            return self.operand(node.this)
        if isinstance(node, exp.Column):
            return Column(node.name, _at(node))
        if isinstance(node, exp.Literal):
            at = _at(node)
            return Constant(node.name if node.is_string else _number(node.name, at), at)
        if isinstance(node, exp.Boolean | exp.Null):
            return Constant(None if isinstance(node, exp.Null) else bool(node.this), _at(node))
        if isinstance(node, exp.Placeholder):
            return Parameter(node.name, self._places.get(node.name, 0))
        raise wrong(_at(node), sentence("A condition can't stand here like a value.{compare}", compare=_COMPARE))

    def _alone(self, node: exp.Expr) -> Condition:
        operand = self.operand(node)
        if isinstance(operand, Column):
            return Truth(operand)
        if isinstance(operand, Constant) and isinstance(operand.value, bool):
            return operand
        raise wrong(operand.at, sentence("A value by itself is no condition.{compare}", compare=_COMPARE))

    def _parts(self, node: exp.Expr, kind: type[exp.Expr]) -> Iterator[Condition]:
        """What is joined by "and", or by "or", however it is bracketed."""
        todo = [node]
        while todo:
            inner = todo.pop()
            while isinstance(inner, exp.Paren):
                inner = inner.this
            if isinstance(inner, kind):
                todo += [inner.expression, inner.this]
            else:
                yield self.condition(inner)

    def _pair(self, left: exp.Expr, right: exp.Expr) -> tuple[Operand, Operand]:
        pair = self.operand(left), self.operand(right)
        if not any(isinstance(operand, Column) for operand in pair):
            raise wrong(pair[0].at, sentence("One side of a comparison has to be a column."))
        return pair

    def _column(self, node: exp.Expr) -> Column:
        operand = self.operand(node)
        if not isinstance(operand, Column):
            raise wrong(operand.at, sentence("A column has to stand here."))
        return operand

    def _among(self, node: exp.In) -> Condition:
        field = node.args.get("field")
        items = [self.operand(item) for item in ([field] if field is not None else node.expressions)]
        if not items or field is not None and not isinstance(items[0], Parameter):
            raise wrong(
                _at(node.this), sentence('Behind "in" stands a list in brackets, for example (1, 2), or :name.')
            )
        if any(isinstance(item, Column) for item in items):
            raise wrong(
                _at(node.this), sentence('The list behind "in" holds values, no columns. Texts stand in single quotes.')
            )
        return Among(self._column(node.this), tuple(items))

    def _is(self, node: exp.Is) -> Condition:
        column = self._column(node.this)
        if not isinstance(node.expression, exp.Null):
            raise wrong(column.at, sentence('"is" goes with null only. To compare, write "=".'))
        return IsNothing(column)


_PARTS = {"this", "expression", "expressions", "low", "high", "field", "is_string", "negate"}
_SIGNS: dict[type[exp.Expr], str] = {exp.EQ: "=", exp.NEQ: "<>", exp.LT: "<", exp.LTE: "<=", exp.GT: ">", exp.GTE: ">="}


def _number(text: str, at: int) -> float:
    try:
        return bounded(int(text) if text.lstrip("-").isdigit() else float(text))
    except FlowError as error:
        raise wrong(at, error.message) from None


def _at(node: exp.Expr) -> int:
    """Where the first part of a node stands, counted from 1; 0 where sqlglot notes no place, as of null."""
    return next((int(part.meta["start"]) + 1 for part in node.walk() if "start" in part.meta), 0)
