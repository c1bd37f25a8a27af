"""Writes the modifiers of a step around it: ``retry`` and ``timeout`` call it as a function, ``on_error`` catches."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

from blockloom.runtime.attempts import attempt
from blockloom.runtime.compile.parts import call_part
from blockloom.runtime.errors import FlowError
from blockloom.runtime.model import ONCE, Block

if TYPE_CHECKING:
    from blockloom.runtime.compile.coder import Coder

HANDLED = 3
"""How many of the nested blocks that CPython takes a handler uses up."""


def write_modified(coder: Coder, step: Block, plain: Callable[[], list[ast.stmt]]) -> list[ast.stmt]:
    """The statements of a step with its modifiers; ``plain`` writes those of the step alone."""

    def attempts() -> list[ast.stmt]:
        return plain() if step.definition.tries else write_attempts(coder, step, plain)

    if step.on_error == "stop":
        return attempts()
    coder.frame.depth += HANDLED
    body = attempts()
    coder.frame.depth -= HANDLED
    return [_going_on(coder, step, body)]


def write_attempts(coder: Coder, step: Block, plain: Callable[[], list[ast.stmt]]) -> list[ast.stmt]:
    """The statements of a step's attempts, each of them ``plain``, within its timeout."""
    if step.retry is None and step.timeout is None:
        return plain()

    def call(part: str) -> ast.expr:
        retry = step.retry or ONCE
        said = {"times": retry.times, "wait": retry.wait, "backoff": retry.backoff, "timeout": step.timeout}
        named = {key: coder.make.constant(value) for key, value in said.items() if value != getattr(ONCE, key, None)}
        return coder.make.call(coder.space.use(attempt), [coder.make.name(part)], named)

    def counted() -> list[ast.stmt]:
        return [*coder.paid(), *plain()]

    return call_part(coder, "step", counted, call)


def _going_on(coder: Coder, step: Block, body: list[ast.stmt]) -> ast.stmt:
    """``try`` the step; where it fails, what it should have saved is nothing, and the flow goes on."""
    make, readable = coder.make, coder.style.readable
    failure = None if readable else coder.names.temporary()
    told = [] if failure is None else [make.run(make.call("told", [make.name(failure)]))]
    left = [] if step.save is None else [make.assign(coder.names.slot(step.save), make.constant(None))]
    after = [*told, *left, *(coder.tell(step.save) if step.save is not None else [])]
    kind = make.name(coder.space.use(FlowError if readable else Exception))
    handler = make.put(ast.ExceptHandler, type=kind, name=failure, body=make.body(after))
    return make.put(ast.Try, body=make.body(body), handlers=[handler], orelse=[], finalbody=[])  # type: ignore[no-any-return]
