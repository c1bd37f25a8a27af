"""The job of one e-mail: hand it over, and again later to those for whom the mail server asked that."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from blockloom.runtime.context import ClockDoor
from blockloom.runtime.delivery.planning import turn_id
from blockloom.runtime.delivery.sending import pause
from blockloom.runtime.delivery.smtp import MailServer
from blockloom.runtime.engine import Engine
from blockloom.runtime.messaging import letters
from blockloom.runtime.messaging.envelope import recipients_of
from blockloom.runtime.store import Store, messages

LONGEST = 24 * 3600 * 1000
"""How long is tried to hand an e-mail over, in milliseconds."""


class Mailing:
    """Hands e-mail over to one mail server, if there is one."""

    def __init__(self, store: Store, server: MailServer | None, clock: ClockDoor) -> None:
        self._store = store
        self._server = server
        self._clock = clock

    def send(self, engine: Engine, pk: int, turn: int, tried: int, late: Sequence[str] | None, reached: bool) -> None:
        """Hand the e-mail over to all, or to those who are ``late``; what comes of it is the message's status. Somebody
        was ``reached`` by an earlier job.

        If the server asks for time, the job ends and another one goes on later: no thread waits.
        """
        told = engine.step("mail", lambda: self._sent(pk, tried, late, reached))
        if told["again"] is not None:
            rest = (pk, turn, tried + 1, told["late"], told["reached"])
            engine.enqueue("publish", f"{turn_id(pk, turn)}:{tried + 1}", *rest, at=told["again"])
            return
        engine.step("settle", lambda: messages.settle(self._store, pk, turn, self._clock.now(), None, told["error"]))

    def _sent(self, pk: int, tried: int, late: Sequence[str] | None, reached: bool) -> dict[str, Any]:
        row, now = messages.get(self._store, pk), self._clock.now()
        if row is None or row.status != messages.SCHEDULED:
            return _ended()
        if self._server is None:
            return _ended("This server has no mail server set up.")
        mail = row.body["message"]
        if (kept := letters.kept_as(mail)) is not None:
            mail = letters.letter_for(self._store.for_app(row.app_pk, str(row.app_pk)), kept, mail, self._clock)
            if mail is None:
                return _ended("The user is gone.")
        to = recipients_of(mail) if late is None else late
        sent = self._server.send(mail, to, str(row.message_id).lower())
        reached = reached or len(sent.late) + len(sent.refused) < len(to)
        if sent.late and now - row.publish_at < LONGEST:
            again = now + round(pause(tried) * 1000)
            return {"again": again, "late": list(sent.late), "reached": reached, "error": None}
        return _ended(None if reached else f"It could not be sent: {sent.reason}")


def _ended(error: str | None = None) -> dict[str, Any]:
    return {"again": None, "error": error}
