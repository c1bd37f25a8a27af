"""What scripts ask for in the life of a flow: save, see what it was, merge, rename, copy, delete, bring back."""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate
from typing import Any

from flask import Blueprint, Response, jsonify, request

import blockloom
from blockloom.runtime import Program
from blockloom.runtime.difference import merged
from blockloom.runtime.errors import FlowError
from blockloom.runtime.flowfiles import stem_of
from blockloom.runtime.history import PAGE
from blockloom.runtime.library import FlowChanged, FlowFile
from blockloom.runtime.limits import LARGEST
from blockloom.runtime.store.versions import Version
from blockloom.web import differing
from blockloom.web.answers import Refusal, answer_refusal
from blockloom.web.body import FLOW_BODY, field, json_body
from blockloom.web.imports import offer
from blockloom.web.services import services
from blockloom.web.timed import starts
from blockloom.web.words import gettext, translated

flow_calls = Blueprint("flow_calls", __name__)


@flow_calls.errorhandler(FlowChanged)
def changed_elsewhere(error: FlowChanged) -> Response:
    """409 with the ``version`` that is there now; nothing was done."""
    return answer_refusal(Refusal(409, error.message, error.code, version=error.version))


@flow_calls.post("/calls/check")
def check_text() -> Response:
    """Say what is wrong in a text, without saving it: ``{text, filename}``; answers ``{ok, findings}``."""
    body = json_body(FLOW_BODY)
    program = services().library.check(field(body, "text", str), field(body, "filename", str, "new.flow.yaml"))
    return jsonify(findings(program))


@flow_calls.post("/calls/offer")
def offer_flow() -> Response:
    """Look at a file before it is imported: ``{text, filename}``; answers what ``offer`` says and the findings."""
    body = json_body(FLOW_BODY)
    filename = field(body, "filename", str)
    program = services().library.check(field(body, "text", str), filename)
    return jsonify(**offer(program, stem_of(filename), services().library), **findings(program))


@flow_calls.get("/calls/flows/<key>")
def read_flow(key: str) -> Response:
    """A flow as it is now: ``{key, version}``, and its ``text`` unless ``?not=`` names this version; or 404."""
    file = found(key)
    if request.args.get("not") == file.version:
        return jsonify(key=file.key, version=file.version)
    return jsonify(key=file.key, version=file.version, text=file.program.text)


@flow_calls.put("/calls/flows/<key>")
def save_flow(key: str) -> Response:
    """Save an own flow: ``{text}`` for a new one, ``{text, was: version}`` for one that was read before.

    ``auto`` says that the editor does it by itself, ``foreign`` that it came from elsewhere. Answers ``{key, version,
    ok, findings, starts}`` once it is on the disk, the last in words: when a schedule starts it; 409 with the
    ``version`` that is there now, and nothing saved, if that is another one.
    """
    body = json_body(FLOW_BODY)
    text, was, auto = field(body, "text", str), field(body, "was", str, ""), field(body, "auto", bool, False)
    history = services().history
    file = (
        history.take_in(key, text, was) if field(body, "foreign", bool, False) else history.save(key, text, was, auto)
    )
    return jsonify(key=file.key, version=file.version, starts=starts(file), **findings(file.program))


@flow_calls.delete("/calls/flows/<key>")
def delete_flow(key: str) -> Response:
    """Delete an own flow: ``{was: version}``; answers ``{users}``, the titles of flows that run it."""
    was = field(json_body(), "was", str)
    users = services().history.users(key)
    services().history.delete(key, was)
    return jsonify(key=key, users=users)


@flow_calls.post("/calls/flows/<key>/back")
def bring_back(key: str) -> Response:
    """Bring a deleted flow back; answers ``{key, version}``."""
    json_body()
    return about(services().history.bring_back(key))


@flow_calls.post("/calls/flows/<key>/copy")
def copy_flow(key: str) -> Response:
    """Copy a flow under the next free name, as it is or as the ``{text}`` on a page; answers ``{key, version}``."""
    body = json_body(FLOW_BODY)
    return about(services().history.copy(key, field(body, "text", str) if "text" in body else None))


