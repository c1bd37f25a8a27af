"""A printed flow run by hand: inputs from the command line, a device, answers on stdout, mistakes on stderr."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from blockloom import catalog, play, python_of, read_flow
from blockloom.runtime.messaging import stable_device
from blockloom.runtime.store import Store

FLOW = """flow: 1
inputs:
  channels: {type: list, default: [ads]}
  limit: {type: number, default: 10}
  name: {type: text, default: nobody}
  it: {default: null}
functions:
  down: {params: {n: {type: number}}, do: [{return: "=down(n + 1)"}]}
do:
- if: =limit > 100
  then:
  - return: =down(1)
- if: =limit == 99
  then:
  - return: =list_of('1234567890', 100000)
- if: =limit == 0
  then:
  - raise: Nothing for ${name}
- if: =limit == 1
  then:
  - return: {}
- if: =limit == 2
  then:
  - return: =name
- register_device: {channels: =channels}
- get_device_registrations: {}
  save: found
- print: Hello, ${name}
- return: [=found[1].channels, =found[1].os, =found[1].deviceId, =it]
""".replace("[=found[1].channels, =found[1].os, =found[1].deviceId, =it]",
            '["=found[1].channels", "=found[1].os", "=found[1].deviceId", =it]')  # fmt: skip


@pytest.fixture
def flow(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Any]:
    monkeypatch.setenv("BLOCKLOOM_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("BLOCKLOOM_DATABASE_URL", raising=False)
    program = read_flow(FLOW, catalog())
    assert program.ok, program.findings
    space: dict[str, Any] = {"__name__": "exported"}
    exec(compile(python_of(program), "exported.py", "exec", dont_inherit=True), space)
    return space["flow"]  # type: ignore[no-any-return]


def test_it_prints_what_the_flow_says_and_answers(
    flow: Callable[..., Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    play(flow, [])
    said, answer = capsys.readouterr().out.splitlines()
    store = Store.open(None, tmp_path / "data")
    assert said == "Hello, nobody"
    assert json.loads(answer) == [["ads"], "ANDROID", stable_device(store).device_id, None]
    store.close()


def test_inputs_are_read_as_the_types_that_the_flow_declares(
    flow: Callable[..., Any], capsys: pytest.CaptureFixture[str]
) -> None:
    play(flow, ["name=12", 'channels=["b", "a"]', "limit=5.5", 'it={"a": 1}', "--device", "os=IOS,osVersion=18"])
    said, answer = capsys.readouterr().out.splitlines()
    assert said == "Hello, 12"
    channels, os, _, it = json.loads(answer)
    assert (sorted(channels), os, it) == (["a", "b"], "IOS", {"a": 1})


def test_a_value_may_hold_equals_signs_and_be_empty(
    flow: Callable[..., Any], capsys: pytest.CaptureFixture[str]
) -> None:
    play(flow, ["name=a=b=", "it="])
    assert capsys.readouterr().out.splitlines()[0] == "Hello, a=b="


def test_no_answer_prints_nothing(flow: Callable[..., Any], capsys: pytest.CaptureFixture[str]) -> None:
    play(flow, ["limit=1"])
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("name", ["Ada", ""])
def test_a_text_is_printed_as_it_is(flow: Callable[..., Any], name: str, capsys: pytest.CaptureFixture[str]) -> None:
    play(flow, ["limit=2", f"name={name}"])
    assert capsys.readouterr().out == f"{name}\n"


def test_the_data_folder_can_be_named(
    flow: Callable[..., Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    play(flow, ["--data", str(tmp_path / "elsewhere")])
    assert (tmp_path / "elsewhere" / "app.db").exists() and not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["limit=many"], 'The input "limit" has to be a number, for example 12 or 1.5. You gave "many".'),
        (["limit=NaN"], 'The input "limit" has to be a number'),
        (["limit=1e999"], 'The input "limit" lies outside of what a flow can hold.'),
        (["channels=ads"], 'The input "channels" has to be a list'),
        (["limits=1"], 'The flow has no input "limits". Did you mean "limit"?'),
        (["name"], "Inputs are given as name=value. This is name."),
        (["=5"], 'The flow has no input "".'),
        (["limit=0", "name=Ada"], "Nothing for Ada"),
        (["limit=101"], "Functions call each other more than 200 deep. Does one call itself without end?"),
        (["limit=99"], "The text would be larger than the limit of 1,048,576 characters."),
        (["channels=[5]"], "You gave the number 5."),
        (["--device", "phone"], "A device is written os=ANDROID,osVersion=14 with deviceId, deviceToken"),
        (["--device", "os=IOS"], "osVersion"),
        (["--device", ""], "The device has no os."),
    ],
    ids=lambda one: str(one)[:30],
)  # fmt: skip
def test_a_mistake_is_one_line_on_stderr_and_exit_code_1(
    flow: Callable[..., Any], arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        play(flow, arguments)
    assert isinstance(left.value.code, str) and said in left.value.code
    assert len(left.value.code.splitlines()) == 1 and "Traceback" not in left.value.code
    assert capsys.readouterr().out == ""


def test_a_block_that_calls_itself_without_end_is_one_line(flow: Callable[..., Any]) -> None:
    def endless() -> None:
        endless()

    with pytest.raises(SystemExit, match="Functions call each other too deep"):
        play(endless, [])


def test_control_c_is_one_word(flow: Callable[..., Any]) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    with pytest.raises(SystemExit, match=r"\AStopped\.\Z"):
        play(interrupted, [])


def test_nobody_reads_on(flow: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "w") as pipe:
        monkeypatch.setattr(sys, "stdout", pipe)
        with pytest.raises(SystemExit) as left:
            play(flow, [])
    assert left.value.code == 1


def test_a_folder_that_cannot_be_made_is_told(flow: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SystemExit, match="can't be made"):
        play(flow, ["--data", str(tmp_path / "file")])


def test_the_store_is_closed_whatever_happens(flow: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[Store] = []
    right = Store.close

    def close(store: Store) -> None:
        closed.append(store)
        right(store)

    monkeypatch.setattr(Store, "close", close)
    play(flow, ["limit=1"])
    for arguments in (["limit=0"], ["limit=101"], ["--device", "phone"]):
        with pytest.raises(SystemExit):
            play(flow, arguments)
    assert len(closed) == 4


def test_help_names_what_can_be_given(flow: Callable[..., Any], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        play(flow, ["--help"])
    assert left.value.code == 0 and "name=value" in capsys.readouterr().out
