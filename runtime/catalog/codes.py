"""The codes of the errors that a block can raise: what its slots insist on, and each ``FlowError`` within its reach."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import textwrap
import typing
from collections.abc import Callable, Iterator
from functools import cache
from types import FunctionType
from typing import Any

from blockloom.runtime.catalog.annotated import kinds_of
from blockloom.runtime.catalog.doors import door_of, names_of, resolved
from blockloom.runtime.catalog.slot import Slot
from blockloom.runtime.context import Doors
from blockloom.runtime.errors import FlowError
from blockloom.runtime.kinds import ANY

GIVEN = "any other"
_OURS = __name__.partition(".")[0]

Handed = frozenset[tuple[str, Any]]
Reach = tuple[FunctionType, type | None, Handed]
"""A function, the class through which it was found if it is a method, and the constants that it is called with."""


def codes_of(function: Callable[..., Any], slots: tuple[Slot, ...]) -> tuple[str, ...]:
    """The codes as texts, sorted; GIVEN stands for what only the run can say.

    Functions are followed through the block's own package and ours, with the constants that they are called with; calls
    of a door into the classes that say they are one (``class Messaging(MessagingDoor)``); methods of what is annotated
    with a class. What is called on any other object is not known.
    """
    assert isinstance(function, FunctionType)
    found = set(_insisted(slots))
    seen: set[Reach] = set()
    todo: list[Reach] = [(function, None, frozenset())]
    packages = {_OURS, function.__module__.partition(".")[0]}
    while todo:
        reach = todo.pop()
        if reach in seen or reach[0].__module__.partition(".")[0] not in packages:
            continue
        seen.add(reach)
        codes, others = _scan(*reach)
        found.update(code for code in codes if code != GIVEN or reach[0].__module__ == function.__module__)
        todo.extend(others)
    return tuple(sorted(found))


def _insisted(slots: tuple[Slot, ...]) -> Iterator[str]:
    for slot in slots:
        if slot.choices:
            yield "wrong_choice"
        elif slot.shape in ("value", "values", "lazy", "name") and slot.kind.bits != ANY.bits:
            yield "wrong_kind"
        elif slot.shape == "function":
            yield "depth"


@cache
def _scan(function: FunctionType, owner: type | None, handed: Handed) -> tuple[frozenset[str], tuple[Reach, ...]]:
    """The codes in a function's own source, and the functions that it uses."""
    names = _globals_of(function)
    known = {**names, **dict(handed)}
    defaults = {name: each.default for name, each in inspect.signature(function).parameters.items()}
    kinds = kinds_of(function, owner)
    tree = _tree(function)
    called = {id(node.func): node for node in ast.walk(tree) if isinstance(node, ast.Call)}
    codes: set[str] = set()
    others: list[Reach] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and resolved(node.func, names) is FlowError and node.args:
            codes.update(_codes(node.args[0], known, defaults))
        elif isinstance(node, ast.Name | ast.Attribute):
            door = door_of(node, names)
            for found, kept in _behind(door) if door else _named(node, names, owner, kinds):
                others.append((found, kept, handed_to(found, called.get(id(node)), known)))
    return frozenset(codes), tuple(others)


def _globals_of(function: FunctionType) -> dict[str, Any]:
    """What the names in a function's source stand for, without those that are its own."""
    code = function.__code__
    own = {*code.co_varnames, *code.co_cellvars}
    return {name: thing for name, thing in names_of(function).items() if name not in own}


def _tree(function: FunctionType) -> ast.AST:
    try:
        return ast.parse(textwrap.dedent(inspect.getsource(function)))
    except OSError:
        return ast.Module(body=[], type_ignores=[])  # what a dataclass makes has no source


def _codes(node: ast.expr, names: dict[str, Any], defaults: dict[str, Any]) -> Iterator[str]:
    if isinstance(node, ast.IfExp):
        yield from (*_codes(node.body, names, defaults), *_codes(node.orelse, names, defaults))
    elif isinstance(node, ast.Subscript) and isinstance(table := resolved(node.value, names), dict):
        yield str(table.get(_constant(node.slice, names), GIVEN))
    elif isinstance(node, ast.Constant):
        yield str(node.value)
    else:
        known = resolved(node, names)
        default = defaults.get(node.id) if isinstance(node, ast.Name) else None
        yield GIVEN if known is None else str(known)
        if isinstance(default, int | str):
            yield str(default)


def _constant(node: ast.expr, names: dict[str, Any]) -> int | str | None:
    value = node.value if isinstance(node, ast.Constant) else resolved(node, names)
    return value if isinstance(value, int | str) else None


def handed_to(function: FunctionType, call: ast.Call | None, names: dict[str, Any]) -> Handed:
    """The constants in a call of the function, by the names that they have there. A method's first name is the object's
    own."""
    if call is None:
        return frozenset()
    own = list(inspect.signature(function).parameters)
    slots = own[1:] if own[:1] == ["self"] else own
    given = [*zip(slots, call.args, strict=False), *((each.arg, each.value) for each in call.keywords)]
    told = {name: _constant(value, names) for name, value in given if name is not None}
    return frozenset((name, value) for name, value in told.items() if value is not None)


def _named(
    node: ast.expr, names: dict[str, Any], owner: type | None, kinds: dict[str, type]
) -> Iterator[tuple[FunctionType, type | None]]:
    """The function that stands at a name, if it is one; the maker of a class, and what is done where one that is made
    of it is called; or the method of what has a kind."""
    thing = resolved(node, names)
    kept = owner if thing is None else None
    if isinstance(node, ast.Attribute) and (kind := _kind_of(node.value, names, kinds)) is not None:
        thing, kept = inspect.getattr_static(kind, node.attr, None), kind
    found = [thing]
    if isinstance(thing, type):
        found, kept = [vars(thing).get(name) for name in ("__init__", "__call__")], thing
    for one in found:
        held = inspect.unwrap(one) if callable(one) else one  # what a cache holds is reached, too
        if isinstance(held, FunctionType):
            yield held, kept


def _kind_of(node: ast.expr, names: dict[str, Any], kinds: dict[str, type]) -> type | None:
    """The class of what an expression answers, if it is annotated or made in place."""
    made = resolved(node.func, names) if isinstance(node, ast.Call) else None
    return made if isinstance(made, type) else kinds.get(ast.unparse(node))


def _behind(door: str) -> Iterator[tuple[FunctionType, type | None]]:
    """The methods that a door's call can mean."""
    name, _, method = door.partition(".")
    kind = typing.get_type_hints(Doors).get(name)
    classes: list[Any] = kind.__subclasses__() if isinstance(kind, type) else []
    # what stands there in a run that was given no such door
    absent = [type(each.default) for each in dataclasses.fields(Doors) if each.name == name]
    for one in [*classes, *absent]:
        thing = inspect.getattr_static(one, method, None)
        if isinstance(thing, FunctionType):
            yield thing, one
