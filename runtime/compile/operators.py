"""Operations written as Python's own operators where the checker's facts allow it, guarded or bare."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

from blockloom.runtime import operations
from blockloom.runtime.check import Operation
from blockloom.runtime.compile.nodes import is_simple
from blockloom.runtime.kinds import LIST, NUMBER, OBJECT, TEXT, Kind
from blockloom.runtime.limits import ITEMS, LARGEST
from blockloom.runtime.values import bounded

if TYPE_CHECKING:
    from blockloom.runtime.compile.coder import Coder

_ARITHMETIC: dict[str, type[ast.operator]] = {
    "add": ast.Add,
    "subtract": ast.Sub,
    "multiply": ast.Mult,
    "floor_divide": ast.FloorDiv,
    "remainder": ast.Mod,
}
_COMPARISONS: dict[str, type[ast.cmpop]] = {
    "less": ast.Lt,
    "at_most": ast.LtE,
    "greater": ast.Gt,
    "at_least": ast.GtE,
    "equal": ast.Eq,
    "not_equal": ast.NotEq,
}


def fast(coder: Coder, name: str, operands: list[ast.expr], operation: Operation) -> ast.expr | None:
    """The operation in place, or None if it has to be called."""
    kinds = operation.operands
    if name in _ARITHMETIC and all(kind.is_number for kind in kinds):
        return _arithmetic(coder, name, operands, operation)
    if name in _COMPARISONS and (_all(kinds, NUMBER) or _all(kinds, TEXT)):
        return coder.make.compare(operands[0], _COMPARISONS[name](), operands[1])
    special = _SPECIAL.get(name)
    return special(coder, operands, kinds) if special is not None else None


def _all(kinds: list[Kind], bits: int) -> bool:
    return all(kind.bits == bits for kind in kinds)


def _arithmetic(coder: Coder, name: str, operands: list[ast.expr], operation: Operation) -> ast.expr | None:
    make = coder.make
    divides = name in ("floor_divide", "remainder")
    if divides and operation.operands[1].low < 1 or not operation.safe and (coder.style.readable or not coder.walrus):
        return None
    bare = make.put(ast.BinOp, left=operands[0], op=_ARITHMETIC[name](), right=operands[1])
    return bare if operation.safe else _guarded(coder, bare, operation)


def _guarded(coder: Coder, bare: ast.expr, operation: Operation) -> ast.expr:
    """``r if (r := bare) <= LARGEST and r >= -LARGEST else bounded(r)``, without an end that is safe."""
    make, result = coder.make, coder.names.temporary()
    value: ast.expr = make.put(ast.NamedExpr, target=make.target(result), value=bare)
    tests: list[ast.expr] = []
    for safe, operator, end in ((operation.high_safe, ast.LtE(), LARGEST), (operation.low_safe, ast.GtE(), -LARGEST)):
        if not safe:
            tests.append(make.compare(value, operator, make.constant(end)))
            value = make.name(result)
    test = tests[0] if len(tests) == 1 else make.put(ast.BoolOp, op=ast.And(), values=tests)
    refused = make.call(coder.space.use(bounded), [make.name(result)])
    return make.put(ast.IfExp, test=test, body=make.name(result), orelse=refused)  # type: ignore[no-any-return]


def _negate(coder: Coder, operands: list[ast.expr], kinds: list[Kind]) -> ast.expr | None:
    if not kinds[0].is_number:
        return None
    return coder.make.put(ast.UnaryOp, op=ast.USub(), operand=operands[0])  # type: ignore[no-any-return]


def _length(coder: Coder, operands: list[ast.expr], kinds: list[Kind]) -> ast.expr | None:
    if kinds[0].bits & ~(TEXT | LIST | OBJECT) or not kinds[0].bits:
        return None
    return coder.make.call(coder.space.use(len), operands)


def _item(coder: Coder, operands: list[ast.expr], kinds: list[Kind]) -> ast.expr | None:
    """``items[at - 1]``; past the end Python raises, and the slow twin finds the words."""
    if not coder.twins or kinds[0].bits != LIST or not is_simple(operands[0]):
        return None
    index = zero_based(coder, operands[1], kinds[1])
    if index is None:
        return None
    coder.twin(operands)
    return coder.make.put(ast.Subscript, value=operands[0], slice=index, ctx=ast.Load())  # type: ignore[no-any-return]


def _position(coder: Coder, operands: list[ast.expr], kinds: list[Kind]) -> ast.expr | None:
    if not coder.twins or not is_simple(operands[0]):
        return None
    index = zero_based(coder, operands[1], kinds[1])
    if index is not None:
        coder.twin(operands)
    return index


def zero_based(coder: Coder, at: ast.expr, kind: Kind) -> ast.expr | None:
    """A position as Python's index, if it is surely a whole number from 1 up and simple enough to stand twice."""
    if not (kind.is_number and kind.whole and kind.low >= 1 and is_simple(at)):
        return None
    shift = 1
    if isinstance(at, ast.BinOp) and isinstance(at.right, ast.Constant) and isinstance(at.right.value, int):
        if isinstance(at.op, ast.Add | ast.Sub):
            shift = 1 - at.right.value if isinstance(at.op, ast.Add) else 1 + at.right.value
            at = at.left
    if isinstance(at, ast.Constant) and isinstance(at.value, int):
        return coder.make.constant(at.value - shift)
    if shift == 0:
        return at
    operator = ast.Sub() if shift > 0 else ast.Add()
    return coder.make.put(ast.BinOp, left=at, op=operator, right=coder.make.constant(abs(shift)))  # type: ignore[no-any-return]


def _property(coder: Coder, operands: list[ast.expr], kinds: list[Kind]) -> ast.expr | None:
    """``object["name"]`` where the object surely has it."""
    name = operands[1]
    if not isinstance(name, ast.Constant) or kinds[0].field(name.value) is None:
        return None
    return coder.make.put(ast.Subscript, value=operands[0], slice=name, ctx=ast.Load())  # type: ignore[no-any-return]


def _room_for(coder: Coder, operands: list[ast.expr], kinds: list[Kind]) -> ast.expr | None:
    """The refusal to add to a full list, asked for in place."""
    make = coder.make
    if coder.style.readable or len(operands) > 1 or kinds[0].bits != LIST or not is_simple(operands[0]):
        return None
    full = make.compare(make.call(coder.space.use(len), operands), ast.GtE(), make.constant(ITEMS))
    refusal = make.call(coder.space.use(operations.room_for), operands)
    return make.put(ast.IfExp, test=full, body=refusal, orelse=make.constant(None))  # type: ignore[no-any-return]


_SPECIAL: dict[str, Callable[[Coder, list[ast.expr], list[Kind]], ast.expr | None]] = {
    "negate": _negate,
    "length": _length,
    "item": _item,
    "position": _position,
    "property": _property,
    "room_for": _room_for,
}
