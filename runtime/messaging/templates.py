"""Templates of pushes: kept once, and pushed with other values each time."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from typing import Any

from blockloom.runtime.data.where import parsed
from blockloom.runtime.errors import FlowError
from blockloom.runtime.messaging.channels import DEFAULT, channel_names
from blockloom.runtime.messaging.filling import filled, with_parameters
from blockloom.runtime.messaging.publication import BITS
from blockloom.runtime.messaging.texts import MISSING, NOT_VALID, capitals, fit_to_store, quoted, required_text, shown
from blockloom.runtime.store import Store
from blockloom.runtime.store import templates as rows
from blockloom.runtime.wording import sentence

UNKNOWN = 8011
PUSH, BUTTON, CHANNEL = "push", "button", "channel"
PLATFORMS = tuple(BITS)
LONGEST_NAME = 100
_APPLE = {"alertTitle": "alert-title", "alertSubtitle": "alert-subtitle", "badge": "badge", "sound": "sound"}
_APPLE |= {"contentAvailable": "content-available"}
_HEADERS = {
    "ios": {**{option: f"ios-{name}" for option, name in _APPLE.items()}, "attachmentUrl": "ios-rich-media-url"},
    "osx": {option: f"osx-{name}" for option, name in _APPLE.items()},
    "android": {
        "contentTitle": "android-content-title",
        "summarySubText": "android-summary-subtext",
        "ttlSeconds": "ttl-seconds",
    },
}
"""The header for an option, where there is one; the app gets all options of its system in one more header."""

Record = dict[str, Any]


def template_of(given: Mapping[str, Any]) -> Record:
    """{name, message, platforms, channelName, segmentQuery, options} as it is kept.

    FlowError: 8007 without a name, 8000 and 8008 for what can't be, 5044 for the channel, 1017 for the segment.
    """
    name = template_name(given.get("name"))
    platforms, options = given.get("platforms") or [], given.get("options") or {}
    if not isinstance(platforms, list) or not all(isinstance(one, str) for one in platforms):
        raise FlowError(
            NOT_VALID,
            sentence("platforms has to be a list, for example [ANDROID, IOS], not {value}.", value=shown(platforms)),
        )
    if not isinstance(options, dict) or not all(isinstance(part, dict) for part in options.values() if part):
        raise FlowError(
            NOT_VALID, sentence("options has to be an object with one for each system: {ios: {…}, android: {…}}.")
        )
    _check_headers(options)
    message, segment = given.get("message"), given.get("segmentQuery") or None
    if message is not None and not isinstance(message, str):
        raise FlowError(NOT_VALID, sentence("A template's message is a text, not {value}.", value=shown(message)))
    if segment is not None and not isinstance(segment, str):
        raise FlowError(NOT_VALID, sentence("segmentQuery is a where-clause, not {value}.", value=shown(segment)))
    if segment is not None:
        parsed(with_parameters(segment)[0])
    return {
        "name": name,
        "message": message,
        "platforms": [platform_of(one) for one in platforms],
        "channelName": (channel_names([given.get("channelName")]) or [DEFAULT])[0],
        "segmentQuery": segment,
        "options": {system: part for system, part in options.items() if part},
    }


def _check_headers(options: Mapping[str, Any]) -> None:
    for part in options.values():
        headers = part.get("customHeaders") if part else None
        if headers is not None and not isinstance(headers, dict):
            raise FlowError(
                NOT_VALID, sentence("customHeaders has to be an object, not {value}.", value=shown(headers))
            )


def template_name(given: Any) -> str:
    """The name. FlowError 8007 without one, 8008 and 8000 for what can't be one."""
    if given is None or given == "":
        raise FlowError(MISSING, sentence("A template needs a name."))
    name = required_text("name", given, LONGEST_NAME)
    if "/" in name or "," in name:
        raise FlowError(NOT_VALID, sentence('A template\'s name holds neither "/" nor ",".'))
    return name


def platform_of(given: str) -> str:
    """The system in capitals. FlowError 8008 for one that there is not."""
    platform = capitals(given)
    if platform not in PLATFORMS:
        raise FlowError(
            NOT_VALID,
            sentence(
                "A system is one of {platforms}, not {value}.", platforms=", ".join(PLATFORMS), value=shown(given)
            ),
        )
    return platform


