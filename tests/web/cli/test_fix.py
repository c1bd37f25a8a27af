"""``check --fix`` and ``--diff``: mends in the files themselves, or shown as a patch."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from blockloom.web.cli.source import is_example, path_of
from tests.web.cli.conftest import Cli

WRONG = "flow: 1\r\n# who\r\ndo:\r\n- prnt: hi   # there\r\n- set: n\r\n  to: 1\r\n- print: =m\r\n"
RIGHT = WRONG.replace("prnt", "print")


def wrong(cli: Cli, text: str = WRONG) -> Path:
    path = cli.work / "wrong.flow.yaml"
    path.write_bytes(text.encode())
    return path


def test_fix_makes_the_mends_says_which_and_what_is_left(cli: Cli) -> None:
    path = wrong(cli)
    done = cli("check", "--fix", path)
    assert path.read_bytes() == RIGHT.encode()
    first, second = done.stdout.splitlines()
    assert first.startswith(f'{path}:4:3  There is no block called "prnt"') and first.endswith("(mended)")
    assert second.startswith(f'{path}:7:11  Nothing is called "m" here.')
    assert done.stderr == "1 flow, 1 mend, 1 finding\n" and done.returncode == 1
    again = cli("check", "--fix", path)
    assert path.read_bytes() == RIGHT.encode() and again.stderr == "1 flow, 0 mends, 1 finding\n"
    assert sorted(entry.name for entry in cli.work.iterdir()) == ["wrong.flow.yaml"]


def test_diff_shows_a_patch_and_writes_nothing(cli: Cli) -> None:
    path = wrong(cli)
    done = cli("check", "--diff", "--fix", path)
    assert path.read_bytes() == WRONG.encode()
    changed = [line for line in done.stdout.splitlines() if line[0] in "+-"][2:]
    assert changed == ["-- prnt: hi   # there", "+- print: hi   # there"]
    assert done.stderr == "1 flow, 1 mend could be made\n" and done.returncode == 1
    cli("check", "--fix", path)
    done = cli("check", "--diff", path)
    assert (done.stdout, done.returncode) == ("", 0)


def test_fix_as_json(cli: Cli) -> None:
    path = wrong(cli)
    (flow,) = json.loads(cli("check", "--fix", "--format", "json", path).stdout)["flows"]
    assert [(made["code"], made["edit"]) for made in flow["mended"]] == [
        ("unknown_block", {"start": 23, "end": 27, "text": "print"})
    ]
    assert [left["code"] for left in flow["findings"]] == ["unknown_name"]


@pytest.mark.skipif(sys.platform == "win32", reason="modes and links are another matter there")
def test_a_file_keeps_its_mode_and_a_link_stays_a_link(cli: Cli) -> None:
    path = wrong(cli)
    path.chmod(0o640)
    link = cli.work / "link.flow.yaml"
    link.symlink_to(path)
    cli("check", "--fix", link)
    assert link.is_symlink() and path.read_bytes() == RIGHT.encode()
    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_is_not_ours(cli: Cli) -> None:
    path = wrong(cli)
    cli.work.chmod(0o555)
    done = cli("check", "--fix", path)
    cli.work.chmod(0o755)
    assert "can't be written" in done.stderr and path.read_bytes() == WRONG.encode()


def test_an_own_flow_is_mended_where_it_is_kept(cli: Cli) -> None:
    kept = cli.data / "flows" / "mine.flow.yaml"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(WRONG.encode())
    done = cli("check", "--fix", "mine")
    assert kept.read_bytes() == RIGHT.encode() and done.stdout.startswith("mine.flow.yaml:4:3")
    assert list(cli.work.iterdir()) == []


def test_an_example_is_known_by_its_file() -> None:
    assert is_example(path_of("1")) and not is_example(path_of("nowhere.flow.yaml"))


@pytest.mark.skipif(shutil.which("git") is None, reason="there is no git here")
def test_git_takes_the_patch(cli: Cli) -> None:
    path = wrong(cli, RIGHT.replace("print: hi", "prnt: hi").replace("\r\n", "\n"))
    patch = cli("check", "--diff", "wrong.flow.yaml").stdout
    subprocess.run(["git", "apply", "-p0", "-"], input=patch, text=True, cwd=cli.work, check=True)
    assert path.read_text() == RIGHT.replace("\r\n", "\n")
