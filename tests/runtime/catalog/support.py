"""Makes a module of blocks out of a text, as a pack somebody installed would be."""

from __future__ import annotations

import importlib.util
import itertools
import sys
import textwrap
from pathlib import Path
from types import ModuleType

HEAD = '''"""A category: for tests."""
from __future__ import annotations
from typing import Annotated, Any, Literal, Never
from blockloom.runtime import Body, Break, Fields, FlowError, Function, Lazy, Name, Verbatim, here
'''
_numbers = itertools.count()


def module_of(folder: Path, source: str, name: str = "pack") -> ModuleType:
    """The module with this source below the usual imports."""
    path = folder / f"{name}{next(_numbers)}.py"
    path.write_text(HEAD + textwrap.dedent(source))
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module
