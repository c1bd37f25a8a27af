"""Stopping, closed pipes, terminals: what surrounds a command."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from blockloom.runtime.store import Store
from blockloom.runtime.store.runs import recent_runs
from tests.web.cli.conftest import Cli

ENDLESS = "- print: begun\n- while: true\n  do: []\n"
PATIENT = ("--steps", str(10**9))
CHATTY = "- while: true\n  do:\n  - print: {object: {line: a line that fills the pipe sooner or later}}\n"


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_stops_a_run_at_once_and_it_is_recorded(cli: Cli, number: signal.Signals, code: int) -> None:
    process = cli.start("run", cli.flow(ENDLESS), *PATIENT)
    assert process.stdout and process.stdout.readline() == "begun\n"
    sent = time.monotonic()
    process.send_signal(number)
    assert process.stderr and any("Stopped after" in line for line in process.stderr)
    assert time.monotonic() - sent < 2
    _, told = process.communicate(timeout=30)
    assert process.returncode == code and "Traceback" not in told
    store = Store.open(None, cli.data)
    assert [run.status for run in recent_runs(store)] == ["stopped"]
    store.close()


@pytest.mark.parametrize("words", [("run", "FLOW"), ("schema",), ("--help",)])
def test_a_reader_who_goes_away(cli: Cli, words: tuple[str, ...]) -> None:
    flow = cli.flow(CHATTY)
    read, write = os.pipe()
    os.close(read)
    process = cli.start(*[str(flow) if word == "FLOW" else word for word in words], stdout=write)
    os.close(write)
    _, told = process.communicate(timeout=30)
    assert process.returncode == 141 and "Error" not in told and "Traceback" not in told


def test_without_a_stdout_at_all(cli: Cli) -> None:
    command = 'exec "$@" >&-'
    done = subprocess.run(
        ["sh", "-c", command, "sh", *cli.command("run", cli.flow("- print: hi\n"))],
        **cli.options({}),
        stderr=subprocess.PIPE,
    )
    assert done.returncode == 0 and "Traceback" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_a_full_disk_is_told(cli: Cli) -> None:
    with open("/dev/full", "w") as full:
        process = cli.start("schema", stdout=full)
        _, told = process.communicate(timeout=30)
    assert process.returncode == 2 and told.startswith("Error: the output can't be written")


def on_a_terminal(cli: Cli, *words: str | Path, into: Path | None = None, **environ: str) -> str:
    """All that a person sees of a command on a terminal; ``into`` is a file that takes its stdout."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    stdout = theirs if into is None else os.open(into, os.O_WRONLY | os.O_CREAT)
    around = {**cli.options(environ), "stdin": theirs, "stdout": stdout, "stderr": theirs}
    process = subprocess.Popen(cli.command(*words), **around)
    for descriptor in {theirs, stdout}:
        os.close(descriptor)
    seen = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:
            break
        if not piece:
            break
        seen += piece
    process.wait(timeout=30)
    os.close(ours)
    return seen.decode("utf-8")


def test_a_spinner_shows_on_a_terminal_only(cli: Cli) -> None:
    flow = cli.flow("- print: begun\n- wait: 1.5\n- print: done\n")
    seen = on_a_terminal(cli, "run", flow, TERM="xterm")
    assert "Running" in seen[seen.index("begun") : seen.index("done")]
    assert "Running" not in cli("run", flow).stderr


def test_a_bar_counts_flows_on_a_terminal_only(cli: Cli, tmp_path: Path) -> None:
    lines = cli("test", "1", "2").stdout
    assert "Reading" in on_a_terminal(cli, "test", "1", "2", into=tmp_path / "lines", TERM="xterm")
    assert (tmp_path / "lines").read_text("utf-8") == lines and lines.count("\n") == 3


def test_a_flow_can_not_steer_the_terminal(cli: Cli) -> None:
    flow = cli.flow("flow: 1\ninputs:\n  word: {type: text}\ndo:\n- print: =word\n")
    words = ("run", flow, "--input", "word=\x1b]0;owned\x07\x1b[2J")
    assert "\\x1b]0;owned\\x07\\x1b[2J" in on_a_terminal(cli, *words, TERM="xterm")
    assert cli(*words).stdout == "\x1b]0;owned\x07\x1b[2J\n"


def test_colours_only_where_they_are_wanted(cli: Cli) -> None:
    flow = cli.flow("- print: =nobody\n")
    del cli.environ["NO_COLOR"]
    assert "\x1b[1;31m" in on_a_terminal(cli, "check", flow, TERM="xterm")
    assert "\x1b[1;31m" not in on_a_terminal(cli, "check", flow, TERM="xterm", NO_COLOR="1")
    assert "\x1b" not in cli("check", flow).stdout
