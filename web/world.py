"""For whom runs work, and what all of them share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from blockloom.runtime.acting import Acting
from blockloom.runtime.context import Doors
from blockloom.runtime.messaging import Device
from blockloom.runtime.messaging.confirming import Confirming
from blockloom.runtime.messaging.publishing import Announce, unannounced
from blockloom.runtime.permissions import LOOPBACK, Policy, Rights
from blockloom.runtime.repeat import Repeat
from blockloom.runtime.store import Store
from blockloom.runtime.users import Passwords, Session, SessionRules
from blockloom.web.noting import Noted
from blockloom.web.registering import Registering


@dataclass(frozen=True, slots=True)
class Starter:
    """For whom a run works: on the app's ``store``, as a ``device`` with a ``name`` if any, with the ``rights`` and the
    ``session`` of a caller. Without rights it works for whoever has the server, and may do all. ``caller`` says in
    words which call of an app's it is."""

    store: Store
    device: Device | None = None
    name: str = ""
    rights: Rights | None = None
    session: Session | None = None
    caller: str | None = None


@dataclass(frozen=True, slots=True)
class World:
    """What all runs share: ``doors`` makes the doors to an app's data, ``announce`` is told of each message that a run
    publishes and ``ended`` of the end of each run, ``mailing`` says whether a mail server is set up, and users log in
    as ``passwords``, ``policy`` and ``sessions`` say; ``confirming`` has their addresses confirmed."""

    doors: Callable[[Store], Doors]
    passwords: Passwords
    policy: Policy = LOOPBACK
    sessions: SessionRules = SessionRules()
    announce: Announce = unannounced
    mailing: bool = False
    ended: Callable[[], None] = lambda: None
    confirming: Confirming | None = None

    def noted(self, starter: Starter, repeat: Repeat) -> Noted | None:
        """What takes note of what the world gives a run, if that is a device's."""
        if starter.device is None:
            return None
        return Noted(repeat.around(self.doors(starter.store)), starter.device, repeat.tape.seeds[0])

    def of(
        self,
        starter: Starter,
        say: Callable[[str], None],
        noted: Noted | None = None,
        telling: Callable[[dict[str, Any]], None] | None = None,
        repeat: Repeat | None = None,
    ) -> Doors:
        """The doors of one run; ``telling`` hears what becomes of its phone, ``repeat`` tapes them."""
        doors, announce = self.doors(starter.store), self.announce
        if noted is not None:
            doors, announce = noted.doors, noted.announcing(announce)
        messaging = Registering(starter.store, starter.device, None, starter.rights, announce, self.mailing)
        messaging.telling = telling
        users = Acting(
            starter.store,
            self.passwords,
            starter.rights,
            starter.session,
            self.policy,
            self.sessions,
            messaging.act_as,
            self.confirming.ask(starter.store) if self.confirming is not None else None,
        )
        own = {"messaging": messaging, "users": users}
        taped = {name: repeat.door(name, door) for name, door in own.items()} if repeat else own
        return replace(doors, say=say, **taped)
