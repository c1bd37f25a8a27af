"""E-mail, handed to a real mail server on loopback."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult
from sqlalchemy import select

from blockloom.runtime.delivery.smtp import MailServer
from blockloom.runtime.errors import FlowError, SettingsError
from blockloom.runtime.messaging import mails, recovering
from blockloom.runtime.messaging.mailtemplates import MailTemplates
from blockloom.runtime.messaging.publishing import cancel, status
from blockloom.runtime.permissions import PUBLIC, Rights
from blockloom.runtime.store import Store, devices
from blockloom.runtime.store.tables import message
from blockloom.runtime.users import Passwords, Recovery, Users
from tests.runtime.delivery.postoffice import MAIL, Office, Post, open_at


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


def test_a_link_for_a_new_password_is_made_when_it_is_handed_over(office: Office, post: Post) -> None:
    store, passwords = office.store, Passwords()
    users, recovery = Users(store, passwords), Recovery(store, passwords, office.clock)
    ada = users.register({"email": "Ada@example.com", "password": "old", "name": "Ada"})

    def asked(identity: str = "ada@EXAMPLE.com", page: str = "https://x/recover/") -> list[EmailMessage]:
        post.taken.clear()
        recovering.ask(store, identity, page, office.clock.now(), True, office.delivery.announce)
        office.queue.run(office.clock)
        return [message for _, message in post.taken]

    [told] = asked()
    [token] = re.findall(r"https://x/recover/(\S+)", told.get_content())
    assert told["To"] == "Ada@example.com" and recovery.user(token).id == ada.id
    MailTemplates(store).add({"name": "restore-password", "subject": "{{name}}", "body": "{{link}}"}, 1)
    [own] = asked()
    assert own["Subject"] == "Ada" and recovery.user(own.get_content().strip().removeprefix("https://x/recover/"))
    users.update(ada, {"name": None})
    assert asked()[0]["Subject"] == told["Subject"], "a place without a value"
    with store.reading() as connection:
        rows = connection.execute(select(message.c.body)).all()
    assert len(rows) == 3 and token not in str(rows), "no secret is kept"
    users.set_status(ada, "DISABLED")
    assert asked() == []
    for identity, set_up, code in (("nobody", True, 3020), ("ada@example.com", False, 5050)):
        with pytest.raises(FlowError) as refused:
            recovering.ask(store, identity, "", 1, set_up)
        assert refused.value.code == code
