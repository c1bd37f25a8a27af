"""Which flow is meant, and what is said when none is; ``check``, ``test``, ``python``, ``schema`` and ``blocks``."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry

from blockloom.runtime.store import Store
from blockloom.runtime.store.runs import recent_runs
from blockloom.web.cli.source import examples, open_flow
from tests.web.cli.conftest import Cli

WRONG = "- print: =nobody\n- print: =nowhere\n"


@pytest.mark.parametrize("word", ["1", "01", "01-register-a-device", "01-register-a-device.flow.yaml"])
def test_an_example_goes_by_name_or_number(word: str) -> None:
    assert open_flow(word).filename == "01-register-a-device.flow.yaml"


def test_a_file_goes_before_an_example(cli: Cli) -> None:
    cli.flow("- print: mine\n", "1")
    assert cli("run", "1").stdout == "mine\n"


@pytest.mark.skipif(sys.platform != "linux", reason="this system's file names are text")
def test_a_file_whose_name_is_no_text(cli: Cli) -> None:
    path = cli.flow("- print: hi\n").rename(os.fsdecode(bytes(cli.work / "caf") + b"\xe9.flow.yaml"))
    assert cli("run", path).returncode == 0
    store = Store.open(None, cli.data)
    assert [run.flow for run in recent_runs(store)] == ["caf?"]
    store.close()


def test_what_is_said_of_flows_that_can_not_be_read(cli: Cli, tmp_path: Path) -> None:
    cli.flow("- print: hi\n", "orders.flow.yaml")
    (cli.work / "picture.png").write_bytes(b"\x89PNG\0\0")
    (cli.work / "endless.flow.yaml").write_bytes(b"#" * 3_000_000)
    (cli.work / "empty").mkdir()
    (cli.work / "many").mkdir()
    for number in range(9):
        cli.flow("- print: hi\n", f"many/{number}.flow.yaml")
    sentences = {
        "order.flow.yaml": "Did you mean orders.flow.yaml?",
        "register-a-device": "Did you mean 01-register-a-device?",
        "zzz": "Installed examples: 00-make-a-phone-buzz",
        "99": "Installed examples: ",
        "nowhere/orders.flow.yaml": "There is no folder nowhere",
        ".": "is a folder. Name one of its flows: ",
        "empty": "is a folder. It holds no flow",
        "picture.png": "is a binary file",
        "endless.flow.yaml": "larger than 2 MiB",
        "": "No flow is named.",
        "many": ", many/7.flow.yaml and 1 more.",
        "x" * 300: "can't be read: File name too long",
    }
    for word, sentence in sentences.items():
        done = cli("check", word)
        assert done.returncode == 2 and done.stdout == "", word
        assert done.stderr.startswith("Error: ") and sentence in done.stderr and done.stderr.count("\n") == 1


@pytest.mark.parametrize("ending", ["yaml", "json"])
def test_a_byte_that_is_not_utf8_is_named_with_its_place(cli: Cli, ending: str) -> None:
    (cli.work / f"latin.flow.{ending}").write_bytes("flow: 1\nname: Gr\u00fc\u00dfe\n".encode("latin-1"))
    done = cli("check", f"latin.flow.{ending}")
    assert done.stdout.startswith(f"latin.flow.{ending}:2:9  The byte 0xFC is not UTF-8.") and done.returncode == 1


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_is_not_ours(cli: Cli) -> None:
    path = cli.flow("- print: hi\n")
    path.chmod(0)
    assert "Permission denied" in cli("check", path).stderr


def test_check_tells_all_findings_with_their_places(cli: Cli) -> None:
    good, wrong = cli.flow("- print: hi\n", "good.flow.yaml"), cli.flow(WRONG)
    done = cli("check", good, wrong)
    lines = done.stdout.splitlines()
    assert done.returncode == 1 and len(lines) == 2
    assert lines[0].startswith(f"{wrong}:3:") and lines[1].startswith(f"{wrong}:4:")
    assert done.stderr == "2 flows, 2 findings\n"
    document = json.loads(cli("check", good, wrong, "--format", "json").stdout)
    assert document["ok"] is False and [flow["ok"] for flow in document["flows"]] == [True, False]
    assert document["flows"][1]["findings"][0]["line"] == 3
    assert [flow["touches"] for flow in document["flows"]] == [[], None]
    shared = "flow: 1\nwhen:\n- event: {name: paid}\n- http: {method: GET, path: /PATH}\ndo:\n- return: PATH\n"
    pair = [cli.flow(shared.replace("PATH", name), f"{name}.flow.yaml") for name in ("b", "a")]
    both = cli("check", *pair, good)
    assert (both.returncode, both.stderr) == (0, "3 flows, 2 findings\n")
    assert f"{pair[0]}:3:3  event paid starts several flows: {pair[1]}, {pair[0]}. Only the first" in both.stdout
    fine = cli("check", good)
    assert (fine.returncode, fine.stdout, fine.stderr) == (0, "", "1 flow, 0 findings\n")


def test_what_a_flow_can_reach_is_told_before_it_runs(cli: Cli) -> None:
    asking = cli.flow("""
        - http_request: {url: https://api.example.com/x, headers: {object: {Key: {secret: API_KEY}}}}
    """)
    done = cli("check", asking)
    assert done.returncode == 0 and done.stdout == ""
    assert done.stderr.splitlines()[0] == f"{asking} can reach api.example.com; read the secret API_KEY."
    [told] = json.loads(cli("check", asking, "--format", "json").stdout)["flows"]
    assert told["touches"] == [
        {"door": "http.request", "names": ["api.example.com"], "any": False},
        {"door": "secrets.get", "names": ["API_KEY"], "any": False},
    ]


def test_text_that_is_not_utf_8_is_a_finding_with_its_place(cli: Cli) -> None:
    flow = cli.work / "latin.flow.yaml"
    flow.write_bytes(b"flow: 1\ndo:\n- print: caf\xe9\n")
    done = cli("check", flow)
    assert done.returncode == 1 and done.stdout.startswith(f"{flow}:")


def test_test_runs_the_tests_of_flows(cli: Cli) -> None:
    done = cli("test", *examples())
    assert done.returncode == 0 and len(done.stdout.splitlines()) >= len(examples())
    assert all(line.startswith("ok ") for line in done.stdout.splitlines())
    assert not cli.data.exists()
    red = cli("test", cli.flow("flow: 1\ndo:\n- return: 1\ntests:\n- name: two\n  expect:\n  - =result == 2\n"))
    assert (
        red.returncode == 1 and red.stdout.startswith("RED") and "two" in red.stdout and "1 test, 1 red" in red.stderr
    )
    broken = cli("test", "1", cli.flow(WRONG))
    assert broken.returncode == 1 and broken.stdout.startswith("ok ")
    assert broken.stderr.endswith("\n1 test, 0 red, 1 flow not tested\n")
    none = cli("test", cli.flow("- print: hi\n"))
    assert none.returncode == 0 and none.stderr.endswith("made.flow.yaml has no tests of its own.\n0 tests, 0 red\n")


def test_the_python_of_a_flow_runs_on_its_own(cli: Cli) -> None:
    flow = cli.flow("- count: n\n  from: 1\n  to: 3\n  do:\n  - print: =n * n\n")
    done = cli("python", flow)
    program = cli.work / "exported.py"
    program.write_text(done.stdout, "utf-8")
    ran = subprocess.run([sys.executable, program], **cli.options({}), capture_output=True)
    assert ran.stdout == cli("run", flow).stdout == "1\n4\n9\n", ran.stderr
    wrong = cli("python", cli.flow(WRONG))
    assert (wrong.returncode, wrong.stdout) == (1, "") and wrong.stderr.count("\n") == 2


def test_the_schema_takes_the_examples(cli: Cli) -> None:
    schema = json.loads(cli("schema").stdout)
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema, registry=Registry())
    assert validator.is_valid({"flow": 1, "do": [{"print": "hi"}]})
    assert not validator.is_valid({"flow": 1, "do": [{"print": "hi", "then": 3}]})


def test_blocks_lists_all_and_tells_about_one(cli: Cli) -> None:
    listing = cli("blocks").stdout
    assert "register_device" in listing and "Register this device on {channels}" in listing
    page = cli("blocks", "register_device").stdout
    for part in ("channels", "Touches messaging", "Can fail with 1011", "▌ Register this device on ads, discount"):
        assert part in page
    assert "  - register_device:\n      channels: [ads, discount]\n    save: result\n" in page
    found = [line.split()[0] for line in cli("blocks", "channel", "app").stdout.splitlines() if line.startswith("  ")]
    assert found == ["list_channels", "publish"]
    unknown = cli("blocks", "registr_device")
    assert unknown.returncode == 2 and 'Did you mean "register_device"?' in unknown.stderr
