"""E-mail, handed to a real mail server on loopback."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from blockloom.runtime.delivery import Delivery
from blockloom.runtime.delivery.smtp import MailServer
from blockloom.runtime.engine import Engine
from blockloom.runtime.errors import FlowError, SettingsError
from blockloom.runtime.messaging import mails
from blockloom.runtime.messaging.mailtemplates import MailTemplates
from blockloom.runtime.messaging.publishing import cancel, status
from blockloom.runtime.permissions import PUBLIC, Rights
from blockloom.runtime.store import Store, devices
from blockloom.runtime.users import Passwords, Users
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


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def office(store: Store, post: Post) -> Iterator[Office]:
    with open_at(post) as place:
        yield Office(store, MailServer.read(f"smtp://{place}", "Shop <shop@example.com>", "BLOCKLOOM_SMTP"))


def test_an_e_mail_arrives_with_both_of_its_texts(office: Office, post: Post) -> None:
    to = ["ada@example.com", "bob@example.com", "ada@example.com"]
    id = office.send(to=to, bodyparts={"textmessage": "It is ready ü", "htmlmessage": "<b>It is ready</b>"})
    [(reached, message)] = post.taken
    assert reached == ["ada@example.com", "bob@example.com"] and message["Subject"] == MAIL["subject"]
    assert message["From"] == "Shop <shop@example.com>" and id.removeprefix("message:").lower() in message["Message-ID"]
    texts = {part.get_content_type(): part.get_content().strip() for part in message.iter_parts()}
    assert texts == {"text/plain": "It is ready ü", "text/html": "<b>It is ready</b>"}
    assert office.status(id) == "published" and devices.channels(office.store) == []
    with pytest.raises(FlowError) as refused:
        cancel(office.store, id, 1)
    assert refused.value.code == 5040


def test_only_who_is_late_is_tried_again_and_nobody_gets_it_twice(office: Office, post: Post) -> None:
    post.answers = {"bob@example.com": ["451 Later", "421 Later"], "eve@example.com": ["550 No such user"]}
    id = office.send(to=["ada@example.com", "bob@example.com", "eve@example.com"])
    assert [reached for reached, _ in post.taken] == [["ada@example.com"]] and office.status(id) == "scheduled"
    for _ in range(2):
        office.clock.time += 60_000
        office.queue.run(office.clock)
    assert [reached for reached, _ in post.taken] == [["ada@example.com"], ["bob@example.com"]]
    assert post.taken[0][1]["Message-ID"] == post.taken[1][1]["Message-ID"] and office.status(id) == "published"


def test_what_is_refused_for_good_fails_at_once(office: Office, post: Post) -> None:
    post.answers = {"ada@example.com": ["550 No such user"] * 9}
    id = office.send()
    assert (
        status(office.store, id)["status"] == "failed"
        and "550 No such user" in status(office.store, id)["errorMessage"]
    )
    assert post.tries == 1 and not office.queue.waiting


def test_a_mail_server_that_is_away_is_waited_for_a_day(store: Store, post: Post) -> None:
    with open_at(post) as place:
        pass
    office = Office(store, MailServer.read(f"smtp://{place}", "a@b", "X"))
    id = office.send()
    assert office.status(id) == "scheduled" and len(office.queue.waiting) == 1
    called_off = office.send()
    cancel(store, called_off, 1)
    office.clock.time += 25 * 3_600_000
    office.queue.run(office.clock)
    assert office.status(id) == "failed" and office.status(called_off) == "cancelled"


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
def test_a_password_goes_over_tls_or_to_this_machine_alone(store: Store, post: Post) -> None:
    given: list[bytes] = []

    def known(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        given.append(data.password)
        return AuthResult(success=data.password == b"se@cret", handled=False)

    ways = {"authenticator": known, "auth_require_tls": False, "auth_required": True}
    with open_at(post, **ways) as place:
        right = Office(store, MailServer.read(f"smtp://shop:se%40cret@{place}", "a@b", "X"))
        assert right.status(right.send()) == "published" and given == [b"se@cret"]
        wrong = Office(store, MailServer.read(f"smtp://shop:wrong@{place}", "a@b", "X"))
        assert wrong.status(wrong.send()) == "failed", "a wrong password is no reason to try again"
    with open_at(post, **ways) as place:
        given.clear()
        far = Office(store, MailServer.read(f"smtp://shop:se%40cret@{place.replace('127.0.0.1', '127.1')}", "a@b", "X"))
        told = status(store, far.send())
        assert told["status"] == "failed" and "no TLS" in told["errorMessage"] and not given


@pytest.mark.parametrize(
    "url", ["", "mail.example.com", "http://mail.example.com", "smtp://", "smtp://a:b", "smtp://a/b"]
)
def test_settings_that_can_not_be(url: str) -> None:
    with pytest.raises(SettingsError, match="is no mail server"):
        MailServer.read(url, "a@b", "BLOCKLOOM_SMTP")
    with pytest.raises(SettingsError, match="BLOCKLOOM_MAIL_FROM"):
        MailServer.read("smtps://mail.example.com", "nobody", "BLOCKLOOM_SMTP")


def test_who_may_not_push_may_not_send(store: Store) -> None:
    asked: list[Callable[[], Any]] = [
        lambda: mails.send(store, MAIL, 1, True, rights=Rights(store, policy=PUBLIC)),
        lambda: mails.send(store, MAIL, 1, False),
        lambda: mails.send(store, {**MAIL, "to": ["a@b"] * 101}, 1, True),
        lambda: mails.send(store, {**MAIL, "to": ["a@b, c@d"]}, 1, True),
        lambda: mails.send(store, {**MAIL, "subject": "a\r\nBcc: x@y"}, 1, True),
    ]
    for ask, code in zip(asked, (5007, 5045, 8000, 5047, 8008), strict=True):
        with pytest.raises(FlowError) as refused:
            ask()
        assert refused.value.code == code


WELCOME = {
    "name": "welcome",
    "subject": "{{what}} for {{name}}",
    "body": "<style>p {color: red}</style><p>Hi {{ name }}</p>",
    "text": "Hi {{name}}",
}
VALUES = {"template-name": "welcome", "template-values": {"name": "<Ada> {{what}}", "what": 3}}


def test_a_template_goes_to_whom_its_envelope_names(office: Office, post: Post) -> None:
    store, users = office.store, Users(office.store, Passwords())
    MailTemplates(store).add(WELCOME, 1)
    for name in ("eve", "bob", "off"):
        made = users.register({"email": f"{name}@example.com", "password": "x", "name": name})
    users.set_status(made, "DISABLED")
    users.add_guest()

    def sent(**given: Any) -> dict[str, Any]:
        told = mails.send_template(store, {**VALUES, **given}, office.clock.now(), True, office.delivery.announce)
        office.queue.run(office.clock)
        return told

    id = sent(**{"addresses": ["ada@example.com"], "cc-addresses": ["cc@b"], "bcc-addresses": "bcc@b"})["messageId"]
    [(reached, message)] = post.taken
    assert reached == ["ada@example.com", "cc@b", "bcc@b"] and office.status(id) == "published"
    assert (message["To"], message["Cc"], message["Bcc"]) == ("ada@example.com", "cc@b", None)
    texts = {part.get_content_type(): part.get_content().strip() for part in message.iter_parts()}
    assert message["Subject"] == "3 for <Ada> {{what}}", "what went in is not filled again"
    assert texts["text/plain"] == "Hi <Ada> {{what}}"
    assert texts["text/html"] == "<style>p {color: red}</style><p>Hi &lt;Ada&gt; {{what}}</p>"
    post.taken.clear()
    post.answers = {"bob@example.com": ["451 Later"]}
    sent(criteria="email like '%@example.com' and userStatus <> 'GUEST'", addresses="ada@example.com")
    office.clock.time += 60_000
    office.queue.run(office.clock)
    assert [(reached, message["To"]) for reached, message in post.taken] == [
        ([each], each) for each in ("ada@example.com", "eve@example.com", "bob@example.com")
    ], "everybody gets one of their own, and whoever was late gets it later"
    assert len({message["Message-ID"] for _, message in post.taken}) == 3
    wrong: list[tuple[dict[str, Any], int]] = [
        ({"template-name": "nobody"}, 24002), ({"template-name": 5}, 8008), ({"template-name": None}, 8007),
        ({"template-values": {"name": "x"}}, 8007), ({"template-values": []}, 8008),
        ({"template-values": {"name": "a\r\nBcc: x@y", "what": 1}}, 8008), ({}, 5048), ({"addresses": ["a"]}, 5047),
        ({"criteria": "email = 'nobody'"}, 5048), ({"criteria": "password = 'x'"}, 1017), ({"criteria": 5}, 8008),
        ({"addresses": "a@b", "uniqueEmails": 1}, 8008), ({"addresses": "a@b", "attachment": ["x.pdf"]}, 5052),
        ({"bcc-addresses": [f"{number}@b" for number in range(101)]}, 8000),
    ]  # fmt: skip
    for given, code in wrong:
        with pytest.raises(FlowError) as refused:
            sent(**given)
        assert refused.value.code == code, given
    pushing = Rights(store, policy=replace(PUBLIC, withheld=frozenset()))
    with pytest.raises(FlowError) as refused:
        mails.send_template(store, {**VALUES, "criteria": "email like 'a%'"}, 1, True, rights=pushing)
    assert refused.value.code == 1013
