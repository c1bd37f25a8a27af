"""What a page says of what starts a flow by itself, where its triggers alone don't."""

from __future__ import annotations

from datetime import UTC, datetime

from blockloom.runtime import Program
from blockloom.runtime.context import SystemClock
from blockloom.runtime.dates import zone_of
from blockloom.runtime.findings import Place
from blockloom.runtime.flowfiles import stem_of
from blockloom.runtime.library import FlowFile
from blockloom.runtime.rivals import is_called
from blockloom.runtime.timing import hindrance, next_time, schedules
from blockloom.web.rivalry import rivals_of, told
from blockloom.web.services import services
from blockloom.web.words import gettext, marked

HINDRANCES = {
    "example": marked("Its schedule does not start it: it is an example. Make a copy of your own."),
    "findings": marked("Its schedule does not start it before its findings are mended."),
    "foreign": marked("Its schedule does not start it before you ran it once: it came from elsewhere."),
    "inputs": marked("Its schedule does not start it: a clock gives no inputs, and one of them has no default."),
}


def schedule_of(file: FlowFile) -> str:
    """When a schedule starts the flow next, or why none does; empty for a flow without a schedule."""
    if not schedules(file):
        return ""
    hindered = hindrance(file, services().history.is_foreign)
    if hindered is not None:
        return gettext(HINDRANCES[hindered])
    found = next_time(file, SystemClock().now())
    if found is None:
        return gettext("Its schedule never starts it.")
    due, zone = found[0], found[1].settings.get("timezone", "UTC")
    moment = datetime.fromtimestamp(due / 1000, UTC).astimezone(zone_of(zone))
    return gettext("Its schedule starts it next at {time}, {zone}.", time=moment.strftime("%Y-%m-%d %H:%M"), zone=zone)


def starts(file: FlowFile) -> str:
    """``schedule_of`` the flow, and which of its triggers start others, too; empty where there is nothing to say."""
    known = rivals_of(services()) if is_called(file.program) else []
    shared = [told(rival) for rival in known if file.key in map(_key, rival.flows)]
    return " ".join(filter(None, [schedule_of(file), *shared]))


def _key(one: tuple[Program, Place]) -> str:
    return stem_of(one[0].filename)
