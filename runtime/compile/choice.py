"""Writes a block that does one of several cases as ``if`` and ``elif``, each comparing with one and the same value."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from blockloom.runtime import values
from blockloom.runtime.compile.modified import write_attempts, write_modified
from blockloom.runtime.compile.operators import fast
from blockloom.runtime.compile.parts import write_steps
from blockloom.runtime.model import Block, Value
from blockloom.runtime.slotted import body_of, values_of

if TYPE_CHECKING:
    from blockloom.runtime.compile.coder import Coder


def write_choice(coder: Coder, step: Block) -> list[ast.stmt]:
    """The statements of a choice. Its value is worked out once, the cases' values one after the other."""
    definition = step.definition
    assert definition.first is not None and definition.cases is not None
    kept, value = coder.names.temporary(), coder.argument(step, definition.first)
    rungs = [
        (_test(coder, case, kept), _done(coder, case))
        for case in body_of(step, definition.cases)
        if isinstance(case, Block) and not case.disabled
    ]
    otherwise = (slot for slot in definition.bodies if slot is not definition.cases)
    written = [statement for slot in otherwise for statement in write_steps(coder, body_of(step, slot))]
    for test, body in reversed(rungs):
        written = [coder.make.when(test, body, written)]
    return [coder.make.assign(kept, value), *written]


def _test(coder: Coder, case: Block, kept: str) -> ast.expr:
    """Whether the value is one of the case's."""
    make = coder.make
    tests = [_equal(coder, case, number, value, kept) for number, value in enumerate(values_of(case))]
    if len(tests) > 1:
        return make.put(ast.BoolOp, op=ast.Or(), values=tests)  # type: ignore[no-any-return]
    return tests[0] if tests else make.constant(False)


def _equal(coder: Coder, case: Block, number: int, value: Value, kept: str) -> ast.expr:
    make = coder.make
    before = make.on(value.place.path)
    operands = [make.name(kept), coder.value(value)]
    operation = coder.shop.facts.operations.get((id(case), number))
    found = fast(coder, "equal", operands, operation) if operation is not None else None
    found = found if found is not None else make.call(coder.space.use(values.equal), operands)
    make.line = before
    return found


def _done(coder: Coder, case: Block) -> list[ast.stmt]:
    slot = case.definition.case
    assert slot is not None
    before, steps = coder.make.on(case.place.path), body_of(case, slot)
    written = write_modified(
        coder, case, lambda: [*coder.begin(), *write_attempts(coder, case, lambda: write_steps(coder, steps))]
    )
    coder.make.line = before
    return written
