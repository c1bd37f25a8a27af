"""All installed blocks by name, and their categories."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass
from types import FunctionType, ModuleType

from blockloom.runtime.catalog.definition import Definition, Pack, define
from blockloom.runtime.catalog.slot import CatalogError

PLAIN_HUE = 210
MODIFIERS = ("save", "retry", "timeout", "on_error", "disabled", "collapsed", "note")


@dataclass(frozen=True, slots=True)
class Category:
    """A module of blocks: its name, what its docstring says it is for, and its hue (0 to 360)."""

    name: str
    about: str
    hue: int


class Catalog:
    """The blocks that a flow can use. Looks like a read-only map from block name to Definition.

    ``problems`` are sentences about blocks of packs that had to be left out.
    """

    def __init__(self, definitions: Iterable[Definition], categories: Iterable[Category] = ()) -> None:
        self.categories = {category.name: category for category in categories}
        self.problems: tuple[str, ...] = ()
        self._blocks: dict[str, Definition] = {}
        self._having: dict[str, list[Definition]] = {}
        for definition in definitions:
            self._add(definition)

    @classmethod
    def of(cls, modules: Iterable[ModuleType]) -> Catalog:
        """The blocks of these modules: every public function that a module defines itself."""
        modules = list(modules)
        return cls(
            (define(function, _name(module)) for module in modules for function in _functions(module)),
            (_category(module, _name(module)) for module in modules),
        )

    def with_pack(self, pack: Pack, modules: Iterable[ModuleType]) -> Catalog:
        """A catalog with the pack's blocks, too. Those that can't be added are left out, each with a problem."""
        grown = Catalog(self.values(), self.categories.values())
        problems = []
        for module in modules:
            category = _category(module, module.__name__)
            for function in _functions(module):
                try:
                    grown._add(define(function, category.name, pack))
                    grown.categories[category.name] = category
                except CatalogError as error:
                    problems.append(str(error))
        return grown.with_problems([*self.problems, *problems])

    def with_problems(self, problems: Iterable[str]) -> Catalog:
        """The same blocks, and these sentences about what is missing."""
        same = copy(self)
        same.problems = tuple(problems)
        return same

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

    def _add(self, definition: Definition) -> None:
        other = self.get(definition.name)
        if other is not None:
            raise CatalogError(f'Two blocks are called "{definition.name}": {other.where} and {definition.where}.')
        if definition.name in MODIFIERS:
            raise CatalogError(f'{definition.where} is named like the modifier "{definition.name}".')
        for other in self._having.get(definition.name, []):
            _check_key(other, definition.name, definition)
        for key in _siblings(definition):
            _check_key(definition, key, self.get(key))
        self._blocks[definition.name] = definition
        for key in _siblings(definition):
            self._having.setdefault(key, []).append(definition)


def _siblings(definition: Definition) -> list[str]:
    """The keys beside the block's name in a flow file."""
    return [slot.key for slot in definition.slots if not slot.first] if definition.first is not None else []


def _check_key(definition: Definition, key: str, other: Definition | None) -> None:
    """Refuse a sibling slot that a reader could take for the block: named like a modifier, or like a block of which a
    slot is named like this one."""
    if key in MODIFIERS or (other is not None and other.slot(definition.name) is not None):
        raise CatalogError(f'The slot "{key}" of {definition.name} is named like a block or a modifier.')


def _functions(module: ModuleType) -> list[FunctionType]:
    own = ((name, thing) for name, thing in vars(module).items() if inspect.isfunction(thing))
    return [
        function
        for name, function in own
        if function.__module__ == module.__name__ and function.__name__ == name and not name.startswith("_")
    ]


def _name(module: ModuleType) -> str:
    return module.__name__.rpartition(".")[2]


def _category(module: ModuleType, name: str) -> Category:
    hue = getattr(module, "HUE", PLAIN_HUE)
    about = (inspect.getdoc(module) or f"{name}.").partition("\n")[0]
    return Category(name, about, hue if type(hue) is int and 0 <= hue <= 360 else PLAIN_HUE)
