"""Doors in memory whose answers can be foretold, so that engines can be compared."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from blockloom import Doors, FlowError, catalog, read_flow, run_flow
from blockloom.runtime import FixedClock
from blockloom.runtime.context import FlowsDoor, here
from blockloom.runtime.inputs import complete_inputs
from tests.outbox import Outbox


@dataclass
class Phone(Outbox):
    """A device and its app's messaging."""

    registered: dict[str, str] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    made: int = 0
    statuses: dict[str, str] = field(default_factory=dict)

    def register(self, channels: list[Any], expiration: Any) -> dict[str, str]:
        if expiration is not None:
            raise FlowError(5004, "Invalid expiration date. The expiration date must be after the current time.")
        for name in channels or ["default"]:
            self.known.add(name)
            if name not in self.registered:
                self.made += 1
                self.registered[name] = f"ID-{self.made}"
        return {name: self.registered[name] for name in channels or ["default"]}

    def registrations(self) -> list[dict[str, Any]]:
        if not self.registered:
            raise FlowError(5000, "No device.")
        return [{"channels": sorted(self.registered)}]

    def cancel(self, channels: list[Any] | None) -> int:
        for name in list(self.registered) if channels is None else channels:
            self.registered.pop(name, None)
        return len(self.registered)

    def channels(self) -> list[str]:
        return sorted(self.known)


@dataclass
class Tables:
    """Rows by table and id, far quicker made than a store. Every condition holds for every row."""

    rows: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    made: int = 0

    def save(self, table: str, row: dict[str, Any]) -> dict[str, Any]:
        self.made += 1
        saved = {"objectId": f"ROW-{self.made}", **row}
        self.rows.setdefault(table, {})[str(saved["objectId"])] = saved
        return dict(saved)

    def find(self, table: str, *asked: Any) -> list[dict[str, Any]]:
        limit, offset = asked[-2:]
        return [dict(row) for row in list(self.rows.get(table, {}).values())[offset : offset + limit]]

    def get(self, table: str, id: str) -> dict[str, Any] | None:
        return self.rows.get(table, {}).get(id)

    def count(self, table: str, *_: Any) -> int:
        return len(self.rows.get(table, {}))

    def change(self, table: str, where: Any, given: Any, changes: dict[str, Any]) -> int:
        for row in self.rows.get(table, {}).values():
            row.update(changes)
        return self.count(table)

    def delete(self, table: str, *_: Any) -> int:
        return len(self.rows.pop(table, {}))

    def tables(self) -> list[str]:
        return sorted(self.rows)


class Web:
    """One server, which answers each request with what was asked, and ``/missing`` with 404."""

    def request(self, method: str, url: str, *given: Any, **_: Any) -> dict[str, Any]:
        if not url.startswith("https://example.com/"):
            raise FlowError("http", f"Nobody answers at {url}.")
        missing = url.endswith("/missing")
        body = {"method": method, "given": [one for one in given if one is not None]}
        return {"status": 404 if missing else 200, "headers": {}, "body": body, "url": url}


class Safe:
    """Knows one secret."""

    def get(self, name: str) -> str:
        if name != "API_KEY":
            raise FlowError("secret", f"There is no secret called {name}.")
        return "a secret of the tests"


@dataclass
class Users:
    """An app's users by e-mail, and the one for whom the run acts."""

    known: dict[str, dict[str, Any]] = field(default_factory=dict)
    acting: dict[str, Any] | None = None

    def register(self, given: dict[str, Any]) -> dict[str, Any]:
        if given["email"] in self.known:
            raise FlowError(3033, "There is such a user already.")
        self.known[given["email"]] = given
        return {"objectId": f"USER-{len(self.known)}", "email": given["email"]}

    def login(self, login: Any, password: Any) -> dict[str, Any]:
        if self.known.get(login, {}).get("password") != password:
            raise FlowError(3003, "Invalid login or password.")
        self.acting = {"email": login}
        return dict(self.acting)

    def logout(self) -> None:
        if self.acting is None:
            raise FlowError(3023, "Nobody is logged in.")
        self.acting = None

    def current(self) -> dict[str, Any] | None:
        return None if self.acting is None else dict(self.acting)

    def roles(self) -> list[str]:
        return [] if self.acting is None else ["Known"]


class Others(FlowsDoor):
    """Other flows in memory: each answers what it was given."""

    def find(self, name: str) -> Any:
        answer = [{"text": name}, "=x"]
        flow = {"flow": 1, "inputs": {"x": {"default": 1}}, "do": [{"return": answer}]}
        return read_flow(json.dumps(flow), catalog(), "other.flow.json")

    def run(self, name: str, inputs: dict[str, Any]) -> Any:
        program = self.find(name)
        complete_inputs(program.runnable().inputs, inputs)
        outcome = run_flow(program, inputs, doors=here())
        if outcome.error is not None:
            raise FlowError(outcome.error["code"], f'{outcome.error["message"]} (flow "{name}", line 1)')
        return outcome.result


def doors(say: Callable[[str], None] = lambda line: None) -> Doors:
    """A world of its own, as it is before anything has happened in it."""
    web, tables = Web(), Tables()
    return Doors(Phone(), FixedClock(0), say=say, http=web, data=tables, secrets=Safe(), flows=Others(), users=Users())
