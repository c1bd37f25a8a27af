"""sdist, wheel, editable and git: each is installed in a fresh place, and a flow is run from there."""

from __future__ import annotations

import shutil
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.project.installing import Place, repository
from tests.project.support import PYTHON, ROOT, ran


@dataclass(frozen=True, slots=True)
class Release:
    sdist: Path
    wheel: Path


@pytest.fixture(scope="module", name="release")
def _release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """What a release consists of: the sdist, and the wheel that is built from it."""
    folder = tmp_path_factory.mktemp("dist")
    ran(PYTHON, "-m", "build", "--no-isolation", "--outdir", folder)
    return Release(sdist=next(folder.glob("*.tar.gz")), wheel=next(folder.glob("*.whl")))


def flows_of(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "flows").glob("*.flow.*"))


def test_the_wheel_runs_every_flow(release: Release, tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.install(release.wheel)
    assert place.origin() == place.library / "blockloom"
    assert flows_of(place.origin()) == flows_of(ROOT) != []
    place.runs_a_flow()
    place.command("test", *[name.removesuffix(".flow.yaml") for name in flows_of(ROOT)])


def test_the_sdist_can_be_installed(release: Release, tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.install(release.sdist)
    assert place.origin() == place.library / "blockloom"
    place.runs_a_flow()


def test_an_editable_installation_is_the_tree_itself(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.install("-e", ROOT)
    assert place.origin() == ROOT / ".src" / "blockloom"
    place.runs_a_flow()


@pytest.mark.skipif(shutil.which("git") is None, reason="pip needs git for this, and there is none")
def test_it_can_be_installed_from_git(tmp_path: Path) -> None:
    place = Place(tmp_path / "place")
    place.install(f"git+{repository(tmp_path / 'origin').as_uri()}", isolated=True)
    assert place.origin() == place.library / "blockloom"
    place.runs_a_flow()


def test_what_is_in_the_wheel(release: Release) -> None:
    names = zipfile.ZipFile(release.wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"blockloom"}
    assert {"blockloom/py.typed", "blockloom/runtime/errors.py", "blockloom/web/static/built/stamp"} <= set(names)
    assert "blockloom/web/words/de.po" in names
    assert any(name.startswith("blockloom/web/static/built/") and name.endswith(".js") for name in names)
    assert any(name.endswith("/licenses/LICENSE") for name in names)
    assert not [name for name in names if "node_modules" in name or name.endswith((".ts", ".pyc", ".npmrc"))]


def test_what_is_in_the_sdist(release: Release) -> None:
    with tarfile.open(release.sdist) as archive:
        members = archive.getmembers()
    names = {member.name.split("/", 1)[1] for member in members}
    assert all(member.isfile() for member in members), "an sdist holds files, so that a system without links can use it"
    assert {"README.md", "LICENSE", "pyproject.toml", "PKG-INFO", ".src/blockloom/web/static/built/stamp"} <= names
    assert {name.split("/")[0] for name in names} <= {
        ".src", ".gitignore", "README.md", "LICENSE", "pyproject.toml", "PKG-INFO",
    }  # fmt: skip
