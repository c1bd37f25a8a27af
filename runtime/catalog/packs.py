"""Packs: the blocks of other people's packages, installed with an entry point or named by whoever starts Blockloom.

A pack is Python code with all rights of the process. So it is the administrator who installs or names one; a flow that
uses its blocks never does.
"""

from __future__ import annotations

import os
import pkgutil
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module, metadata
from types import ModuleType

from blockloom.runtime.catalog.catalog import Catalog
from blockloom.runtime.catalog.definition import Pack
from blockloom.runtime.errors import SettingsError

GROUP = "blockloom.blocks"
"""The entry points that lead to packs; each names a package, or a single module."""
VARIABLE = "BLOCKLOOM_BLOCKS"
"""The environment variable with the packages to use besides, commas between them."""

_PACKAGE = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")
_TOLD = 3


def with_packs(catalog: Catalog, environ: Mapping[str, str] = os.environ) -> Catalog:
    """The catalog with the blocks of every pack.

    What is wrong with an installed pack is among the catalog's ``problems``, and all else works. A pack that was asked
    for by name has to be whole: SettingsError otherwise.
    """
    named = packages_named(environ)
    for entry in sorted(metadata.entry_points(group=GROUP), key=lambda entry: entry.name):
        if entry.module not in named:
            pack = Pack(entry.dist.name, entry.dist.version) if entry.dist else Pack(entry.module, "")
            catalog = _extended(catalog, pack, entry.module)
    for name in named:
        catalog = _whole(catalog, name)
    return catalog


def packages_named(environ: Mapping[str, str]) -> list[str]:
    """The packages that the environment names, each once."""
    return list(dict.fromkeys(filter(None, re.split(r"[,\s]+", environ.get(VARIABLE, "")))))


def _whole(catalog: Catalog, name: str) -> Catalog:
    if not _PACKAGE.fullmatch(name):
        raise SettingsError(
            f"\"{name}\" can't be a package. Write its name as Python's import does, such as my_blocks."
        )
    with _current_folder():
        grown = _extended(catalog, Pack(name, _version(name)), name)
    problems = grown.problems[len(catalog.problems) :]
    if problems:
        more = f" And {len(problems) - _TOLD} more." if len(problems) > _TOLD else ""
        raise SettingsError(f"The blocks of {name} can't be used. {' '.join(problems[:_TOLD])}{more}")
    return grown


def _extended(catalog: Catalog, pack: Pack, name: str) -> Catalog:
    problems: list[str] = []
    modules = list(_modules(name, problems))
    grown = catalog.with_pack(pack, modules)
    if not problems and len(grown) == len(catalog) and grown.problems == catalog.problems:
        problems = [f"{pack} brings no blocks: no module of {name} has a public function."]
    return grown.with_problems([*grown.problems, *problems])


def _modules(name: str, problems: list[str]) -> Iterator[ModuleType]:
    """The module of this name and all public ones inside it; one that fails is left out with a problem."""
    try:
        module = import_module(name)
    except (Exception, SystemExit) as error:  # whatever other people's code does while it is imported
        problems.append(_not_imported(name, error))
        return
    yield module
    for found in pkgutil.iter_modules(getattr(module, "__path__", [])):
        if not found.name.startswith("_"):
            yield from _modules(f"{name}.{found.name}", problems)


def _not_imported(name: str, error: BaseException) -> str:
    if isinstance(error, ModuleNotFoundError) and error.name and f"{name}.".startswith(f"{error.name}."):
        return f"There is no package {error.name} here. Is it installed in the environment of this Blockloom?"
    return f"{name} can't be imported: {type(error).__name__}: {error}."


def _version(name: str) -> str:
    try:
        return metadata.version(name.partition(".")[0])
    except metadata.PackageNotFoundError:
        return ""


@contextmanager
def _current_folder() -> Iterator[None]:
    """Let a package be found in the current folder, too, after all other places."""
    here = "" not in sys.path
    if here:
        sys.path.append("")
    try:
        yield
    finally:
        if here:
            sys.path.remove("")
