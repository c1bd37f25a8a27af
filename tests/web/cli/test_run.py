"""``blockloom run`` as a person and as a script meet it."""

from __future__ import annotations

import json

import pytest

from blockloom.runtime.messaging import Messaging, stable_device
from blockloom.runtime.store import Store
from blockloom.runtime.store.runs import find_run, recent_runs
from tests.web.cli.conftest import Cli

LIMITED = """
    flow: 1
    inputs:
      limit: {type: number, default: 3}
      word: {type: text, default: tick}
    do:
    - count: number
      from: 1
      to: =limit
      do:
      - print: ${word} ${number}
    - return: =limit * 2
"""


def test_the_first_example_registers_this_computer(cli: Cli) -> None:
    done = cli("run", "1")
    assert done.returncode == 0, done.stderr
    store = Store.open(None, cli.data)
    [registration] = Messaging(store, stable_device(store)).registrations()
    assert sorted(registration["channels"]) == ["ads", "discount"]
    [run] = recent_runs(store)
    assert (run.flow, run.status, run.device) == ("01-register-a-device", "ok", "this computer")
    printed, answered = done.stdout.splitlines()
    assert list(json.loads(printed)) == ["ads", "discount"] and run.log == [printed]
    assert json.loads(answered) == run.result == {"registrationId": json.loads(printed)}
    store.close()


def test_a_script_gets_one_document(cli: Cli) -> None:
    done = cli("run", cli.flow(LIMITED), "--input", "limit=2", "--json", "--trace")
    outcome = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert outcome["status"] == "ok" and outcome["result"] == 4 and outcome["log"] == ["tick 1", "tick 2"]
    assert any(event["path"] == "do/0" and event["line"] == 6 for event in outcome["trace"])
    store = Store.open(None, cli.data)
    kept = find_run(store, outcome["id"])
    store.close()
    assert kept and kept.inputs == {"limit": 2} and kept.trace[:-1] == outcome["trace"]


def test_a_person_gets_lines_result_and_trace(cli: Cli) -> None:
    done = cli("run", cli.flow(LIMITED), "--input", "word=a=b", "--trace")
    assert done.stdout.splitlines() == ["a=b 1", "a=b 2", "a=b 3", "6"]
    assert "line 6" in done.stderr and "do/0" in done.stderr and "number = 3" in done.stderr
    assert done.stderr.splitlines()[-1].startswith("Done in ")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--input", "limit=many"], "limit"),
        (["--input", "limi=3"], "limit"),
        (["--input", "limit"], '"limit" is no NAME=VALUE'),
        (["--input", "limit=1", "--input", "limit=2"], '"limit" is given twice'),
        (["--deadline", "nan"], "a number of seconds above 0"),
        (["--steps", "0"], "--steps"),
        (["--device", "os=TOASTER,osVersion=1"], "ANDROID"),
        (["--device", "colour=red"], "os=ANDROID,osVersion=14"),
        (["--device", ""], "The device has no os. Give it one."),
    ],
)
def test_what_can_not_be_done_as_given(cli: Cli, words: list[str], sentence: str) -> None:
    done = cli("run", cli.flow(LIMITED), *words)
    assert done.returncode == 2 and sentence in done.stderr and done.stdout == ""


def test_an_input_that_has_no_default_is_needed(cli: Cli) -> None:
    flow = cli.flow("flow: 1\ninputs:\n  city: {type: text}\ndo:\n- print: =city\n")
    done = cli("run", flow)
    assert done.returncode == 2 and 'needs the input "city"' in done.stderr and not cli.data.exists()
    assert cli("run", flow, "--input", "city=Oslo").stdout == "Oslo\n"


def test_a_failing_flow_names_the_line(cli: Cli) -> None:
    flow = cli.flow("- print: before\n- raise: No stock\n  code: 42\n")
    done = cli("run", flow)
    assert (done.returncode, done.stdout) == (1, "before\n")
    assert f"{flow}:4  No stock   code: 42" in done.stderr
    failed = json.loads(cli("run", flow, "--json").stdout)
    assert failed["status"] == "error" and failed["error"]["code"] == 42


def test_findings_keep_a_flow_from_running(cli: Cli) -> None:
    flow = cli.flow("- print: =nobody\n")
    done = cli("run", flow)
    assert (done.returncode, done.stdout) == (1, "") and f"{flow}:3:" in done.stderr
    document = json.loads(cli("run", flow, "--json").stdout)
    assert document["status"] == "invalid" and document["findings"][0]["line"] == 3
    assert not cli.data.exists()


@pytest.mark.parametrize(("option", "word"), [("--steps=1000", "steps"), ("--deadline=0.2", "0.2")])
def test_a_limit_stops_a_run(cli: Cli, option: str, word: str) -> None:
    done = cli("run", cli.flow("- while: true\n  do: []\n"), option)
    assert done.returncode == 3 and word in done.stderr


def test_a_dry_run_changes_nothing_and_says_what_it_would_do(cli: Cli) -> None:
    done = cli("run", "1", "--dry-run", "--device", "os=IOS,osVersion=18,deviceId=phone-7")
    assert done.returncode == 0 and "Would register the IOS 18 device phone-7" in done.stdout
    store = Store.open(None, cli.data)
    assert Messaging(store, stable_device(store)).channels() == [] and recent_runs(store) == []
    store.close()
    assert json.loads(cli("run", "1", "--dry-run", "--json").stdout)["effects"]
    assert "Nothing would have been changed." in cli("run", cli.flow("- print: hi\n"), "--dry-run").stdout


def test_a_device_can_be_named(cli: Cli) -> None:
    cli("run", "1", "--device", "os=ios,osVersion=18,deviceId=phone-7,deviceToken=t")
    store = Store.open(None, cli.data)
    assert [run.device for run in recent_runs(store)] == ["phone-7"]
    store.close()


def test_a_store_that_can_not_be_opened(cli: Cli) -> None:
    flow = cli.flow("- print: hi\n")
    wrong = cli("run", flow, BLOCKLOOM_DATABASE_URL="oracle://somewhere")
    nobody = cli("run", flow, BLOCKLOOM_DATABASE_URL="postgresql://user:secret@127.0.0.1:9/none")
    in_the_way = cli("run", flow, "--data", flow)
    for done in (wrong, nobody, in_the_way):
        assert done.returncode == 2 and done.stderr.startswith("Error: ") and done.stdout == ""
    assert "secret" not in nobody.stderr and "a file is in its place" in in_the_way.stderr
