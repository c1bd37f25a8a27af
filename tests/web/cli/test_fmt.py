"""``fmt``: files in the canonical style, in place; a broken file is left alone."""

from __future__ import annotations

import os
import stat
import sys

import pytest

from tests.web.cli.conftest import Cli

ODD = "flow:  1\ndo:\n  # say it\n  - {print: {add: {a: 1, b: 2}}} # aloud\n"
DONE = "flow: 1\ndo:\n# say it\n- print: =1 + 2  # aloud\n"


def test_a_file_is_put_in_order_in_place(cli: Cli) -> None:
    path = cli.flow(ODD)
    path.chmod(0o640)
    done = cli("fmt", path)
    assert (done.returncode, done.stdout) == (0, "") and "1 file, 1 changed" in done.stderr
    assert path.read_text() == DONE
    assert sys.platform == "win32" or stat.S_IMODE(path.stat().st_mode) == 0o640
    again = cli("fmt", "--check", path)
    assert again.returncode == 0 and "1 file, 0 would change" in again.stderr


def test_check_and_diff_write_nothing(cli: Cli) -> None:
    path = cli.flow(ODD)
    checked, shown = cli("fmt", "--check", path), cli("fmt", "--diff", path)
    assert checked.returncode == shown.returncode == 1 and path.read_text() == ODD
    assert checked.stdout == f"{path} is not in the style.\n"
    assert "-  - {print: {add: {a: 1, b: 2}}} # aloud" in shown.stdout and "+- print: =1 + 2  # aloud" in shown.stdout


def test_a_broken_file_is_left_alone_and_the_others_are_not(cli: Cli) -> None:
    broken = {
        "a.flow.yaml": "flow: 1\ndo:\n-  print: =nobody # why\n",
        "b.flow.yaml": "flow: 1\ndo:\n- print: {message: Hi ${x}}\n",
        "c.flow.yaml": "flow: 1\ndo:\n- print:  1\n  colour:  red\n",
        "d.flow.yaml": "{flow: 1\n",
    }
    paths = [cli.flow(text, name) for name, text in broken.items()] + [cli.flow(ODD)]
    done = cli("fmt", *paths)
    assert done.returncode == 1 and "5 files, 1 changed, 4 left alone" in done.stderr
    assert 'Nothing is called "nobody"' in done.stderr
    assert [path.read_text() for path in paths] == [*broken.values(), DONE]


def test_an_unknown_block_is_no_reason_to_leave_a_file(cli: Cli) -> None:
    path = cli.flow("flow: 1\ndo:\n-   brew_tea: {cups:   2} # hot\n")
    assert cli("fmt", path).returncode == 0
    assert path.read_text() == "flow: 1\ndo:\n- brew_tea: {cups: 2}  # hot\n"


def test_json_files_have_a_style_too(cli: Cli) -> None:
    path = cli.flow('{"do": [{"print": {"negate": 5}}], "flow": 1}', "twin.flow.json")
    assert cli("fmt", path).returncode == 0
    assert path.read_text() == '{\n  "flow": 1,\n  "do": [\n    {\n      "print": -5\n    }\n  ]\n}\n'


def test_line_ends_stay(cli: Cli) -> None:
    path = cli.work / "windows.flow.yaml"
    path.write_bytes(ODD.replace("\n", "\r\n").encode("utf-8-sig"))
    assert cli("fmt", path).returncode == 0
    assert path.read_bytes() == DONE.replace("\n", "\r\n").encode("utf-8-sig")


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no links here")
def test_a_link_stays_a_link(cli: Cli) -> None:
    path = cli.flow(ODD, "real.flow.yaml")
    link = cli.work / "link.flow.yaml"
    link.symlink_to(path)
    assert cli("fmt", link).returncode == 0
    assert link.is_symlink() and path.read_text() == DONE


def test_only_files_are_put_in_order(cli: Cli) -> None:
    done = cli("fmt", "1")
    assert done.returncode == 2 and "There is no file 1." in done.stderr
