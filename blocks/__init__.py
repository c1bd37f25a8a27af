"""What a program can say: one module a category, one function a block.

To add a block, write its function. The signature gives the slots, the first docstring line the words on the block, the
rest its help, the doctest its example. ``modules()`` finds every category.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from types import ModuleType


def modules() -> list[ModuleType]:
    """The modules of this package, each a category of blocks."""
    return [import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]
