"""No traceback ever reaches a person, and the help tells scripts what exit codes mean."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version

import click
import pytest

from blockloom.runtime.errors import FlowError, SettingsError
from blockloom.web.cli import main
from blockloom.web.cli.exits import Exit
from blockloom.web.cli.guard import guarded


@pytest.mark.parametrize(
    ("error", "code", "sentence"),
    [
        (SettingsError("No room here."), 2, "Error: No room here.\n"),
        (FlowError(8007, "No os."), 2, "Error: No os.\n"),
        (KeyError("x"), 70, "Something went wrong inside Blockloom (KeyError: 'x')"),
        (OSError(5, "Input/output error"), 70, "Something went wrong inside Blockloom"),
        (RecursionError(), 70, "Something went wrong inside Blockloom"),
        (KeyboardInterrupt(), 130, "Stopped.\n"),
    ],
)
def test_whatever_happens_is_one_sentence(
    error: BaseException, code: int, sentence: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    @click.command()
    def fails() -> None:
        raise error

    monkeypatch.delenv("BLOCKLOOM_DEBUG", raising=False)
    assert guarded(fails, []) == code
    told = capsys.readouterr().err
    assert told.startswith(sentence) and "Traceback" not in told
    if code == Exit.FAULT:
        monkeypatch.setenv("BLOCKLOOM_DEBUG", "1")
        guarded(fails, [])
        assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize(("words", "sentence"), [(["rum"], "Did you mean 'run'"), (["run", "1", "--jsn"], "--json")])
def test_a_slip_of_the_hand(words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2 and sentence in capsys.readouterr().err


def test_help_tells_the_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    told = capsys.readouterr().out
    assert ended.value.code == 0
    assert all(f"{code:>3}  {code.meaning}" in told for code in Exit)
    assert all(command in told for command in ("serve", "run", "check", "test", "python", "schema", "blocks"))


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--version"])
    assert version("blockloom") in capsys.readouterr().out


def test_a_command_does_not_wait_for_what_only_the_server_needs() -> None:
    heavy = {"dbos", "waitress", "alembic", "psycopg", "google.auth"}
    looked = f"import sys, blockloom.web.cli; print({heavy} & {{*sys.modules}})"
    done = subprocess.run([sys.executable, "-c", looked], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


STOPPED_WHILE_IT_LOADS = """
import sys
class Impatient:
    def find_spec(self, name, path=None, target=None):
        if name == sys.argv[1]:
            raise KeyboardInterrupt
sys.meta_path.insert(0, Impatient())
from blockloom.__main__ import main
main()
"""


@pytest.mark.parametrize("module", ["blockloom.web.cli", "blockloom.runtime.run", "sqlalchemy", "click"])
def test_ctrl_c_while_the_command_line_is_loaded(module: str) -> None:
    ended = subprocess.run([sys.executable, "-c", STOPPED_WHILE_IT_LOADS, module], capture_output=True, text=True)
    assert (ended.returncode, ended.stdout, ended.stderr) == (Exit.CANCELLED, "", "Stopped.\n")
