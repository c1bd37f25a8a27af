"""The page of the REST API: it tells every call, and what it says to paste works."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from typing import Any

from blockloom.web.apipages import POLICY
from blockloom.web.build_hook import node_programs
from tests.web.api.conftest import PHONE, Wire, wire_of
from tests.web.client import Site

CURL = "curl() { command curl -s -w '\\n--\\n' \"$@\"; }\n"
NODE = """
const told = []; console.log = (text) => told.push(text);
(async () => {
  for (const line of JSON.parse(process.argv[1])) await eval(line);
  process.stdout.write(JSON.stringify(told));
})();
"""
WORD = re.compile(r"(?<![A-Za-z])(?!ANDROID|DELETE|POST|JSON|X\b)[A-Z]{4,}(_(ID|KEY))?(?![A-Za-z-])")


def code(answer: str) -> Any:
    """The code of a refusal; nothing of what was done."""
    value = json.loads(answer) if answer.strip() else None
    return value.get("code") if isinstance(value, dict) else None


def prepared(wire: Wire) -> None:
    """What the examples take for granted."""
    wire.register(**{**PHONE, "deviceId": "my-phone"}, channels=["ads", "discount"])
    wire.ask("POST", "/users/register", {"email": "ada@example.com", "password": "a long sentence"})


def test_it_tells_every_call_and_what_it_says_can_be_pasted(site: Site) -> None:
    wire = wire_of(site)
    told, document = site.ask("GET", "/api-reference/openapi.json"), wire.ask("GET", "/openapi.json").json()
    shown = told.json()
    assert wire.keys["server"].encode() not in told.body
    assert shown["servers"][0]["url"].endswith(f"/{wire.app_id}/{wire.keys['client']}")
    operations = {each["operationId"]: each for methods in shown["paths"].values() for each in methods.values()}
    assert list(operations) == [
        each["operationId"] for methods in document["paths"].values() for each in methods.values()
    ]
    assert {tag for each in operations.values() for tag in each["tags"]} == {tag["name"] for tag in shown["tags"]}
    assert not any("``" in each["summary"] for each in operations.values())
    samples = [each["x-codeSamples"] for each in operations.values()]
    lines = {name: [pair[at]["source"] for pair in samples] for at, name in enumerate(("curl", "script"))}
    known = {
        name: [line for line in found if not WORD.search(re.sub(f"SERVER_KEY|{wire.app_id}", "", line))]
        for name, found in lines.items()
    }
    assert len(known["curl"]) == len(known["script"]) >= 15
    real = {name: [line.replace("SERVER_KEY", wire.keys["server"]) for line in found] for name, found in known.items()}

    answered = {}
    if shutil.which("curl"):
        prepared(wire)
        shell = subprocess.run(["sh"], input=CURL + "\n".join(real["curl"]), capture_output=True, text=True, timeout=60)
        answered["curl"] = shell.stdout.split("\n--\n")[:-1]
    prepared(wire)
    node = [*node_programs()["node"], "-e", NODE, json.dumps(real["script"])]
    answered["script"] = json.loads(subprocess.run(node, capture_output=True, text=True, timeout=60, check=True).stdout)
    for name, answers in answered.items():
        assert len(answers) == len(real[name])
        wrong = [(line, answer) for line, answer in zip(real[name], answers, strict=True) if code(answer)]
        assert [code(answer) for _, answer in wrong] == [3033], wrong  # ada is there


def test_redoc_may_draw_on_that_page_and_on_no_other(site: Site) -> None:
    own, other = (site.ask("GET", path).headers["Content-Security-Policy"] for path in ("/api-reference", "/"))
    assert own == POLICY and other != own
