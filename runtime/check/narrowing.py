"""What a condition tells of the numbers in it: on the way where ``n < 2`` is false, ``n`` is 2 or more."""

from __future__ import annotations

from blockloom.runtime.check.environment import Environment
from blockloom.runtime.check.facts import Facts
from blockloom.runtime.kinds import Kind
from blockloom.runtime.model import Block, Value

_BELOW = {"less": (True, True), "at_most": (True, False), "greater": (False, True), "at_least": (False, False)}
"""Whether the first operand is the smaller one, and whether the two can't be equal."""
_BOTH = {"and": True, "or": False}
"""The answer that both conditions of a block have to give if it gives that answer itself."""


def narrowed(env: Environment, facts: Facts, asked: Value | None, answer: bool) -> Environment:
    """The environment where a condition, looked at just before, was answered with true or false; changed in place."""
    if not isinstance(asked, Block) or asked.disabled:
        return env
    name = asked.definition.name
    if name == "not":
        return narrowed(env, facts, _value(asked, "value"), not answer)
    if _BOTH.get(name) is answer:
        first = narrowed(env, facts, _value(asked, "a"), answer)
        return narrowed(first, facts, _value(asked, "b"), answer)
    if name in _BELOW:
        smaller, strict = _BELOW[name]
        if not answer:
            smaller, strict = not smaller, not strict
        a, b = _value(asked, "a"), _value(asked, "b")
        low, high = (a, b) if smaller else (b, a)
        _order(env, facts, low, high, strict)
    return env


def _value(block: Block, key: str) -> Value:
    value = block.slots[key]
    assert isinstance(value, Value)
    return value


def _order(env: Environment, facts: Facts, low: Value, high: Value, strict: bool) -> None:
    """Note that one number is below the other."""
    below, above = facts.kind(low), facts.kind(high)
    if not (below.is_number and above.is_number):
        return
    gap = 1 if strict and below.whole and above.whole else 0
    _limit(env, low, below.low, above.high - gap)
    _limit(env, high, below.low + gap, above.high)


def _limit(env: Environment, node: Value, low: float, high: float) -> None:
    """Narrow the variable that is read here, if one is."""
    if not isinstance(node, Block) or node.definition.reads is None:
        return
    name = str(node.slots[node.definition.reads.key])
    known: Kind | None = env.get(name)
    if known is None or not known.is_number:
        return
    low, high = max(low, known.low), min(high, known.high)
    if low <= high:
        env[name] = known.between(low, high)
