"""One block, read off its function: words, slots, result, help, example, doors, and its source where it is unfolded."""

from __future__ import annotations

import ast
import inspect
import textwrap
import typing
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from blockloom.runtime.catalog.codes import codes_of
from blockloom.runtime.catalog.deeds import assigned, changed, otherwise, tried
from blockloom.runtime.catalog.derived import Derived
from blockloom.runtime.catalog.docstring import docstring, examples, prose
from blockloom.runtime.catalog.doors import doors_of
from blockloom.runtime.catalog.slot import WRITTEN, CatalogError, Slot, kind_of_annotation, slot_of
from blockloom.runtime.catalog.unfoldable import check_unfoldable
from blockloom.runtime.kinds import Kind
from blockloom.runtime.types import Signal

UNFOLDED = {"lazy", "name", "body", "function"}


@dataclass(frozen=True, slots=True)
class Pack:
    """The package that brings blocks along: its name, and its version (empty where it has none)."""

    name: str
    version: str

    def __str__(self) -> str:
        return f"{self.name} {self.version}".rstrip()


@dataclass(frozen=True, eq=False)
class Definition(Derived):
    """A block of the catalog. ``pack`` is None for one of Blockloom's own.

    ``words`` is the sentence on the block with ``{slot}`` holes. ``result`` is None for a block that answers nothing.
    ``ends`` says that no step after it is reached. ``source`` is the function's tree if the compiler unfolds it.
    ``changes`` names the slots whose variable is changed in place, ``sets`` those whose variable is set or changed.
    ``tries`` is the body whose failures the block itself handles: several attempts repeat that one, not the block.
    ``otherwise`` is the body that is all it does where its one condition does not hold.
    """

    name: str
    function: Callable[..., Any]
    category: str
    words: str
    help: str
    slots: tuple[Slot, ...]
    result: Kind | None
    ends: bool
    example: str
    doors: frozenset[str]
    source: ast.FunctionDef | None
    changes: frozenset[str]
    sets: frozenset[str]
    tries: str | None
    otherwise: str | None
    pack: Pack | None = None

    @property
    def where(self) -> str:
        """The function's full name, and the pack that it is of."""
        return f"{self.function.__module__}.{self.function.__name__}" + (f" of {self.pack}" if self.pack else "")

    @cached_property
    def errors(self) -> tuple[str, ...]:
        """The codes of the errors that the block can raise, as far as its source tells."""
        return codes_of(self.function, self.slots)

    def slot(self, key: str) -> Slot | None:
        """The slot that a flow file spells ``key``."""
        return self.by_key.get(key)

    def __post_init__(self) -> None:
        self._derive(self.slots, self.source)


def define(function: Callable[..., Any], category: str, pack: Pack | None = None) -> Definition:
    """The block that a function is; raises CatalogError with the reason it can't be one."""
    try:
        return _define(function, category, pack)
    except CatalogError as error:
        reason = str(error)
    except Exception as error:  # whatever a stranger's function makes of being looked at
        reason = f"it can't be read ({type(error).__name__}: {error})."
    raise CatalogError(f"{function.__module__}.{function.__name__} is not a block: {reason}")


def _define(function: Callable[..., Any], category: str, pack: Pack | None) -> Definition:
    if inspect.iscoroutinefunction(function) or inspect.isgeneratorfunction(function):
        raise CatalogError("it has to be a plain function: no async, no yield.")
    try:
        hints = typing.get_type_hints(function, include_extras=True)
    except (NameError, TypeError) as error:
        raise CatalogError(f"its types can't be read: {error}.") from None
    if "return" not in hints:
        raise CatalogError("say what it answers (-> None if nothing).")
    slots = tuple(
        slot_of(replace_annotation(parameter, hints)) for parameter in inspect.signature(function).parameters.values()
    )
    if sum(slot.first for slot in slots) > 1:
        raise CatalogError("only one parameter may be positional-only or *variadic.")
    words, rest = docstring(function, slots)
    tree = _tree(function)
    answers = hints["return"]
    ends = answers in (typing.Never, typing.NoReturn)
    doors = doors_of(function)
    shapes = UNFOLDED if doors else UNFOLDED | WRITTEN  # a door is always asked by a call
    unfolded = any(slot.shape in shapes for slot in slots) or _raises_signal(tree, function)
    unfolded &= not any(slot.role for slot in slots)
    if unfolded:
        check_unfoldable(tree, slots, function.__globals__)
    changes = changed(tree, slots)
    return Definition(
        function.__name__.removesuffix("_"),
        function,
        category,
        words,
        prose(rest),
        slots,
        None if ends or answers is type(None) else kind_of_annotation(answers),
        ends,
        examples(rest),
        doors,
        tree if unfolded else None,
        changes,
        changes | assigned(tree),
        next((slot.name for slot in slots if slot.role == "case"), tried(tree, slots)),
        otherwise(tree, slots) if unfolded else None,
        pack,
    )


def replace_annotation(parameter: inspect.Parameter, hints: dict[str, Any]) -> inspect.Parameter:
    """The parameter with its annotation resolved."""
    if parameter.name not in hints:
        raise CatalogError(f"give {parameter.name} a type.")
    return parameter.replace(annotation=hints[parameter.name])


def _tree(function: Callable[..., Any]) -> ast.FunctionDef:
    tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    assert isinstance(tree, ast.FunctionDef)
    tree.body = tree.body[1:] if ast.get_docstring(tree) is not None else tree.body
    return tree


def _raises_signal(tree: ast.FunctionDef, function: Callable[..., Any]) -> bool:
    raised = (node.exc for node in ast.walk(tree) if isinstance(node, ast.Raise))
    names = {part.id for exc in raised if exc is not None for part in ast.walk(exc) if isinstance(part, ast.Name)}
    found = (function.__globals__.get(name) for name in names)
    return any(isinstance(thing, type) and issubclass(thing, Signal) for thing in found)
