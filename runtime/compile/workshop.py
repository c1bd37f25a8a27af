"""What the writing of code works with: the function that is being written, and what all of a flow's scopes share."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from blockloom.runtime.check import Facts
from blockloom.runtime.compile.names import Names, Namespace
from blockloom.runtime.compile.nodes import Maker
from blockloom.runtime.compile.style import Style
from blockloom.runtime.model import Flow

if TYPE_CHECKING:
    from blockloom.runtime.compile.shortcuts import Shortcut


@dataclass(slots=True)
class Loop:
    """A loop being written: the names of its chunk and its number, where it has them, and whether a step breaks it."""

    counted: tuple[str, str] | None = None
    broken: bool = False


@dataclass(slots=True)
class Frame:
    """One Python function being written: the blocks and loops open in it, whether it is a split-off part."""

    part: bool = False
    depth: int = 0
    loops: list[Loop] = field(default_factory=list)
    codes: set[str] = field(default_factory=set)


@dataclass
class Workshop:
    """What all scopes of one flow share while it is compiled. ``changed`` names variables that are changed in place,
    ``entered`` the functions that are called without asking for their shortcut. ``scopes`` has the slots of each
    function by its Python name."""

    flow: Flow
    facts: Facts
    style: Style
    make: Maker
    space: Namespace
    changed: frozenset[str]
    taken: set[str] = field(default_factory=set)
    functions: dict[str, str] = field(default_factory=dict)
    parameters: dict[str, dict[str, str]] = field(default_factory=dict)
    twins: dict[int, ast.Expression] = field(default_factory=dict)
    shortcuts: dict[str, Shortcut | None] = field(default_factory=dict)
    entered: set[str] = field(default_factory=set)
    scopes: dict[str, Names] = field(default_factory=dict)

    @property
    def copies(self) -> bool:
        """Whether values have to be copied where they are kept."""
        return bool(self.changed)
