"""Tree → what starts a flow by itself: ``when`` is a list of triggers, each a map with one kind and its settings."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeAlias
from zoneinfo import available_timezones

from cronsim import CronSim, CronSimError

from blockloom.runtime.dates import zone_of
from blockloom.runtime.errors import FlowError
from blockloom.runtime.findings import Place, guess
from blockloom.runtime.format.draft import Draft
from blockloom.runtime.format.tree import Mapping, Tree
from blockloom.runtime.model import Trigger
from blockloom.runtime.wording import sentence

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
PATH = r"/([A-Za-z0-9._~-]+(/[A-Za-z0-9._~-]+)*)?"
EVENT = r"[A-Za-z0-9][A-Za-z0-9._~:-]{0,99}"
LONGEST = 200
_PARTS = {
    "minute": sentence("minute"),
    "hour": sentence("hour"),
    "day-of-month": sentence("day of month"),
    "month": sentence("month"),
    "day-of-week": sentence("day of week"),
}
"""The parts of a schedule as cronsim calls them, in their order."""
_FIVE = sentence('A schedule is five parts, minute, hour, day, month and weekday, for example "0 9 * * 1-5".')

Fault: TypeAlias = tuple[str, str | None]
"""What is wrong with a setting, and what to write instead."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of a trigger: what it is, and the rule that it has to keep."""

    about: str
    fault: Callable[[str], Fault | None]
    default: str | None = None
    choices: tuple[str, ...] = ()
    pattern: str | None = None


def triggers(draft: Draft, tree: Tree | None) -> list[Trigger]:
    """The triggers of a list; those that can't be understood are left out."""
    example = "- http: {method: POST, path: /orders}"
    listed = draft.sequence(tree, "when", '"when"', example) if tree is not None else None
    found = [_trigger(draft, inner, f"when/{at}") for at, inner in enumerate(listed.items if listed else [])]
    known: list[Trigger] = []
    for trigger in (one for one in found if one is not None):
        if any((one.kind, one.settings) == (trigger.kind, trigger.settings) for one in known):
            message = sentence("The same trigger stands here twice.")
            draft.find(trigger.place, trigger.place.path, "trigger", message, sentence("keep one"))
        known.append(trigger)
    return known


def _trigger(draft: Draft, tree: Tree, path: str) -> Trigger | None:
    said = draft.mapping(tree, path, sentence("A trigger"), "{http: {method: POST, path: /orders}}")
    if said is None:
        return None
    draft.known_keys(said, path, sentence("A trigger"), tuple(TRIGGERS))
    kinds = [key for key in said.pairs if key in TRIGGERS]
    if len(kinds) != 1:
        if kinds or not said.pairs:
            message = sentence(
                'A trigger is one of {triggers}. Give each its own line starting with "-".',
                triggers=", ".join(TRIGGERS),
            )
            draft.find(said, path, "trigger", message)
        return None
    (kind,) = kinds
    settings = draft.mapping(
        said.pairs[kind], f"{path}/{kind}", sentence('What stands behind "{kind}:"', kind=kind), _example(kind)
    )
    if settings is None:
        return None
    place = Place(said.line, said.column, path)
    return Trigger(kind, _settings(draft, settings, kind, f"{path}/{kind}"), place)


def _settings(draft: Draft, tree: Mapping, kind: str, path: str) -> dict[str, str]:
    known = TRIGGERS[kind]
    draft.known_keys(tree, path, kind, tuple(known))
    found: dict[str, str] = {}
    for key, setting in known.items():
        if key not in tree.pairs:
            if setting.default is None:
                draft.find(tree, path, "trigger", sentence('{kind} needs "{key}".', kind=kind, key=key), f"{key}: …")
            continue
        text = draft.text(tree.pairs[key], f"{path}/{key}", f'"{key}"')
        fault = setting.fault(text) if text is not None else None
        if fault is not None:
            draft.find(tree.pairs[key], f"{path}/{key}", "trigger", *fault)
        found.update({key: text} if text is not None else {})
    return found


def _example(kind: str) -> str:
    return {
        "http": "{method: POST, path: /orders}",
        "event": "{name: order.placed}",
        "schedule": '{cron: "0 9 * * 1-5", timezone: Europe/Oslo}',
    }[kind]


def _method(text: str) -> Fault | None:
    if text in METHODS:
        return None
    methods = ", ".join(METHODS)
    message = sentence('"method" has to be one of {methods}. You gave "{text}".', methods=methods, text=text[:40])
    return message, guess(text.upper(), METHODS)


def _path(text: str) -> Fault | None:
    if re.fullmatch(PATH, text) and len(text) <= LONGEST and not {".", ".."} & {*text.split("/")}:
        return None
    if len(text) > LONGEST:
        return sentence("A path has {longest} characters at most.", longest=LONGEST), None
    plain = "/" + "/".join(part for part in text.split("/") if part not in ("", ".", ".."))
    message = sentence('A path starts with "/" and holds letters, digits and "-", "_", ".", "~" between more of them.')
    message = sentence('{message} "{text}" is none.', message=message, text=text[:40])
    return message, plain if re.fullmatch(PATH, plain) else None


def _event(text: str) -> Fault | None:
    if re.fullmatch(EVENT, text):
        return None
    plain = re.sub("[^A-Za-z0-9._~:-]+", "-", text).strip("-._~:")[:100]
    message = sentence(
        'An event\'s name begins with a letter or digit and holds up to 100 of these and "-", "_", ".", "~", ":".'
    )
    message = sentence('{message} "{text}" is none.', message=message, text=text[:40])
    return message, plain if re.fullmatch(EVENT, plain) else None


def _cron(text: str) -> Fault | None:
    if len(text.split()) != len(_PARTS):
        return sentence('{message} "{text}" is none.', message=_FIVE, text=text[:40]), None
    try:
        CronSim(text, datetime.now(UTC))
    except CronSimError as error:
        part = str(error).removeprefix("Bad ")
        given = text.split()[[*_PARTS].index(part)] if part in _PARTS else text
        wrong = sentence('The schedule has no {part} "{given}".', part=_PARTS.get(part, part), given=given[:40])
        return sentence("{message} {more}", message=wrong, more=_FIVE), None
    return None


def _timezone(text: str) -> Fault | None:
    try:
        zone_of(text)
    except FlowError as error:
        return error.message, guess(text, available_timezones())
    return None


TRIGGERS: dict[str, dict[str, Setting]] = {
    "http": {
        "method": Setting("The method of the requests that start the flow.", _method, choices=METHODS),
        "path": Setting("The path of the requests that start the flow.", _path, pattern=f"^{PATH}$"),
    },
    "event": {
        "name": Setting("The name of the events that start the flow.", _event, pattern=f"^{EVENT}$"),
    },
    "schedule": {
        "cron": Setting(str(_FIVE), _cron),
        "timezone": Setting("The time zone whose clocks count.", _timezone, default="UTC"),
    },
}
"""Every kind of trigger with its settings; one without a default has to be given."""
