"""What a flow may touch is read off its blocks, by name where a name is written out."""

from __future__ import annotations

import json
from typing import Any

import pytest

from blockloom import catalog, read_flow
from blockloom.runtime import Catalog, here
from blockloom.runtime.catalog.definition import define
from blockloom.runtime.touches import Touch, told, touches


def found(*steps: Any, **more: Any) -> list[Touch]:
    inputs = {"x": {"type": "text", "default": "a"}}
    program = read_flow(json.dumps({"flow": 1, "inputs": inputs, "do": list(steps), **more}), catalog(), "t.flow.json")
    assert program.flow is not None and program.ok, program.findings
    return touches(program.flow)


def test_a_flow_that_only_calculates_touches_nothing() -> None:
    assert found({"print": "=x"}, {"wait": 1}, {"set": "n", "to": "=random_number(1, 6)"}) == []


@pytest.mark.parametrize(
    ("url", "touch"),
    [
        ("https://api.example.com/orders", Touch("http.request", ("api.example.com",))),
        ("HTTPS://API.example.com", Touch("http.request", ("api.example.com",))),
        ("http://crm.local:8080/?a=1", Touch("http.request", ("crm.local:8080",))),
        ("https://api.example.com/${x}", Touch("http.request", ("api.example.com",))),
        ("https://api.example.com?q=${x}", Touch("http.request", ("api.example.com",))),
        ("https://api.example.com${x}", Touch("http.request", (), True)),
        ("https://${x}.example.com/", Touch("http.request", (), True)),
        ("https://user@${x}/", Touch("http.request", (), True)),
        ("https://a.test@${x}/", Touch("http.request", (), True)),
        ("https://a.test\\@${x}/", Touch("http.request", (), True)),
        ("${x}", Touch("http.request", (), True)),
        ("=x", Touch("http.request", (), True)),
    ],
)
def test_servers(url: str, touch: Touch) -> None:
    assert found({"http_request": {"url": url}}) == [touch]


def test_secrets_tables_and_channels() -> None:
    steps = [
        {"print": '="Bearer " + secret("API_KEY")'},
        {"print": {"secret": "OTHER"}},
        {"register_device": {"channels": ["ads", "=x"]}},
        {"register_device": {}},
        {"print": '=find_rows("orders")'},
        {"print": "=count_rows(x)"},
    ]
    assert found(*steps) == [
        Touch("data.count", (), True),
        Touch("data.find", ("orders",)),
        Touch("messaging.register", ("ads", "default"), True),
        Touch("secrets.get", ("API_KEY", "OTHER")),
    ]


def shout(text: str, channel: str = "news") -> None:
    """Shout {text} on {channel}.

    >>> shout("hello")
    """
    here().messaging.register([channel, text], None)


def test_a_slot_that_is_left_out_has_its_default() -> None:
    program = read_flow("flow: 1\ndo:\n- shout: {text: hi}\n", Catalog([define(shout, "talk")]))
    assert program.flow is not None and touches(program.flow) == [Touch("messaging.register", ("news",))]


def test_it_looks_everywhere_but_where_nothing_runs() -> None:
    inner = {"http_request": {"url": "https://in.test/"}}
    off = {"http_request": {"url": "https://off.test/"}, "disabled": True}
    loop = {"repeat": 2, "do": [{"if": True, "then": [inner, off]}], "disabled": False}
    functions = {"ask": {"do": [{"return": '=get_json("https://function.test/")'}]}}
    hidden = {"if": True, "then": [{"http_request": {"url": "https://hidden.test/"}}], "disabled": True}
    assert found(loop, hidden, functions=functions) == [Touch("http.request", ("function.test", "in.test"))]


def test_in_words() -> None:
    assert told(
        [
            Touch("data.count", ("orders",)),
            Touch("data.find", ("people",), True),
            Touch("http.request", ("a.test", "b.test", "c.test")),
            Touch("messaging.cancel"),
            Touch("messaging.register", (), True),
            Touch("secrets.get", ("API_KEY",)),
            Touch("flows.run", (), True),
            Touch("telescope.look", ("moon",)),
        ]
    ) == [
        "read the tables orders, people and any other table",
        "reach a.test, b.test and c.test",
        "take this phone off every channel",
        "register this phone on any channel",
        "read the secret API_KEY",
        "run any flow",
        "use the door telescope.look",
    ]


@pytest.mark.parametrize("subject", ["http", "secrets", "data"])
def test_every_door_of_these_has_words(subject: str) -> None:
    doors = {door for block in catalog().values() for door in block.doors if door.startswith(f"{subject}.")}
    assert doors and not [door for door in doors if told([Touch(door)])[0].startswith("use the door")]
