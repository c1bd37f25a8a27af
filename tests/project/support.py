"""The project's folder and files, and a way to run the tools that look at them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pathspec

ROOT = Path(__file__).resolve().parents[2]
PYTHON = sys.executable


def project_files(root: Path = ROOT) -> list[Path]:
    """Every file of the project, links not followed: all but what .gitignore names."""
    ignored = pathspec.PathSpec.from_lines("gitignore", [*(ROOT / ".gitignore").read_text().splitlines(), ".git"])
    found: list[Path] = []
    for folder, folders, names in os.walk(root):
        here = Path(folder).relative_to(root)
        links = [name for name in folders if (Path(folder) / name).is_symlink()]
        folders[:] = [name for name in folders if name not in links and not ignored.match_file(f"{here / name}/")]
        found += [root / here / name for name in [*names, *links] if not ignored.match_file(str(here / name))]
    return sorted(found)


def ran(*command: str | Path, cwd: Path = ROOT, environ: Mapping[str, str] | None = None) -> str:
    """What a command prints; the test fails with all that it said if its exit code is not 0."""
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env=None if environ is None else dict(environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    assert done.returncode == 0, f"{' '.join(map(str, command))}\nended with {done.returncode}:\n{done.stdout}"
    return done.stdout
