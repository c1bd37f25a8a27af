"""Fresh places to install the project in, and the flow that each of them has to run."""

from __future__ import annotations

import json
import os
import shutil
import sysconfig
from pathlib import Path

from tests.project.support import PYTHON, ROOT, project_files, ran


class Place:
    """A virtual environment with nothing of the project in it, and an empty home and working folder beside it.

    It borrows the dependencies of the environment that the tests run in, so that an installation takes seconds.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home, self.work, self.venv = folder / "home", folder / "work", folder / "venv"
        self.home.mkdir(parents=True)
        self.work.mkdir()
        ran(PYTHON, "-m", "venv", "--without-pip", self.venv)
        self.library = Path(ran(self.python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
        (self.library / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")

    @property
    def bin(self) -> Path:
        return self.venv / ("Scripts" if os.name == "nt" else "bin")

    @property
    def python(self) -> Path:
        return self.bin / "python"

    def environ(self) -> dict[str, str]:
        """The surroundings' network and proxy settings, and nothing that leads to a Python or to somebody's data."""
        ours = ("BLOCKLOOM_", "PYTHON", "VIRTUAL_ENV", "XDG_")
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith(ours)},
            "HOME": str(self.home),
        }

    def install(self, *what: str | Path, isolated: bool = False) -> None:
        """``isolated`` builds in an environment of its own, as pip does by itself."""
        pip = (PYTHON, "-m", "pip", "--python", self.python, "install", "--disable-pip-version-check", "--no-deps")
        ran(*pip, *(() if isolated else ("--no-build-isolation",)), *what, cwd=self.work, environ=self.environ())

    def command(self, *words: str | Path) -> str:
        return ran(self.bin / "blockloom", *words, cwd=self.work, environ=self.environ())

    def origin(self) -> Path:
        """The folder that ``import blockloom`` finds."""
        said = ran(self.python, "-c", "import blockloom; print(blockloom.__file__)", cwd=self.work)
        return Path(said.strip()).parent

    def runs_a_flow(self) -> None:
        """The first example, as a new user would run it: the embedded store in a home that was empty."""
        outcome = json.loads(self.command("run", "1", "--json"))
        assert outcome["status"] == "ok"
        assert list(self.home.rglob("app.db"))


def copied_tree(folder: Path) -> Path:
    """The tree as it is now, somewhere else."""
    for path in project_files():
        copy = folder / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy, follow_symlinks=False)
    return folder


def repository(folder: Path) -> Path:
    """A git repository whose one commit is the tree as it is now."""
    copied_tree(folder)
    who = ("-c", "user.name=A Tester", "-c", "user.email=tester@example.org")
    for words in (("init", "-q"), ("add", "-A"), (*who, "commit", "-q", "-m", "The tree as it is now")):
        ran("git", *words, cwd=folder)
    return folder
