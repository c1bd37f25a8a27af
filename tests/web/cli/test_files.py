"""``new``, ``export`` and ``import``: flows made, given away and taken in, with nothing overwritten by chance."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import click
import pytest

from blockloom import catalog, read_flow
from blockloom.web.cli.files import write_file
from tests.web.cli.conftest import Cli

MINE = "flow: 1\nname: Mine  # keep me\ndo:\n- print: hi\n"
STRANGE = "flow: 1\nname: Strange\ndo:\n- fly_away: {to: the moon}\n- register_device: {channels: [ads]}\n"


def own(cli: Cli) -> dict[str, str]:
    """The texts of the person's own flows, by file name."""
    return {path.name: path.read_text("utf-8") for path in sorted((cli.data / "flows").glob("*"))}


@pytest.mark.parametrize(
    ("name", "key", "written"),
    [
        ("orders", "orders", "orders"),
        ("  Größe, 2. Versuch! ", "Größe-2-Versuch", '"  Größe, 2. Versuch! "'),
        ("null", "null", '"null"'),
        ("x" * 300, "x" * 80, "x" * 300),
    ],
)
def test_a_new_flow_is_among_the_own_ones_and_runs_by_its_name(cli: Cli, name: str, key: str, written: str) -> None:
    done = cli("new", name)
    assert (done.returncode, done.stdout) == (0, f"{cli.data / 'flows' / key}.flow.yaml\n"), done.stderr
    assert own(cli) == {f"{key}.flow.yaml": f"flow: 1\nname: {written}\ndo:\n- print: Hello\n"}
    assert cli("run", key).stdout == "Hello\n"
    again = cli("new", name)
    assert again.returncode == 2 and "already" in again.stderr


def test_a_new_flow_from_an_example_keeps_its_text(cli: Cli) -> None:
    assert cli("new", "Greetings", "--from", "2").returncode == 0
    text = (Path(__file__).parents[3] / "flows" / "02-greet-by-name.flow.yaml").read_text("utf-8")
    assert own(cli) == {"Greetings.flow.yaml": text.replace("name: Greet by name", "name: Greetings")}
    assert cli("test", "Greetings").returncode == 0


def test_a_new_flow_can_be_a_file(cli: Cli) -> None:
    (cli.work / "flows").mkdir()
    for name, path in {"flows/two-cups": "flows/two-cups.flow.yaml", "cup.flow.json": "cup.flow.json"}.items():
        assert cli("new", name).stdout == f"{path}\n"
        assert cli("run", path).stdout == "Hello\n"
        again = cli("new", name)
        assert again.returncode == 2 and "is there already" in again.stderr and "--yes" not in again.stderr
    assert "name: two cups\n" in (cli.work / "flows" / "two-cups.flow.yaml").read_text("utf-8")
    assert json.loads((cli.work / "cup.flow.json").read_text("utf-8"))["name"] == "cup"
    assert own(cli) == {}


@pytest.mark.parametrize("name", ["..", "nowhere/orders", "flows/"])
def test_a_name_that_leads_nowhere_makes_nothing(cli: Cli, name: str) -> None:
    done = cli("new", name)
    assert done.returncode == 2 and done.stdout == "" and done.stderr.startswith("Error: ")
    assert not [path for path in cli.work.parent.rglob("*") if path.is_file()]


def test_export_gives_every_form(cli: Cli) -> None:
    flow = cli.flow(MINE)
    assert cli("export", flow).stdout == MINE
    said = json.loads(cli("export", flow, "--json").stdout)
    assert said == {"flow": 1, "name": "Mine", "do": [{"print": "hi"}]}
    assert "print_('hi')" in cli("export", flow, "--python").stdout
    drawing = ElementTree.fromstring(cli("export", flow, "--picture").stdout)
    assert "Print hi" in "".join(drawing.itertext())
    twin = cli.work / "twin.flow.json"
    assert cli("export", flow, "--json", "-o", twin).returncode == 0 and json.loads(twin.read_text()) == said
    assert cli("export", twin, "--yaml").stdout == MINE.replace("  # keep me", "")
    assert cli("export", twin).stdout == cli("export", twin, "--yaml").stdout


def test_export_overwrites_only_when_told(cli: Cli) -> None:
    flow, out = cli.flow(MINE), cli.work / "out.flow.yaml"
    out.write_text("precious", "utf-8")
    done = cli("export", flow, "-o", out)
    assert done.returncode == 2 and "stays as it is" in done.stderr and out.read_text() == "precious"
    assert cli("export", flow, "-o", out, "--yes").returncode == 0 and out.read_text() == MINE
    for place, sentence in {cli.work: "is a folder", cli.work / "no" / "a.svg": "There is no folder"}.items():
        assert sentence in cli("export", flow, "-o", place).stderr


