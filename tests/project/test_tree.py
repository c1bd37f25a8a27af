"""What may not lie in the tree: hosts of package registries, paths of one machine, other people's code."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

import pytest

from tests.project.support import ROOT, project_files

HOSTS = re.compile(r"\b(pypi|pythonhosted|npmjs|yarnpkg|debian|jsdelivr|unpkg)\.(org|com|net)\b")
MACHINE = re.compile(r"(?<![\w.}])/(home|Users|root|work|mnt)/\w|[A-Z]:\\Users\\")
FOREIGN_FOLDERS = {"bower_components", "node_modules", "site-packages", "third_party", "vendor", "vendored"}
FOREIGN_MARKS = re.compile(r"copyright \(c\)|©|@license|all rights reserved|sourceMappingURL", re.IGNORECASE)
LARGEST = 512 * 1024
OURS = {"LICENSE", "tests/project/test_tree.py"}


def misplaced(root: Path) -> list[str]:
    """One line for each thing in the tree that should not be there."""
    found: list[str] = []
    for path in project_files(root):
        name = path.relative_to(root).as_posix()
        if path.is_symlink() or name in OURS:
            continue
        content = path.read_bytes()
        text = content.decode("utf-8", errors="replace")
        if len(content) > LARGEST or ".min." in name or FOREIGN_FOLDERS & set(PurePosixPath(name).parts):
            found.append(f"{name}: not written here")
        if path.suffix != ".png":
            for reason, pattern in (
                ("a registry", HOSTS),
                ("one machine", MACHINE),
                ("other people's code", FOREIGN_MARKS),
            ):
                found += [f"{name}: {reason}, {match[0]!r}" for match in pattern.finditer(text)]
    return found


def test_nothing_lies_in_the_tree_that_should_not() -> None:
    assert not misplaced(ROOT)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("web/.npmrc", "registry=https://registry." + "npmjs.org/"),
        ("runtime/settings.py", 'DATA = "/ro' + 'ot/data"'),
        ("web/static/blockly.min.js", "x"),
        ("web/vendor/blockly.js", "x"),
        ("blocks/text.py", "# Copyright" + " (c) 2009 Somebody Else"),
        ("flows/big.flow.yaml", "#" * (LARGEST + 1)),
    ],
)
def test_each_is_found(tmp_path: Path, name: str, content: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True)
    path.write_text(content, "utf-8")
    assert len(misplaced(tmp_path)) == 1


def test_links_point_at_the_rooms() -> None:
    for room in ("blocks", "flows", "runtime", "web"):
        link = ROOT / ".src" / "blockloom" / room
        assert link.is_symlink() and link.readlink() == Path("..", "..", room)


def test_licence_is_whole() -> None:
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert "Apache License" in text and "Version 2.0" in text and "END OF TERMS AND CONDITIONS" in text
