"""Secrets of exported Python: from the environment, or asked for."""

from __future__ import annotations

from typing import Any

import pytest

from blockloom import catalog, play, python_of, read_flow
from blockloom.runtime import FlowError
from blockloom.runtime.secrets import EnvironmentSecrets

FLOW = """flow: 1
do:
- print: =length(secret("API_KEY"))
- return: =secret("API_KEY") == "canary-value"
"""


def no_terminal(prompt: str) -> str:
    raise AssertionError("nobody is there to be asked")


def test_the_variable_is_read() -> None:
    secrets = EnvironmentSecrets({"BLOCKLOOM_SECRET_API_KEY": "value"}, no_terminal, lambda: True)
    assert secrets.get("API_KEY") == "value"


def test_a_person_is_asked_once() -> None:
    asked: list[str] = []

    def ask(prompt: str) -> str:
        asked.append(prompt)
        return "typed"

    secrets = EnvironmentSecrets({}, ask, lambda: True)
    assert [secrets.get("API_KEY"), secrets.get("API_KEY")] == ["typed", "typed"] and asked == ["Secret API_KEY: "]


@pytest.mark.parametrize("environ", [{}, {"BLOCKLOOM_SECRET_API_KEY": ""}])
def test_without_either_the_variable_is_named(environ: dict[str, str]) -> None:
    with pytest.raises(FlowError, match="BLOCKLOOM_SECRET_API_KEY"):
        EnvironmentSecrets(environ, no_terminal, lambda: False).get("API_KEY")


def test_the_key_of_all_secrets_is_no_secret_of_a_flow() -> None:
    with pytest.raises(FlowError, match="is not KEY"):
        EnvironmentSecrets({"BLOCKLOOM_SECRET_KEY": "key"}, no_terminal, lambda: False).get("KEY")


def test_exported_python(monkeypatch: pytest.MonkeyPatch, tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    text = python_of(read_flow(FLOW, catalog()))
    assert "canary" not in text.replace('"canary-value"', "").replace("'canary-value'", "") and "API_KEY" in text
    monkeypatch.setenv("BLOCKLOOM_SECRET_API_KEY", "canary-value")
    space: dict[str, Any] = {"__name__": "exported"}
    exec(compile(text, "exported.py", "exec", dont_inherit=True), space)
    play(space["flow"], ["--data", str(tmp_path)])
    assert capsys.readouterr().out == "12\ntrue\n"
