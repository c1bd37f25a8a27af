"""Bugs that a compiler could have, each planted by a patch. Random flows have to show every one."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable
from typing import Any

import pytest

from blockloom.runtime import attempts, watch
from blockloom.runtime.check import facts as facts_module
from blockloom.runtime.compile import coder, modified, operators, order, unfold
from blockloom.runtime.compile.coder import Coder
from blockloom.runtime.compile.source import Source
from blockloom.runtime.model import Fields, Items, Template, Value
from blockloom.runtime.slotted import values_of
from blockloom.runtime.types import Break, Next
from blockloom.runtime.unfolded import Use


def _off_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    right = operators.zero_based

    def wrong(*arguments: Any) -> ast.expr | None:
        index = right(*arguments)
        made = arguments[0].make
        return index and made.put(ast.BinOp, left=index, op=ast.Sub(), right=made.constant(1))

    monkeypatch.setattr(operators, "zero_based", wrong)


def _no_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coder.Coder, "_may_share", lambda *_: False)


def _no_guards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts_module.Operation, "safe", property(lambda _: True, lambda *_: None))


def _break_is_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("blockloom.runtime.compile.unfold.Break", Next)
    monkeypatch.setattr("blockloom.runtime.compile.unfold.Next", Break)


def _catch_swallows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Use, "presence", lambda self, test: False)


def _no_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coder.Coder, "needed", lambda self, value, *_: value)


def _one_attempt_less(monkeypatch: pytest.MonkeyPatch) -> None:
    right = attempts._repeated
    monkeypatch.setattr(attempts, "_repeated", lambda step, times, *pause: right(step, max(times - 1, 1), *pause))


def _stops_instead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(modified, "_going_on", lambda coder, step, body: coder.make.when(coder.make.constant(1), body))


def _time_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch.Watched, "let_pass", lambda *_: None)


def _last_value_of_a_case_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("blockloom.runtime.compile.choice.values_of", lambda case: values_of(case)[:-1])


def _last_slot_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unfold, "bind_values", lambda source: order.bind_values(source)[::-1])


def _values_wherever_the_source_has_them(monkeypatch: pytest.MonkeyPatch) -> None:
    for asked in ("is_simple", "is_harmless"):
        monkeypatch.setattr(order, asked, lambda value: True)


def _comparisons_turned_round(monkeypatch: pytest.MonkeyPatch) -> None:
    """``b > a`` for ``a < b``, and so on."""
    right, turned = operators.fast, {ast.Lt: ast.Gt, ast.LtE: ast.GtE, ast.Gt: ast.Lt, ast.GtE: ast.LtE}

    def wrong(*arguments: Any) -> ast.expr | None:
        made = right(*arguments)
        if isinstance(made, ast.Compare) and (operator := turned.get(type(made.ops[0]))):
            made.left, made.ops, made.comparators = made.comparators[0], [operator()], [made.left]
        return made

    monkeypatch.setattr(coder, "fast", wrong)


def backwards(things: list[Any]) -> list[Any]:
    return things[::-1]


def _items_from_the_right(monkeypatch: pytest.MonkeyPatch) -> None:
    right = Coder.value

    def wrong(self: Coder, node: Value) -> ast.expr:
        made = right(self, node)
        if not isinstance(node, Items):
            return made
        assert isinstance(made, ast.List)
        made.elts.reverse()
        return self.make.call(self.space.use(backwards), [made])

    monkeypatch.setattr(Coder, "value", wrong)


def _holes_from_the_right(monkeypatch: pytest.MonkeyPatch) -> None:
    right = Coder._template

    def wrong(self: Coder, node: Template) -> ast.expr:
        made: Any = right(self, node)
        made.args[0].elts.reverse()
        made.args[0] = self.make.call(self.space.use(backwards), [made.args[0]])
        return made  # type: ignore[no-any-return]

    monkeypatch.setattr(Coder, "_template", wrong)


def _values_in_the_order_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """A printed call with keywords, which Python works out as they are written."""
    right = Coder.call_function

    def wrong(self: Coder, name: str, given: Fields) -> ast.expr:
        made = right(self, name, given)
        if self.level is None and isinstance(made, ast.Call):
            values = dict(zip(self.shop.flow.functions[name].params, made.args, strict=True))
            named = {key: values[key] for key in [*given, *(values.keys() - given.keys())]}
            made.args, made.keywords = [], [ast.keyword(self.shop.parameters[name][key], named[key]) for key in named]
        return made

    monkeypatch.setattr(Coder, "call_function", wrong)


def _lazy_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """``value and value``, which is the value again."""
    right = Source._call

    def wrong(self: Source, node: ast.Call) -> ast.expr:
        made, slot = right(self, node), self.use.called(node)
        if slot is None or slot.shape != "lazy":
            return made
        return self.make.put(ast.BoolOp, op=ast.And(), values=[made, copy.deepcopy(made)])  # type: ignore[no-any-return]

    monkeypatch.setattr(Source, "_call", wrong)


BUGS: dict[Callable[[pytest.MonkeyPatch], None], int] = {
    _last_value_of_a_case_forgotten: 121,
    _one_attempt_less: 5,
    _stops_instead: 11,
    _time_stands_still: 169,
    _off_by_one: 1,
    _no_copies: 34,
    _no_guards: 77,
    _break_is_next: 37,
    _catch_swallows: 232,
    _no_checks: 92,
    _last_slot_first: 5,
    _values_wherever_the_source_has_them: 5,
    _comparisons_turned_round: 198,
    _items_from_the_right: 1,
    _holes_from_the_right: 35,
    _values_in_the_order_of_the_file: 2955,
    _lazy_twice: 232,
}
"""Each with the seed of a short flow that shows it. Should other flows be made one day, one is looked for."""
