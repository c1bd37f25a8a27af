"""The doors of a run that note what came in through them, so that the run can be repeated as a test."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from blockloom.runtime.context import ClockDoor, DataDoor, Doors, HttpDoor
from blockloom.runtime.http.fields import request_of
from blockloom.runtime.messaging import Device
from blockloom.runtime.values import copied, json_text
from blockloom.web.words import gettext

ROWS, ANSWERS, LETTERS = 50, 50, 20_000
"""How much a test can be given: rows of each table, answers of servers, and letters in one of them."""
OWN = ("objectId", "created", "updated")


class Noted:
    """What one run was given by the world, where ``seed`` is what chance began with.

    ``too_much`` says in sentences what was too much to note.
    """

    def __init__(self, doors: Doors, device: Device, seed: int) -> None:
        self._seed, self._random = seed, doors.random
        self._fresh = self._random.getstate()
        self._clock, self._http, self._data = _Clock(doors.clock), _Http(doors.http), _Data(doors.data)
        self._device = device
        self.sent = 0
        self.doors = replace(doors, clock=self._clock, http=self._http, data=self._data)

    def announcing(self, announce: Callable[[int, int, int], None]) -> Callable[[int, int, int], None]:
        """The same ``announce``, with each message counted as ``sent``."""

        def counted(pk: int, turn: int, at: int) -> None:
            self.sent += 1
            announce(pk, turn, at)

        return counted

    @property
    def too_much(self) -> list[str]:
        answers = [gettext("The answers of servers are too many or too long for a test.")]
        rows = [
            gettext('The table "{table}" has too many rows for a test, which takes {count}.', table=table, count=ROWS)
            for table in self._data.too_much
        ]
        return [*(answers if self._http.too_much else []), *rows]

    def given(self, inputs: dict[str, Any], messaging: bool) -> dict[str, Any]:
        """What a test has to be given for the same; the device only where the flow reaches ``messaging``."""
        device = {"os": self._device.os, "osVersion": self._device.os_version} if messaging else {}
        chance = {"random": self._seed} if self._random.getstate() != self._fresh else {}
        clock = {"clock": iso(self._clock.first)} if self._clock.first is not None else {}
        known = {"inputs": inputs, "device": device, **clock, **chance, "http": self._http.answers}
        return {key: said for key, said in {**known, "rows": self._data.rows}.items() if said not in ({}, [])}


class _Clock(ClockDoor):
    def __init__(self, door: ClockDoor) -> None:
        self._door = door
        self.first: int | None = None

    def now(self) -> int:
        moment = self._door.now()
        self.first = moment if self.first is None else self.first
        return moment

    def wait(self, seconds: float) -> None:
        self.now()
        self._door.wait(seconds)


class _Http(HttpDoor):
    def __init__(self, door: HttpDoor) -> None:
        self._door = door
        self.answers: list[dict[str, Any]] = []
        self.too_much = False

    def request(self, method: str, url: str, *rest: Any, **others: Any) -> dict[str, Any]:
        answer = self._door.request(method, url, *rest, **others)
        asked = request_of(method, url, *rest, **others)
        if len(self.answers) == ANSWERS or len(json_text(answer["body"])) > LETTERS:
            self.too_much = True
            return answer
        noted = {"method": asked.method, "url": str(asked.url), "status": answer["status"]}
        self.answers.append({**noted, "body": copied(answer["body"])})
        return answer


class _Data(DataDoor):
    """Notes the rows of each table as they were before the run touched it."""

    def __init__(self, door: DataDoor) -> None:
        self._door = door
        self._seen: set[str] = set()
        self.rows: dict[str, list[dict[str, Any]]] = {}
        self.too_much: list[str] = []

    def _look(self, table: str) -> None:
        if table in self._seen:
            return
        rows = self._door.find(table, None, {}, None, False, ROWS + 1, 0)
        self._seen.add(table)
        if len(rows) > ROWS or len(json_text(rows)) > LETTERS:
            self.too_much.append(table)
        elif rows:
            self.rows[table] = [
                {key: row[key] for key in row if key not in OWN and row[key] is not None} for row in rows
            ]

    def save(self, table: str, row: dict[str, Any]) -> dict[str, Any]:
        self._look(table)
        return self._door.save(table, row)

    def find(
        self,
        table: str,
        where: str | None,
        given: Mapping[str, Any],
        sorted_by: str | None,
        descending: bool,
        limit: int,
        offset: int,
    ) -> list[dict[str, Any]]:
        self._look(table)
        return self._door.find(table, where, given, sorted_by, descending, limit, offset)

    def get(self, table: str, id: str) -> dict[str, Any] | None:
        self._look(table)
        return self._door.get(table, id)

    def count(self, table: str, where: str | None, given: Mapping[str, Any]) -> int:
        self._look(table)
        return self._door.count(table, where, given)

    def change(self, table: str, where: str | None, given: Mapping[str, Any], changes: dict[str, Any]) -> int:
        self._look(table)
        return self._door.change(table, where, given, changes)

    def delete(self, table: str, where: str | None, given: Mapping[str, Any]) -> int:
        self._look(table)
        return self._door.delete(table, where, given)

    def tables(self) -> list[str]:
        return self._door.tables()


def iso(moment: int) -> str:
    """Milliseconds since 1970 UTC as ISO 8601 text."""
    told = datetime.fromtimestamp(moment / 1000, UTC).isoformat(timespec="milliseconds")
    return told.removesuffix("+00:00") + "Z"
