"""Which flow a call starts, what it is given, and what is answered of it: by its triggers, and by its name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from blockloom.runtime import Outcome
from blockloom.runtime.errors import FlowError, Unavailable
from blockloom.runtime.inputs import complete_inputs, read_inputs
from blockloom.runtime.library import FlowFile
from blockloom.runtime.model import Trigger
from blockloom.web.answers import Refusal
from blockloom.web.api.caller import caller
from blockloom.web.api.errors import NO_METHOD as WRONG_METHOD
from blockloom.web.services import services
from blockloom.web.world import Starter

NO_ROW = 1000
THROWN, NO_SERVICE, NO_METHOD, FAILED, ARGUMENTS, TIME_OVER = 14000, 14001, 14002, 14004, 14009, 15000
OURS = 1000
"""From here on a code is Backendless's; a smaller one is another server's, such as 404."""


def starter(how: str) -> Starter:
    """A run for the caller: with their rights, and for their user. ``how`` they started it is told on the page."""
    known, rights = caller(), caller().rights
    who = rights.who if known.store.app == services().store.app else f"{rights.who}, app {known.store.app}"
    return Starter(known.store, rights=rights, session=known.session, caller=f"{how[:200]}, {who}")


def triggers(kind: str) -> Iterator[tuple[FlowFile, Trigger]]:
    """Every trigger of a kind with its flow."""
    for file in services().library.list():
        for trigger in file.program.flow.when if file.program.flow else []:
            if trigger.kind == kind:
                yield file, trigger


def requested(method: str, address: str) -> FlowFile:
    """The flow that requests with this method to this address start, but for those from elsewhere.

    FlowError 14001, 14002 if none is; Refusal 405 where the address has other methods.
    """
    path, (service, _, name) = f"/{address}", address.partition("/")
    found: dict[str, FlowFile] = {}
    known = False
    for file, trigger in triggers("http"):
        at = trigger.settings.get("path", "")
        known = known or at == path or at.startswith(f"/{service}/")
        if at == path and not services().history.is_foreign(file.key):
            found.setdefault(trigger.settings.get("method", ""), file)
    if method in found:
        return found[method]
    if found:
        words = f"{path[:200]} is started by {' or '.join(found)}, and this was {method}."
        raise Refusal(405, words, WRONG_METHOD, allow=tuple(found))
    if known:
        raise FlowError(NO_METHOD, f"The service {service[:100]} has no method {name[:100]}.")
    raise FlowError(NO_SERVICE, f"There is no service {service[:100]}.")


def handler(event: str) -> FlowFile:
    """The flow that an event starts: the first with this trigger, but for those from elsewhere. FlowError 14002."""
    for file, trigger in triggers("event"):
        if trigger.settings.get("name") == event and not services().history.is_foreign(file.key):
            return file
    raise FlowError(NO_METHOD, f"No flow has the trigger event: {{name: {event[:100]}}}.")


def check_trigger(file: FlowFile, name: str) -> None:
    """FlowError 1000 unless the flow has an event of this name among its triggers."""
    when = file.program.flow.when if file.program.flow else []
    if not any(trigger.kind == "event" and trigger.settings.get("name") == name for trigger in when):
        raise FlowError(NO_ROW, f"{file.title[:100]} has no trigger called {name[:100]}.")


def inputs_of(file: FlowFile, given: Any, texts: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What was sent as the flow's inputs: as JSON, or as ``texts`` in the address, which are read as the inputs' types.

    FlowError 14004 for a flow that can't run, 14009 for what does not fit.
    """
    if not file.program.ok:
        raise FlowError(FAILED, "This flow can't run yet: there is something to mend in it.")
    if services().history.is_foreign(file.key):
        raise FlowError(FAILED, "This flow came from elsewhere. Run it once on its page to allow it.")
    declared = file.program.runnable().inputs
    fits = isinstance(given, dict) and (len(declared) != 1 or given.keys() <= declared.keys())
    inputs = {} if given is None else given if fits else dict.fromkeys(declared, given)
    if given is not None and not fits and len(declared) != 1:
        raise FlowError(ARGUMENTS, "Send what the flow takes as an object, by the names of its inputs.")
    try:
        read = read_inputs(declared, dict(texts or {}))
        if twice := read.keys() & inputs.keys():
            raise FlowError(ARGUMENTS, f'The input "{min(twice)}" is given in the address and in the body. Leave one.')
        complete_inputs(declared, inputs | read)
    except FlowError as error:
        raise FlowError(ARGUMENTS, error.message) from error
    return inputs | read


def answer_of(outcome: Outcome) -> Any:
    """What the flow returned. Unavailable where the store was for one of its blocks, else FlowError with the code of a
    block that raised one of Backendless's, 14000 for any other error of the flow, 15000 when its time was over, 14004
    when it was stopped otherwise."""
    error = outcome.error
    if error is None:
        return outcome.result
    if outcome.status == "stopped":
        raise FlowError(TIME_OVER if error["code"] == "deadline" else FAILED, error["message"])
    if outcome.unavailable:
        raise Unavailable(error["code"], error["message"])
    if isinstance(error["code"], int) and error["code"] >= OURS:
        raise FlowError(error["code"], error["message"])
    raise Refusal(400, error["message"], THROWN, error=error["code"])
