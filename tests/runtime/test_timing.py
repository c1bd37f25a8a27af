"""Schedules of flows: when they start, what keeps them from it, and what changes of a flow do to runs that wait."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar, cast

import pytest

import blockloom
from blockloom.runtime.engine import Engine
from blockloom.runtime.library import FlowFile, FlowLibrary
from blockloom.runtime.timing import Timing, hindrance, next_time, times
from tests.runtime.delivery.support import Queue
from tests.runtime.messaging.support import HandClock

Answer = TypeVar("Answer")
MINUTE = 60_000
HOURLY = '- schedule: {cron: "0 * * * *"}'


def text(when: str = HOURLY, do: str = "- print: hi", more: str = "") -> str:
    return f"flow: 1\nname: Timed\nwhen:\n{when}\n{more}do:\n{do}\n"


def at(moment: str) -> int:
    return round(datetime.fromisoformat(moment).timestamp() * 1000)


class World:
    """One flow library, an engine in memory and a clock that is moved by hand; ``runs`` are (id, key, trigger)."""

    def __init__(self, folder: Path) -> None:
        self.own = folder / "own"
        self.library = FlowLibrary(folder / "examples", self.own, blockloom.catalog())
        self.clock, self.foreign = HandClock(), set[str]()
        self.clock.time = at("2026-03-02T11:58:30Z")
        self.runs: list[tuple[str, str, str]] = []
        self.lost: list[tuple[str, str, int]] = []
        self.timing = Timing(
            self.library, self.foreign.__contains__, "APP", self._run, lambda *lost: self.lost.append(lost), self.clock
        )
        self.queue = Queue([self.timing.job], [self.timing.beat])
        self.timing.engine = cast(Engine, self.queue)

    def _run(self, file: FlowFile, id: str, trigger: Any) -> None:
        assert str(uuid.UUID(id)) == id
        self.runs.append((id, file.key, trigger.settings["cron"]))

    def save(self, key: str = "timed", **changed: str) -> FlowFile:
        file = self.library.save(key, text(**changed))
        self.timing.take_up([file])
        return file

    def pass_to(self, moment: str) -> list[str]:
        """Let time go by, with a look each minute; the keys of the flows that were run."""
        until, began = at(moment), len(self.runs)
        while self.clock.time < until:
            self.timing.look()
            self.clock.time = min(until, self.clock.time + MINUTE)
            self.queue.run(self.clock)
        return [key for _, key, _ in self.runs[began:]]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_a_flow_starts_at_each_of_its_times_once(world: World) -> None:
    file = world.save(when=f'{HOURLY}\n- schedule: {{cron: "*/30 9-13 * * *", timezone: Europe/Oslo}}')
    due, trigger = next_time(file, world.clock.now()) or (0, None)
    assert (due, trigger) == (at("2026-03-02T12:00:00Z"), file.program.flow and file.program.flow.when[0])
    assert world.pass_to("2026-03-02T13:10:00Z") == ["timed"] * 3, "12:00 by both, 12:30 (13:30 in Oslo), and 13:00"
    assert len({id for id, _, _ in world.runs}) == 3


@pytest.mark.parametrize(
    ("cron", "around", "expected"),
    [
        ("30 2 * * *", "2026-03-28", ["2026-03-28T02:30:00+01:00", "2026-03-29T03:00:00+02:00"]),
        ("30 2 * * *", "2026-10-24", ["2026-10-24T02:30:00+02:00", "2026-10-25T02:30:00+02:00"]),
    ],
)
def test_the_clocks_of_the_time_zone_count(world: World, cron: str, around: str, expected: list[str]) -> None:
    file = world.save(when=f'- schedule: {{cron: "{cron}", timezone: Europe/Oslo}}')
    begin = at(f"{around}T00:00:00Z") - 2 * 3_600_000
    found = [due for due, _ in times(file, begin, begin + 48 * 3_600_000 - 1)]
    assert found == [at(moment) for moment in expected], [datetime.fromtimestamp(due / 1000) for due in found]


@pytest.mark.parametrize(
    "change",
    [
        lambda world, file: world.save(when="- event: {name: other}"),
        lambda world, file: world.save(do="- printt: hi"),
        lambda world, file: world.save(more="inputs:\n  who: {type: text}\n"),
        lambda world, file: world.library.remove("timed", file.version),
        lambda world, file: world.foreign.add("timed"),
    ],
    ids=["other trigger", "error", "input", "deleted", "foreign"],
)
def test_a_change_counts_also_for_a_run_that_waits(world: World, change: Callable[[World, FlowFile], Any]) -> None:
    file = world.save()
    world.timing.look()
    assert len(world.queue.waiting) == 1
    change(world, file)
    assert world.pass_to("2026-03-02T13:05:00Z") == []
    world.foreign.clear()
    world.save()
    assert world.pass_to("2026-03-02T14:05:00Z") == ["timed"], "and what is whole again starts again"


def test_a_time_that_nobody_was_there_for_is_not_made_up_for(world: World) -> None:
    world.save()
    world.timing.look()
    world.clock.time = at("2026-03-02T12:00:59Z")
    world.queue.run(world.clock)
    assert len(world.runs) == 1, "a little late"
    assert world.pass_to("2026-03-02T12:58:30Z") == []
    world.timing.look()
    world.clock.time = at("2026-03-02T19:00:30Z")
    world.queue.run(world.clock)
    assert len(world.runs) == 1, "the run of 13:00, when nothing was at work, is left out"
    assert world.pass_to("2026-03-02T19:59:00Z") == [], "and so are those of the hours between"


def test_a_run_that_went_down_with_its_process_is_not_begun_again(world: World) -> None:
    world.save()
    world.timing.look()
    ((_, job, values),) = world.queue.waiting.values()

    def remembered(name: str, work: Callable[[], Answer]) -> Answer:
        return cast(Answer, "what the process before this one remembered")

    world.queue.step = remembered  # type: ignore[method-assign]
    world.clock.time = at("2026-03-02T12:00:00Z")
    world.queue.jobs[job](*values)
    assert world.runs == [] and [(key, due) for _, key, due in world.lost] == [("timed", world.clock.time)]


def test_no_schedule_starts_an_example(tmp_path: Path, world: World) -> None:
    (tmp_path / "examples").mkdir()
    (tmp_path / "examples" / "shown.flow.yaml").write_text(text())
    assert hindrance(world.library.read("shown"), world.foreign.__contains__) == "example"
    assert world.pass_to("2026-03-02T12:05:00Z") == []