class Templates:
    """The app's templates of one ``kind``: push; button or channel, which are kept for the devices' sake."""

    def __init__(self, store: Store, kind: str = PUSH, platform: str = "") -> None:
        self._store = store
        self._kind = kind
        self._platform = platform

    def all(self) -> list[Record]:
        """Every template, by name."""
        return [_told(row) for row in rows.find(self._store, self._kind, self._platform)]

    def get(self, name: str) -> Record:
        """The template. FlowError 8011 if there is none."""
        found = self.find(name)
        if found is None:
            raise self.unknown(name)
        return found

    def find(self, name: str) -> Record | None:
        """The template, if there is one."""
        found = rows.find(self._store, self._kind, self._platform, name) if fit_to_store(name) else []
        return _told(found[0]) if found else None

    def add(self, given: Mapping[str, Any], now: int) -> Record:
        """Keep a new one. FlowError as ``template_of``; 8008 if the name is taken."""
        made = self._read(given)
        id = str(uuid.uuid4()).upper()
        if not rows.add(self._store, self._kind, self._platform, made["name"], id, made, now):
            raise self._taken(made["name"])
        return {"id": id, **made}

    def change(self, name: str, given: Mapping[str, Any], now: int) -> Record:
        """Put another one in its place. FlowError as ``add``; 8011 if there is none."""
        old = self.get(name)
        made = self._read({**old, **given})
        if not rows.change(self._store, self._kind, self._platform, name, made["name"], made, now):
            raise self._taken(made["name"])
        return {"id": old["id"], **made}

    def delete(self, names: list[str]) -> int:
        """Take these away; answer how many there were. FlowError 8011 if there was none."""
        gone = rows.delete(self._store, self._kind, self._platform, [name for name in names if fit_to_store(name)])
        if not gone:
            raise self.unknown(", ".join(names))
        return gone

    def unknown(self, name: str) -> FlowError:
        """What is said of a name that no template has."""
        return FlowError(UNKNOWN, sentence("There is no template called {value}.", value=quoted(name)))

    def _taken(self, name: str) -> FlowError:
        return FlowError(NOT_VALID, sentence("There is a template called {value} already.", value=quoted(name)))

    def _read(self, given: Mapping[str, Any]) -> Record:
        if self._kind == PUSH:
            return template_of(given)
        return {**{key: value for key, value in given.items() if key != "id"}, "name": template_name(given.get("name"))}


def for_devices(store: Store, system: str | None) -> dict[str, Record]:
    """{name: template} of the push templates, for a device with this system only its options. FlowError 8008."""
    platform = None if system is None else platform_of(system)
    known = [
        made for made in Templates(store).all() if platform is None or platform in (made["platforms"] or PLATFORMS)
    ]
    if platform is None:
        return {made["name"]: made for made in known}
    own = {made["name"]: made["options"].get(platform.lower(), {}) for made in known}
    return {name: {"name": name, **with_actions(store, platform, part)} for name, part in own.items()}


def with_actions(store: Store, platform: str, options: Record) -> Record:
    """One system's options with the ``actions`` of the button template that they name, if the app has it: an app asks
    for no templates of buttons."""
    named = options.get("buttonTemplate")
    if not isinstance(named, str) or "actions" in options or not fit_to_store(named):
        return options
    found = rows.find(store, BUTTON, platform, named)
    actions = found[0].body.get("actions") if found else None
    return options if actions is None else {**options, "actions": actions}


def publishing_of(store: Store, template: Record, values: Mapping[str, Any]) -> tuple[str, Record, Record | None]:
    """The channel of a template, the options to publish it with, and the values of its segment.

    FlowError 8007 for a value that is missing.
    """
    options: Record = filled(template["options"], values)
    headers: Record = {"template_name": template["name"]}
    for system, part in options.items():
        headers |= _headers(system, part)
        if system in ("ios", "android"):
            whole = with_actions(store, system.upper(), part)
            headers[f"{system}_immediate_push"] = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
    publish = {
        "message": filled(template["message"] or "", values),
        "headers": headers,
        "publishPolicy": "PUSH",
        "pushBroadcast": "|".join(template["platforms"]) or "ALL",
    }
    segment = template["segmentQuery"]
    if segment is None:
        return template["channelName"], publish, None
    return template["channelName"], {**publish, "segmentQuery": segment}, dict(values)


def _headers(system: str, options: Record) -> Record:
    """The headers for one system's options: its own ones, and those for what is set. A badge of 0 takes it away."""
    own = options.get("customHeaders")
    told = {header: options.get(name) for name, header in _HEADERS.get(system, {}).items()}
    said = {header: _plain(value) for header, value in told.items() if value not in (None, "") and value is not False}
    return {**(own if isinstance(own, dict) else {}), **said}


def _plain(value: Any) -> Any:
    return "1" if value is True else value


def _told(row: Any) -> Record:
    return {"id": str(row.template_id).upper(), **row.body, "name": row.name}
