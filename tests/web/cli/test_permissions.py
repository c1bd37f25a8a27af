"""``blockloom permissions``: rules are listed, made and taken away."""

from __future__ import annotations

import json

from tests.web.cli.conftest import Cli


def test_grant_deny_list_and_reset(cli: Cli) -> None:
    assert "the defaults hold" in cli("permissions", "list").stderr
    cli("apps", "roles", "default", "Editor")
    assert cli("permissions", "deny", "RestUser", "publish").returncode == 0
    assert cli("permissions", "grant", "Editor", "publish.push", "--channel", "ads").returncode == 0
    assert cli("permissions", "list").stdout.splitlines() == [
        "RestUser may not publish.pubsub on all channels",
        "RestUser may not publish.push on all channels",
        'Editor may publish.push on the channel "ads"',
    ]
    assert json.loads(cli("permissions", "list", "--json").stdout)[2] == {
        "channel": "ads",
        "role": "Editor",
        "operation": "publish.push",
        "allowed": True,
    }
    cli("permissions", "grant", "RestUser", "publish.push")
    cli("permissions", "reset", "RestUser", "publish.pubsub")
    assert cli("permissions", "list").stdout.splitlines()[0] == "RestUser may publish.push on all channels"


def test_another_app_has_rules_of_its_own(cli: Cli) -> None:
    cli("apps", "create", "Shop")
    cli("permissions", "--app", "Shop", "deny", "RestUser", "register")
    assert cli("permissions", "list").stdout == ""
    assert cli("permissions", "--app", "Shop", "list").stdout


def test_mistakes_are_said_kindly(cli: Cli) -> None:
    for words in (
        ("grant", "Nobody", "publish"),
        ("--app", "Shop", "list"),
        ("grant", "RestUser", "publish", "--channel", "a,b"),
        ("grant", "RestUser", "dance"),
    ):
        done = cli("permissions", *words)
        assert done.returncode == 2 and "Error: " in done.stderr, done
