"""``blockloom apps``: secrets are shown when they are made, and never again."""

from __future__ import annotations

import json
import re

from tests.web.cli.conftest import Cli

KEY = re.compile(r"(client key|server key|admin token) +([0-9a-f]{64})")


def test_the_first_call_shows_the_keys_and_the_second_only_what_is_no_secret(cli: Cli) -> None:
    first, second = cli("apps"), cli("apps")
    shown, again = KEY.findall(first.stdout), KEY.findall(second.stdout)
    assert [name for name, _ in shown] == ["client key", "server key", "admin token", "client key"]
    assert again == shown[:1] == shown[3:]
    assert "shown this once" in first.stdout and "once" not in second.stdout


def test_as_json(cli: Cli) -> None:
    first = cli("apps", "--json")
    [app] = json.loads(first.stdout)
    assert list(app) == ["id", "name", "clientKey"] and app["name"] == "default"
    assert "server key" in first.stderr, "else nobody would ever see it"


def test_create_and_rotate(cli: Cli) -> None:
    made = dict(KEY.findall(cli("apps", "create", "Shop").stdout))
    assert set(made) == {"client key", "server key", "admin token"}
    [(name, key)] = KEY.findall(cli("apps", "rotate", "Shop", "server", "--data", str(cli.data)).stdout)
    assert name == "server key" and key != made["server key"]
    listed = cli("apps", "list").stdout
    assert made["client key"] in listed and key not in listed


def test_mistakes_are_said_kindly(cli: Cli) -> None:
    for words in (("rotate", "nobody", "server"), ("create", " ")):
        done = cli("apps", *words)
        assert done.returncode == 2 and done.stderr.startswith("Error: "), done
    assert cli("apps", "rotate", "default", "master").returncode == 2


def test_roles_are_made_and_listed(cli: Cli) -> None:
    assert cli("apps", "roles", "default").stdout == ""
    cli("apps", "roles", "default", "Editor")
    assert cli("apps", "roles", "default").stdout == "Editor\n"
    assert cli("apps", "roles", "default", "Editor").returncode == 2
    assert [cli("apps", "confirm", "default", word).returncode for word in ("on", "maybe")] == [0, 2]
    assert '"what": "confirmation"' in (cli.data / "audit.log").read_text()
