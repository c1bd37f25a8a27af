"""Loops that nothing can end: the condition never changes, and no step leaves."""

from __future__ import annotations

import ast

from blockloom.runtime.check.conditions import steady
from blockloom.runtime.check.names import functions_called, names_read, names_set
from blockloom.runtime.model import Block, Body, Flow, Literal, Step, Unknown, blocks_in
from blockloom.runtime.types import Break, Next, Signal
from blockloom.runtime.unfolded import Use
from blockloom.runtime.wording import either, sentence


def endless(flow: Flow, use: Use, node: ast.While) -> str | None:
    """Why a ``while`` of a block's source goes on for ever once it has begun; None if it may end."""
    turned = isinstance(node.test, ast.UnaryOp) and isinstance(node.test.op, ast.Not)
    slot = use.called(node.test.operand if isinstance(node.test, ast.UnaryOp) else node.test)
    test = use.value(slot) if slot is not None else None
    if test is None or (isinstance(test, Literal) and test.value is not (not turned)):
        return None
    body = [step for slot in use.slots.values() if slot.shape == "body" for step in use.body(slot)]
    if any(_leaves(flow, step, False, set()) for step in body):
        return None
    if isinstance(test, Literal):
        return sentence("This loop never ends: nothing in it leaves it.")
    asked = names_read([test])
    if not asked or not steady(test) or asked & names_set(body):
        return None
    names = either([f'"{name}"' for name in sorted(asked)])
    return sentence("Nothing in this loop changes {names}, so once it has begun it never ends.", names=names)


def _leaves(flow: Flow, step: Step, inner: bool, seen: set[str]) -> bool:
    """Whether a step may leave the loop around it, also by an error; ``inner``: there is a loop in between."""
    signal = _raised(step)
    if step.disabled or isinstance(step, Unknown) or signal is Next:
        return False
    if signal is not None:
        return signal is not Break or not inner
    if any(_fails(flow, name, seen) for name in functions_called([step])):
        return True
    loops = step.definition.source is not None and any(
        isinstance(node, ast.For | ast.While) for node in ast.walk(step.definition.source)
    )
    return any(_leaves(flow, each, inner or loops, seen) for body in _bodies(step) for each in body)


def _raised(step: Step) -> type[BaseException] | None:
    """What a step ends with, if it always ends what it stands in: a signal, or an error."""
    if isinstance(step, Unknown) or not step.definition.ends:
        return None
    use = Use(step) if step.definition.source is not None else None
    raised = [node for node in use.source.body if isinstance(node, ast.Raise)] if use else []
    signal: type[Signal] | None = use.signal(raised[0])[0] if use and raised else None
    return signal or Exception


def _bodies(step: Block) -> list[Body]:
    return [body for slot in step.definition.bodies if isinstance(body := step.slots.get(slot.key), list)]


def _fails(flow: Flow, name: str, seen: set[str]) -> bool:
    """Whether a function has a step that raises an error, or calls one that has."""
    if name in seen or name not in flow.functions:
        return False
    seen.add(name)
    blocks = [block for step in flow.functions[name].do for block in blocks_in(step)]
    if any(_raised(block) is Exception for block in blocks):
        return True
    return any(_fails(flow, other, seen) for other in functions_called(flow.functions[name].do))
