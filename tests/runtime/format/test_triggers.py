"""What starts a flow is read, checked and kept; the wrong ones are in tests/runtime/mistakes."""

from __future__ import annotations

import pytest

from blockloom import catalog, read_flow
from blockloom.runtime.model import Flow


def flow_of(text: str) -> Flow:
    program = read_flow(f"flow: 1\n{text}", catalog())
    assert program.findings == [] and program.flow is not None
    return program.flow


def test_triggers_are_kept_with_their_places() -> None:
    text = 'when:\n- http: {method: POST, path: /welcome}\n- schedule: {cron: "0 9 * * 1-5", timezone: Europe/Oslo}\n'
    kept = [(one.kind, one.settings, one.place.line, one.place.path) for one in flow_of(f"{text}do: []\n").when]
    assert kept == [
        ("http", {"method": "POST", "path": "/welcome"}, 3, "when/0"),
        ("schedule", {"cron": "0 9 * * 1-5", "timezone": "Europe/Oslo"}, 4, "when/1"),
    ]


@pytest.mark.parametrize(
    "settings",
    [
        "http: {method: GET, path: /}",
        "http: {method: DELETE, path: /v1.0/a-b/c_d~e}",
        "event: {name: order.placed}",
        "schedule: {cron: '*/5 * * * *'}",
        "schedule: {cron: '0 0 L * *', timezone: UTC}",
        "schedule: {cron: '30 6 1 jan-mar mon#1', timezone: America/Argentina/Buenos_Aires}",
    ],
)
def test_triggers_that_are_right(settings: str) -> None:
    (trigger,) = flow_of(f"when:\n- {settings}\ndo: []\n").when
    assert trigger.kind in settings


def test_a_flow_that_nothing_starts() -> None:
    assert flow_of("do: []\n").when == [] == flow_of("when: []\ndo: []\n").when