@pytest.mark.skipif(sys.platform == "win32", reason="this system has no bound for files")
def test_a_file_that_can_not_be_written_whole_is_left_as_it_was(tmp_path: Path) -> None:
    import resource

    old, bounds = tmp_path / "old.svg", resource.getrlimit(resource.RLIMIT_FSIZE)
    old.write_text("precious", "utf-8")
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, bounds[1]))
    try:
        for path, over in ((old, True), (tmp_path / "new.svg", False), (tmp_path / "new.svg", True)):
            with pytest.raises(click.ClickException, match="can't be written: File too large"):
                write_file(path, "x" * 1000, over=over)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, bounds)
    assert [(path.name, path.read_text("utf-8")) for path in tmp_path.iterdir()] == [("old.svg", "precious")]


@pytest.mark.skipif(sys.platform != "linux", reason="this system has no disk that is always full")
def test_a_device_is_written_to_and_stays_one(cli: Cli) -> None:
    done = cli("export", "1", "-o", "/dev/full", "--yes")
    assert done.returncode == 2 and "/dev/full can't be written: No space left on device." in done.stderr
    assert Path("/dev/full").is_char_device()


def test_what_can_not_be_exported_is_told_with_its_findings(cli: Cli) -> None:
    broken = cli.flow("- print: =nobody\n")
    for form in ("json", "python"):
        done = cli("export", broken, f"--{form}")
        assert done.returncode == 1 and done.stdout == "" and "nobody" in done.stderr
    assert cli("export", broken).stdout == broken.read_text()
    strange = cli.flow(STRANGE)
    assert json.loads(cli("export", strange, "--json").stdout)["do"][0] == {"fly_away": {"to": "the moon"}}


def test_import_checks_and_tells_what_a_flow_may_touch(cli: Cli) -> None:
    done = cli("import", cli.flow(MINE, "first.flow.yaml"), cli.flow(STRANGE, "second one.v2.flow.yaml"))
    assert done.returncode == 0, done.stderr
    assert own(cli) == {"first.flow.yaml": MINE, "second-one-v2.flow.yaml": STRANGE}
    for sentence in (
        "Mine: 1 block.\n  It touches nothing outside itself.\nImported as first\n",
        "  It can register this phone on ads.\n",
        "  Blocks that are not installed are kept to the letter; until they are, it can't run.\n",
    ):
        assert sentence in done.stdout
    assert 'There is no block called "fly_away".' in done.stderr and "2 flows of 2 imported" in done.stderr


def test_import_takes_json_and_keeps_what_it_says(cli: Cli) -> None:
    flow = cli.flow('{"flow": 1, "name": "J", "do": [{"fly_away": {"to": "=x"}}]}', "j.flow.json")
    assert cli("import", flow).returncode == 0
    assert own(cli) == {"j.flow.yaml": "flow: 1\nname: J\ndo:\n- fly_away: {to: =x}\n"}
    assert read_flow(own(cli)["j.flow.yaml"], catalog()).flow


def test_import_replaces_only_what_one_agrees_to(cli: Cli) -> None:
    flow = cli.flow(MINE, "mine.flow.yaml")
    assert cli("import", flow).returncode == 0
    flow.write_text(MINE.replace("hi", "hello"), "utf-8")
    refused = cli("import", flow)
    assert refused.returncode == 1 and 'There is a flow "mine" already. Replace it?' in refused.stderr
    assert answered(cli, "n", "import", flow) == 1 and own(cli)["mine.flow.yaml"] == MINE
    assert answered(cli, "y", "import", flow) == 0 and "hello" in own(cli)["mine.flow.yaml"]
    flow.write_text(MINE, "utf-8")
    assert cli("import", flow, "--yes").returncode == 0 and own(cli)["mine.flow.yaml"] == MINE


def test_a_flow_with_findings_is_imported_when_one_insists(cli: Cli) -> None:
    flow = cli.flow("- print: =nobody\n", "wrong.flow.yaml")
    assert cli("import", flow).returncode == 1 and own(cli) == {}
    assert cli("import", flow, "--yes").returncode == 0 and own(cli)["wrong.flow.yaml"] == flow.read_text()


def test_what_is_no_file_is_not_imported(cli: Cli) -> None:
    for word in ("1", "nowhere.flow.yaml", "."):
        done = cli("import", word)
        assert done.returncode == 2 and "There is no file" in done.stderr
    odd = cli.flow(MINE, "!!.flow.yaml")
    assert "It is left out" in cli("import", odd).stderr and own(cli) == {}
    example = cli.flow(MINE, "01-register-a-device.flow.yaml")
    assert "is an example and stays as it is" in cli("import", example, "--yes").stderr


def answered(cli: Cli, answer: str, *words: str | Path) -> int:
    """The exit code of a command whose question is answered at a terminal."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    around = {**cli.options({}), "stdin": theirs, "stdout": subprocess.DEVNULL, "stderr": theirs}
    process = subprocess.Popen(cli.command(*words), **around)
    os.close(theirs)
    os.write(ours, f"{answer}\n".encode())
    try:
        while os.read(ours, 65536):
            pass
    except OSError:
        pass
    process.wait(timeout=30)
    os.close(ours)
    return process.returncode
