"""Who may import whom. The contracts are in pyproject.toml; each is shown to bite."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.project.support import PYTHON, ROOT, ran

LINT = (PYTHON, "-c", "from importlinter.cli import lint_imports_command as lint; lint()", "--no-cache", "--no-logo")


def test_the_contracts_hold() -> None:
    said = ran(*LINT, environ={**os.environ, "PYTHONPATH": str(ROOT / ".src")})
    assert "0 broken" in said


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package, links followed, in a place where it may be broken."""
    place = tmp_path_factory.mktemp("architecture")
    shutil.copytree(
        ROOT / ".src", place / ".src", ignore=shutil.ignore_patterns("node_modules", "built", "__pycache__")
    )
    shutil.copy(ROOT / "pyproject.toml", place)
    return place


@pytest.mark.parametrize(
    ("module", "forbidden", "contract"),
    [
        ("runtime/errors.py", "blockloom.blocks", "never the other way round"),
        ("blocks/text.py", "blockloom.web", "never the other way round"),
        ("runtime/errors.py", "flask", "web framework"),
        ("blocks/text.py", "werkzeug", "web framework"),
        ("blocks/text.py", "blockloom.blocks.devices", "do not know one another"),
        ("runtime/errors.py", "sqlalchemy", "speaks SQL"),
        ("runtime/errors.py", "blockloom.runtime.store", "each pass only looks down"),
        ("runtime/brandnew.py", "json", "each pass only looks down"),
    ],
)
def test_a_forbidden_import_is_found(copy: Path, module: str, forbidden: str, contract: str) -> None:
    path = copy / ".src" / "blockloom" / module
    before = path.read_text("utf-8") if path.exists() else None
    path.write_text(f"{before or ''}\nimport {forbidden}\n", "utf-8")
    try:
        done = subprocess.run(
            LINT, cwd=copy, env={**os.environ, "PYTHONPATH": str(copy / ".src")}, capture_output=True, encoding="utf-8"
        )
    finally:
        path.unlink() if before is None else path.write_text(before, "utf-8")
    broken = [line for line in done.stdout.splitlines() if line.endswith("BROKEN")]
    assert done.returncode == 1 and any(contract in line for line in broken), done.stdout + done.stderr
