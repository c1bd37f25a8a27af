"""The build of the pages' scripts: what it reads, when it runs, with which Node, and that the scripts are sound."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from blockloom.web import build_hook
from blockloom.web.build_hook import is_built, node_programs, run_node, stamp_of
from tests.browser import provide_node
from tests.web.conftest import WEB


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A copy of what the build reads."""
    for pattern in build_hook.SOURCES:
        for path in WEB.glob(pattern):
            copy = tmp_path / path.relative_to(WEB)
            if path.is_file():
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, copy)
    return tmp_path


def test_the_stamp_is_of_the_sources_wherever_they_stand(sources: Path) -> None:
    assert stamp_of(sources) == stamp_of(WEB)


@pytest.mark.parametrize("name", ["editor/main.ts", "editor/build.mjs", "package-lock.json", ".npmrc", "tsconfig.json"])
def test_any_change_of_the_sources_asks_for_a_build(sources: Path, name: str) -> None:
    built = sources / "static" / "built"
    built.mkdir(parents=True)
    assert not is_built(sources)
    (built / "stamp").write_text(stamp_of(sources))
    assert is_built(sources)
    (sources / name).write_bytes((sources / name).read_bytes() + b"\n")
    assert not is_built(sources)


def test_a_new_file_asks_for_a_build(sources: Path) -> None:
    before = stamp_of(sources)
    (sources / "editor" / "new.ts").write_text("")
    assert stamp_of(sources) != before


def test_an_installation_asks_for_node_only_where_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    hook = build_hook.PagesHook(str(WEB.parent), {}, None, None, "", "wheel")  # type: ignore[arg-type]
    assert is_built(WEB) and hook.dependencies() == []
    monkeypatch.setattr(build_hook, "is_built", lambda web: False)
    monkeypatch.setattr(build_hook, "machine_has_node", lambda: True)
    assert hook.dependencies() == []
    monkeypatch.setattr(build_hook, "machine_has_node", lambda: False)
    assert hook.dependencies() == [build_hook.NODE_WHEEL]


def test_an_old_node_does_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for version, counts in (
        ("v20.18.9", False),
        ("v18.0.0", False),
        ("v20.19.0", True),
        ("v24.1.0", True),
        ("?", False),
    ):
        for name in ("node", "npm"):
            (tmp_path / name).write_text(f"#!/bin/sh\necho {version}\n")
            (tmp_path / name).chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
        assert build_hook.machine_has_node() is counts, version


def test_a_build_that_fails_says_all_that_node_said(tmp_path: Path) -> None:
    provide_node()
    (tmp_path / "wrong.mjs").write_text("console.log('before'); throw new Error('it went wrong');")
    with pytest.raises(RuntimeError, match=r"(?s)wrong.mjs.*before.*it went wrong"):
        run_node(tmp_path, "node", "wrong.mjs")


def test_the_lock_file_names_no_host_and_the_settings_keep_it_so() -> None:
    lock = json.loads((WEB / "package-lock.json").read_text())
    assert not [name for name, package in lock["packages"].items() if "resolved" in package]
    assert "omit-lockfile-registry-resolved=true" in (WEB / ".npmrc").read_text().splitlines()


def test_the_scripts_pass_strict_type_checks() -> None:
    provide_node()
    if not (WEB / "node_modules").is_dir():
        run_node(WEB, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
    settings = json.loads((WEB / "tsconfig.json").read_text())["compilerOptions"]
    assert settings["strict"] and settings["noUncheckedIndexedAccess"]
    run_node(WEB, "npm", "run", "--silent", "check")


def test_a_wrong_type_is_found(sources: Path) -> None:
    provide_node()
    (sources / "editor" / "wrong.ts").write_text("export const count: number = 'three';\n")
    (sources / "node_modules").symlink_to(WEB / "node_modules")
    with pytest.raises(RuntimeError, match="TS2322"):
        run_node(sources, "npm", "run", "--silent", "check")


def test_the_built_folder_tells_whose_code_it_holds() -> None:
    notice = (WEB / "static" / "built" / "THIRD_PARTY.txt").read_text()
    assert "third-party" in notice or "own licence" in notice


def test_node_programs_can_be_called() -> None:
    provide_node()
    assert Path(node_programs()["node"][0]).exists()
