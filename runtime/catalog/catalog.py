"""All installed blocks by name, and their categories."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import FunctionType, ModuleType

from blockloom.runtime.catalog.definition import Definition, define
from blockloom.runtime.catalog.slot import CatalogError

MODIFIERS = ("save", "retry", "timeout", "on_error", "disabled", "collapsed", "note")


@dataclass(frozen=True, slots=True)
class Category:
    """A module of blocks: its name, what its docstring says it is for, and its hue (0 to 360)."""

    name: str
    about: str
    hue: int


class Catalog:
    """The blocks that a flow can use. Looks like a read-only map from block name to Definition."""

    def __init__(self, definitions: Iterable[Definition], categories: Iterable[Category] = ()) -> None:
        self.categories = {category.name: category for category in categories}
        self._blocks: dict[str, Definition] = {}
        for definition in definitions:
            if definition.name in self._blocks:
                raise CatalogError(f'Two blocks are called "{definition.name}".')
            self._blocks[definition.name] = definition
        for definition in self._blocks.values():
            self._check_keys(definition)

    @classmethod
    def of(cls, modules: Iterable[ModuleType]) -> Catalog:
        """The blocks of these modules: every public function that a module defines itself."""
        modules = list(modules)
        return cls(
            (define(function, _name(module)) for module in modules for function in _functions(module)),
            (Category(_name(module), _about(module), getattr(module, "HUE", 210)) for module in modules),
        )

    def __getitem__(self, name: str) -> Definition:
        return self._blocks[name]

    def __contains__(self, name: object) -> bool:
        return name in self._blocks

    def __iter__(self) -> Iterator[str]:
        return iter(self._blocks)

    def __len__(self) -> int:
        return len(self._blocks)

    def get(self, name: str) -> Definition | None:
        return self._blocks.get(name)

    def values(self) -> Iterable[Definition]:
        return self._blocks.values()

    def _check_keys(self, definition: Definition) -> None:
        """Refuse a sibling slot that a reader could take for the block: named like a modifier, or two blocks that name
        each other's slots."""
        for slot in () if definition.first is None else definition.slots:
            other = None if slot.first else self.get(slot.key)
            both = other is not None and other.slot(definition.name) is not None
            if both or (not slot.first and slot.key in MODIFIERS):
                raise CatalogError(f'The slot "{slot.key}" of {definition.name} is named like a block or a modifier.')


def _functions(module: ModuleType) -> list[FunctionType]:
    own = ((name, thing) for name, thing in vars(module).items() if inspect.isfunction(thing))
    return [
        function
        for name, function in own
        if function.__module__ == module.__name__ and function.__name__ == name and not name.startswith("_")
    ]


def _name(module: ModuleType) -> str:
    return module.__name__.rpartition(".")[2]


def _about(module: ModuleType) -> str:
    return (inspect.getdoc(module) or "").partition("\n")[0]
