"""What the README shows and says is so; its two commands work with Python and nothing else."""

from __future__ import annotations

import doctest
import importlib.util
import os
import pwd
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from blockloom import Doors, blocks, read_flow, run_flow
from blockloom.runtime.catalog import Catalog
from tests.project import readme
from tests.project.installing import copied_tree, repository
from tests.project.support import PYTHON, ROOT, ran

SERVE = "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/blockloom serve"
TEST = "python3 -m venv .venv && .venv/bin/pip install -e '.[test]' && .venv/bin/pytest"
ORDINARY = "nobody"
TEXT = readme.README.read_text("utf-8")
ANEW = "python -m tests.project.readme makes it anew"


@pytest.mark.parametrize("command", [SERVE, TEST])
def test_the_command_is_there_to_the_letter(command: str) -> None:
    assert f"```sh\n{command}\n```" in TEXT


@pytest.mark.parametrize("language", ["yaml", "python"])
def test_the_flow_it_shows_is_the_first_example(language: str) -> None:
    found = readme.fence(language).search(TEXT)
    assert found and found[1] == readme.texts()[language], ANEW


def test_the_blocks_it_shows_are_the_catalogs() -> None:
    assert readme.BLOCKS.read_text("utf-8") == readme.drawing(), ANEW
    said = re.search(r"!\[(.*)\]\(\.github/blocks\.svg\)", TEXT)
    assert (
        said
        and said[1]
        == "".join(f"{words}. " for words in re.findall(r"<g[^>]*><title>([^<]+)<", readme.drawing())).strip()
    )


@pytest.mark.parametrize(("path", "size"), [(readme.PAGE, (1280, 1120)), (readme.MOMENT, (1280, 800))])
def test_its_pictures_are_small_pngs(path: Path, size: tuple[int, int]) -> None:
    assert f"](.github/{path.name})" in TEXT
    content = path.read_bytes()
    assert content[:8] == b"\x89PNG\r\n\x1a\n" and len(content) < 200_000
    assert (int.from_bytes(content[16:20]), int.from_bytes(content[20:24])) == size


def test_the_block_in_eight_lines_is_a_block(tmp_path: Path) -> None:
    (block,) = [each for each in readme.fence("python").findall(TEXT) if each.startswith("def ")]
    assert len(block.splitlines()) == 8
    (tmp_path / "more.py").write_text(f'"""More."""\n\n{block}', "utf-8")
    spec = importlib.util.spec_from_file_location("more", tmp_path / "more.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert doctest.testmod(module) == (0, 1)
    catalog = Catalog.of([*blocks.modules(), module])
    flow = read_flow('flow: 1\ndo:\n- return: =initials("Ada Lovelace", mark="-")\n', catalog)
    assert run_flow(flow, doors=Doors()).result == "A-L-"


def test_the_block_works_where_it_is_to_be_put(tmp_path: Path) -> None:
    (block,) = [each for each in readme.fence("python").findall(TEXT) if each.startswith("def ")]
    clone = copied_tree(tmp_path / "clone")
    with (clone / "blocks" / "text.py").open("a", encoding="utf-8") as module:
        module.write(f"\n\n{block}")
    steps = (
        '- initials: Grace Hopper\n  mark: "-"\n  save: short\n- print: =initials("Ada Lovelace")\n- return: =short\n'
    )
    (tmp_path / "mine.flow.yaml").write_text(f"flow: 1\ndo:\n{steps}", "utf-8")
    environ = {**os.environ, "BLOCKLOOM_DATA": str(tmp_path), "PYTHONPATH": str(clone / ".src")}

    def said(*words: str | Path) -> str:
        return ran(PYTHON, *words, cwd=tmp_path, environ=environ)

    assert said("-m", "blockloom", "run", "mine.flow.yaml").startswith("A.L.\nG-H-\n")
    assert "Initials of {name}, {mark} after each" in said("-m", "blockloom", "blocks", "initials")
    assert '"initials"' in said("-m", "blockloom", "schema")
    (tmp_path / "mine.py").write_text(said("-m", "blockloom", "python", "mine.flow.yaml"), "utf-8")
    assert said("mine.py") == "A.L.\nG-H-\n"


def test_the_architecture_takes_fifteen_lines_of_things_that_are_there() -> None:
    found = re.search(r"^## How it is built\n\n```\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)
    assert found
    lines = found[1].splitlines()
    assert len(lines) <= 15
    room = ""
    for line in lines:
        name = line.split()[0]
        room = "" if not line.startswith(" ") else room
        assert (ROOT / room / name).exists(), line
        room = room or name


def test_the_commands_it_shows_work(tmp_path: Path) -> None:
    shutil.copy(readme.FLOW, tmp_path / "my.flow.yaml")
    environ = {**os.environ, "BLOCKLOOM_DATA": str(tmp_path), "PYTHONPATH": str(ROOT / ".src")}
    lines = re.findall(r"^\.venv/bin/blockloom (?!serve)(.*)$", TEXT, re.MULTILINE)  # a server does not end by itself
    assert len(lines) >= 5
    for line in lines:
        ran(PYTHON, "-m", "blockloom", *shlex.split(line, comments=True), cwd=tmp_path, environ=environ)


def test_every_file_it_links_to_is_there() -> None:
    linked = re.findall(r"\]\(([^)#]+)\)", TEXT)
    assert linked and all((ROOT / name).exists() for name in linked if "://" not in name), linked


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
