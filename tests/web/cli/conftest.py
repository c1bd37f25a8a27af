"""The real command in a process of its own, with a store of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from tests.web.cli.forked import carry_out


@dataclass
class Cli:
    """``cli("run", "1")`` runs the command in the folder ``work``; ``environ`` is what it runs with."""

    work: Path
    data: Path
    environ: dict[str, str] = field(default_factory=dict)
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    def __call__(self, *words: str | Path, given: str = "", **environ: str) -> subprocess.CompletedProcess[str]:
        done = carry_out([*map(str, words)], str(self.work), {**self.environ, **environ}, given)
        assert "Traceback" not in done.stderr + done.stdout
        return done

    def start(self, *words: str | Path, **options: Any) -> subprocess.Popen[str]:
        """A command that goes on; it is ended with the test. Options in capitals are for its environment."""
        environ = {name: options.pop(name) for name in list(options) if name.isupper()}
        around = {**self.options(environ), "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
        self.started.append(subprocess.Popen(self.command(*words), **around))
        return self.started[-1]

    def command(self, *words: str | Path) -> list[str]:
        return [sys.executable, "-m", "blockloom", *map(str, words)]

    def options(self, environ: dict[str, str]) -> dict[str, Any]:
        return {"cwd": self.work, "env": {**self.environ, **environ}, "stdin": subprocess.DEVNULL, "encoding": "utf-8"}

    def flow(self, text: str, name: str = "made.flow.yaml") -> Path:
        """A flow file in the working folder. A text without a head is the steps of a flow."""
        text = dedent(text).lstrip("\n")
        path = self.work / name
        path.write_text(text if text.startswith(("flow:", "{")) else f"flow: 1\ndo:\n{text}", "utf-8")
        return path


@pytest.fixture
def cli(tmp_path: Path) -> Iterator[Cli]:
    work, data = tmp_path / "work", tmp_path / "data"
    work.mkdir()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BLOCKLOOM_", "XDG_", "COLOR"))}
    cli = Cli(work, data, {**kept, "HOME": str(tmp_path / "home"), "BLOCKLOOM_DATA": str(data), "NO_COLOR": "1"})
    yield cli
    for process in cli.started:
        process.kill()
        process.communicate()
