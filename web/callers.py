"""What started a run, as it is kept and as a page says it."""

from __future__ import annotations

from blockloom.runtime.model import Trigger
from blockloom.web.words import Language, language, marked

SCHEDULE = "schedule "
"""How the caller of a run begins that a schedule started; the rest is the schedule."""
SAID = marked("its schedule, {when}")


def told(trigger: Trigger) -> str:
    """A schedule as the caller of a run."""
    zone = trigger.settings.get("timezone", "UTC")
    return f"{SCHEDULE}{trigger.settings['cron']}, {zone}"


def called(caller: str, into: Language | None = None) -> str:
    """What started a run, in a language, by default that of the request."""
    if not caller.startswith(SCHEDULE):
        return caller
    return (into or language()).gettext(SAID).format(when=caller.removeprefix(SCHEDULE))
