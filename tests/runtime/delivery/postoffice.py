"""A real mail server on loopback, and the delivery that hands e-mail to it, step by step."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

from aiosmtpd.controller import Controller

from blockloom.runtime.delivery import Delivery
from blockloom.runtime.delivery.smtp import MailServer
from blockloom.runtime.engine import Engine
from blockloom.runtime.messaging import mails
from blockloom.runtime.messaging.publishing import status
from blockloom.runtime.store import Store
from tests.runtime.delivery.support import Queue, Service
from tests.runtime.messaging.support import HandClock

MAIL = {"subject": "Tea für Ada", "bodyparts": {"textmessage": "It is ready ü"}, "to": ["ada@example.com"]}


@dataclass
class Post:
    """A post office: it keeps what comes in, and answers what it is told to for an address, one answer a time."""

    taken: list[tuple[list[str], EmailMessage]] = field(default_factory=list)
    answers: dict[str, list[str]] = field(default_factory=dict)
    tries: int = 0

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        self.tries += 1
        if self.answers.get(address):
            return self.answers[address].pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.taken.append((list(envelope.rcpt_tos), message))
        return "250 OK"


@contextmanager
def open_at(post: Post, **more: Any) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(post, hostname="127.0.0.1", port=port, **more)
    controller.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        controller.stop()


class Office:
    """A store, a post office and the delivery between them."""

    def __init__(self, store: Store, server: MailServer | None) -> None:
        self.store, self.clock = store, HandClock()
        self.delivery = Delivery(store, Service(), lambda *work: self._made(*work), self.clock, mail=server)

    def _made(self, jobs: Any, beats: Any) -> Engine:
        self.queue = Queue(jobs, beats)
        return cast(Engine, self.queue)

    def send(self, **changed: Any) -> str:
        told = mails.send(self.store, {**MAIL, **changed}, self.clock.now(), True, self.delivery.announce)
        assert told["status"] == "scheduled"
        self.queue.run(self.clock)
        return str(told["messageId"])

    def status(self, id: str) -> str:
        return str(status(self.store, id)["status"])
