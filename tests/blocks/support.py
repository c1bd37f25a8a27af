"""Doors that answer the same at every run, and a way to use blocks as a flow does."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from random import Random
from typing import Any

from blockloom import Doors, Outcome, catalog, read_flow, run_flow
from blockloom.runtime import FixedClock
from blockloom.runtime.http import GivenHttp, given_answers
from blockloom.runtime.secrets import StandInSecrets
from tests.outbox import Outbox
from tests.stores import MemoryData, MemoryUsers

NOON = 1_764_072_000_000
"""2025-11-25 12:00 UTC, in milliseconds."""


@dataclass
class Phone(Outbox):
    """A messaging door whose registration ids can be written into a doctest."""

    ids: dict[str, str] = field(default_factory=dict)
    statuses: dict[str, str] = field(default_factory=dict)

    def register(self, channels: list[Any], expiration: Any) -> dict[str, str]:
        for channel in channels:
            self.ids.setdefault(channel, f"EA8F5D2C-0000-4000-8000-{len(self.ids) + 1:012}")
        return {channel: self.ids[channel] for channel in channels}

    def registrations(self) -> list[dict[str, Any]]:
        return [{"channels": sorted(self.ids)}]

    def cancel(self, channels: list[Any] | None) -> int:
        for channel in [*self.ids] if channels is None else channels:
            del self.ids[channel]
        return len(self.ids)

    def channels(self) -> list[str]:
        return sorted({"default", *self.ids})


def http() -> GivenHttp:
    """A shop that answers the requests of doctests."""
    return GivenHttp(
        given_answers(
            [
                {"url": "https://api.example.com/price", "body": {"price": 3.5}},
                {"method": "POST", "url": "https://api.example.com/orders", "status": 201, "body": {"id": 7}},
            ]
        )
    )


def doors(said: list[str] | None = None) -> Doors:
    """Doors of a phone on "ads" and "discount", and of some orders; what is said goes to ``said``, or is printed."""
    phone = Phone()
    phone.register(["ads", "discount"], None)
    say = print if said is None else said.append
    data, secrets = MemoryData(orders=True), StandInSecrets()
    return Doors(phone, FixedClock(NOON), Random(0), say, http=http(), data=data, secrets=secrets, users=MemoryUsers())


def run(steps: list[Any], **inputs: Any) -> Outcome:
    """How a flow of these steps ends; its inputs are the values it can read."""
    declared = {name: {"type": "any"} for name in inputs}
    program = read_flow(json.dumps({"flow": 1, "inputs": declared, "do": steps}), catalog(), "test.flow.json")
    assert program.ok, program.findings
    return run_flow(program, inputs, doors=doors([]))


def value(block: dict[str, Any], **inputs: Any) -> Any:
    """What a value block answers, or the code of its error in brackets: ``("position",)``."""
    outcome = run([{"return": block}], **inputs)
    return outcome.result if outcome.error is None else (outcome.error["code"],)
