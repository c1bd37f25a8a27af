"""The two commands of the README: they are there to the letter, and they work with Python and nothing else."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.project.installing import repository
from tests.project.support import ROOT

SERVE = "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/blockloom serve"
TEST = "python3 -m venv .venv && .venv/bin/pip install -e '.[test]' && .venv/bin/pytest"
ORDINARY = "nobody"


@pytest.mark.parametrize("command", [SERVE, TEST])
def test_the_command_is_there_to_the_letter(command: str) -> None:
    assert command in (ROOT / "README.md").read_text("utf-8")


@pytest.fixture(name="clone")
def _clone() -> Iterator[Path]:
    """A fresh clone in a folder that any user can reach, with an empty home beside it."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    (folder / "home").mkdir()
    origin = repository(folder / "origin")
    subprocess.run(["git", "clone", "-q", origin, folder / "clone"], check=True)
    yield folder / "clone"
    shutil.rmtree(folder)


def surroundings(clone: Path, user: str | None) -> dict[str, object]:
    """Where and as whom a README command runs: with Python, a shell and no other program.

    An ordinary user gets the system's own Python, since ours may lie in a folder that is not for everybody.
    """
    programs = clone.parent / "programs"
    programs.mkdir()
    (programs / "python3").symlink_to("/usr/bin/python3" if user else Path(sys.base_prefix) / "bin" / "python3")
    (programs / "sh").symlink_to("/bin/sh")
    if user:
        subprocess.run(["chown", "-R", user, clone.parent], check=True)
    ours = ("BLOCKLOOM_", "PYTHON", "XDG_", "VIRTUAL")
    environ = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    environ |= {"PATH": str(programs), "HOME": str(clone.parent / "home")}
    who = {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if user else {}
    return {"cwd": clone, "env": environ, **who}


def users() -> list[str | None]:
    """Us, and an ordinary user where we can become one."""
    return [None, ORDINARY] if os.geteuid() == 0 else [None]


@pytest.mark.audit
@pytest.mark.parametrize("user", users())
def test_the_first_command_serves(clone: Path, user: str | None) -> None:
    around = surroundings(clone, user)
    process = subprocess.Popen(
        ["/bin/sh", "-c", SERVE.replace("&& .venv/bin/blockloom", "&& exec .venv/bin/blockloom") + " --port 0"],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", **around,  # type: ignore[call-overload]
    )  # fmt: skip
    said = ""
    for line in process.stdout:
        said += line
        if match := re.search(r"http://127\.0\.0\.1:\d+/\S*", line):
            break
    assert match, said
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    with browser.open(match[0], timeout=30) as response:
        assert response.status == 200
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert process.returncode == 0 and list((clone.parent / "home").rglob("app.db"))


@pytest.mark.audit
@pytest.mark.parametrize("user", users())
def test_the_second_command_passes_every_test(clone: Path, user: str | None) -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", TEST], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        encoding="utf-8", **surroundings(clone, user),  # type: ignore[call-overload]
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-20_000:]
