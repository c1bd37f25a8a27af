"""Formulas as what they stand for: ``1 + x`` is ``("add", {"a": 1, "b": ("get", {"name": "x"})})``."""

from __future__ import annotations

from typing import Any

from blockloom import catalog
from blockloom.runtime.findings import Place
from blockloom.runtime.formula import FormulaError, Known, parse_formula, parse_template
from blockloom.runtime.model import Block, Items, Literal, Value

KNOWN = Known(catalog(), {"fib": ["n"], "tell": ["channel", "message"], "ask": [], "lost": None})


def parsed(formula: str, depth: int = 80) -> Any:
    """What a formula (without its ``=``) stands for."""
    return shape(parse(formula, depth))


def parse(formula: str, depth: int = 80) -> Value:
    """The blocks of a formula (without its ``=``)."""
    return parse_formula(f"={formula}", KNOWN, lambda at: Place(1, at + 1), depth)


def template(text: str) -> list[Any]:
    parts = parse_template(text, KNOWN, lambda at: Place(1, at + 1), 80)
    return [part if isinstance(part, str) else shape(part) for part in parts]


def refused(formula: str) -> FormulaError:
    """The error of a formula (without its ``=``) that must not be read; its ``at`` counts without the ``=``."""
    try:
        found = parsed(formula)
    except FormulaError as error:
        error.at -= 1
        return error
    raise AssertionError(f"{formula} was read as {found}")


def shape(node: Any) -> Any:
    if isinstance(node, Literal):
        return node.value
    if isinstance(node, Items):
        return [shape(item) for item in node.items]
    if isinstance(node, dict):
        return {key: shape(value) for key, value in node.items()}
    if isinstance(node, Block):
        assert node.formula
        return node.definition.name, {key: shape(value) for key, value in node.slots.items()}
    return node
