"""What CONTRIBUTING shows is true: its block is a block, and the files and commands that it names are there."""

from __future__ import annotations

import doctest
import importlib.util
import re
import shutil
from pathlib import Path

import pytest

from blockloom.runtime.catalog import Catalog
from tests.project.support import ROOT, ran

TEXT = (ROOT / ".github" / "CONTRIBUTING.md").read_text("utf-8")


def test_the_block_it_shows_is_a_block(tmp_path: Path) -> None:
    found = re.search(r"```python\n(.*?)```", TEXT, re.DOTALL)
    assert found
    (tmp_path / "shouting.py").write_text(f'"""Shouting."""\n\n{found[1]}', "utf-8")
    spec = importlib.util.spec_from_file_location("shouting", tmp_path / "shouting.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert Catalog.of([module])["shout"].example.startswith('>>> shout("hello", 2)')
    assert doctest.testmod(module) == (0, 1)


def test_the_files_and_folders_it_names_are_there() -> None:
    named = set(re.findall(r"`((?:\.ci|\.src|tests|web|flows|blocks|runtime)/[\w./-]*)", TEXT)) - {"blocks/"}
    assert named and all((ROOT / name).exists() for name in named), named


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash here")
def test_the_ci_script_is_sound_and_ci_runs_it() -> None:
    ran("bash", "-n", ".ci/run")
    assert ".ci/run" in (ROOT / ".github" / "workflows" / "ci.yml").read_text("utf-8")