@flow_calls.post("/calls/flows/<key>/name")
def rename_flow(key: str) -> Response:
    """Give an own flow another name: ``{name, was: version}``; answers ``{key, version, users}``.

    ``users`` are the titles of flows that run it under the name that it had.
    """
    body = json_body()
    users = services().history.users(key)
    file = services().history.rename(key, field(body, "name", str), field(body, "was", str))
    return jsonify(key=file.key, version=file.version, users=users if file.key != key else [])


@flow_calls.get("/calls/flows/<key>/versions")
def list_versions(key: str) -> Response:
    """The versions of a flow, newest first: ``{versions: [{id, at, auto, said}], more}``; ``?before=id`` goes on."""
    found = services().history.versions(key, request.args.get("before", type=_id))
    pairs = zip(found, [*found, None][1:], strict=True)
    lengths = accumulate(len(version.text) for version in found)
    entries = [entry(key, *pair, length) for pair, length in zip(pairs, lengths, strict=True)]
    return jsonify(versions=entries[:PAGE], more=len(found) > PAGE)


def _id(digits: str) -> int:
    """A version's id as asked for, no further than any database goes."""
    return min(max(int(digits), 0), LARGEST)


@flow_calls.get(f"/calls/flows/<key>/versions/<int(max={LARGEST}):id>")
def read_version(key: str, id: int) -> Response:
    """One version: ``{id, at, auto, text}``."""
    found = services().history.version(key, id)
    return jsonify(id=found.id, at=found.saved_at, auto=found.auto, text=found.text)


@flow_calls.post("/calls/difference")
def difference() -> Response:
    """What changed between two texts: ``{old, new, filename}``; answers ``{said, lines}``, see ``differing``."""
    body = json_body(FLOW_BODY)
    old, new = field(body, "old", str), field(body, "new", str)
    filename = field(body, "filename", str, "new.flow.yaml")
    return jsonify(said=said(old, new, filename), lines=differing.lines(old, new))


@flow_calls.post("/calls/merge")
def merge() -> Response:
    """Both changes of one text together: ``{base, mine, theirs, filename}``.

    Answers ``{text, together, said}``: ``said`` tells what ``theirs`` changed. ``text`` is null where they touch each
    other, or go together as lines only: mistakes would come of it that neither has. ``together`` is the same, with what
    both add at one place one behind the other.
    """
    body = json_body(FLOW_BODY)
    base, mine, theirs = (field(body, name, str) for name in ("base", "mine", "theirs"))
    filename = field(body, "filename", str, "new.flow.yaml")
    check = services().library.check
    fine = check(mine, filename).ok and check(theirs, filename).ok
    texts = (merged(base, mine, theirs, together) for together in (False, True))
    text, both = (None if text is not None and fine and not check(text, filename).ok else text for text in texts)
    return jsonify(text=text, together=both, said=said(base, theirs, filename))


def entry(key: str, version: Version, before: Version | None, length: int) -> dict[str, Any]:
    """A version and what changed in it; in lines only, where with it more than the ``length`` of texts would be read
    for which a person likes to wait."""
    words = [gettext("First version.")]
    if before is not None and length > differing.LONGEST:
        words = [differing.in_lines(before.text, version.text)]
    elif before is not None:
        words = said(before.text, version.text, f"{key}{version.ending}")
    return {"id": version.id, "at": version.saved_at, "auto": version.auto, "said": words}


def said(old: str, new: str, filename: str) -> list[str]:
    if max(len(old), len(new)) > differing.LONGEST:
        return [differing.in_lines(old, new)]
    check = services().library.check
    return differing.words(check(old, filename), check(new, filename), blockloom.catalog())


def found(key: str) -> FlowFile:
    try:
        return services().library.read(key)
    except FlowError as error:
        raise Refusal(404, error.message, error.code) from error


def about(file: FlowFile) -> Response:
    return jsonify(key=file.key, version=file.version)


def findings(program: Program) -> dict[str, Any]:
    """Whether a flow can run, and what is wrong with it, in the language of the page."""
    told = [
        replace(found, message=translated(found.message), mend=translated(found.mend)) for found in program.findings
    ]
    return {"ok": program.ok, "findings": [finding.as_dict() for finding in told]}
