"""A dry run tells what it would do, by the real rules, and does none of it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from blockloom.runtime.errors import FlowError
from blockloom.runtime.messaging import Messaging, rehearse
from blockloom.runtime.messaging.mailtemplates import MailTemplates
from blockloom.runtime.messaging.templates import Templates
from blockloom.runtime.store import Store
from blockloom.runtime.store.tables import metadata
from tests.runtime.messaging.support import HandClock, phone


def everything(store: Store) -> list[object]:
    with store.reading() as connection:
        return [connection.execute(select(table)).all() for table in metadata.sorted_tables]


def test_publishing_is_told_and_not_done(store: Store) -> None:
    before = everything(store)
    with rehearse(store, phone()) as door:
        answer = door.publish("ads", {"message": "Tea is ready", "headers": None, "subtopic": "tea"})
        assert door.message_status(answer["messageId"])["status"] == "scheduled"
        assert door.cancel_message(answer["messageId"])["status"] == "cancelled"
        with pytest.raises(FlowError):
            door.publish("a/b", {"message": 1})
    assert everything(store) == before
    assert door.sent == [{"channel": "ads", "message": "Tea is ready", "subtopic": "tea"}]
    assert door.effects == [
        'Would publish the text "Tea is ready" on "ads".',
        f"Would cancel {answer['messageId']}.",
    ]


def test_templates_are_told_and_not_sent(store: Store) -> None:
    Templates(store).add({"name": "tea", "message": "Tea for {name}"}, 1)
    MailTemplates(store).add({"name": "hi", "subject": "Hi {{name}}", "text": "Tea?"}, 1)
    before = everything(store)
    with rehearse(store, phone()) as door:
        door.push_template("tea", {"name": "Ada"})
        given = {"template-name": "hi", "addresses": ["ada@example.com"], "template-values": {"name": "Ada"}}
        assert door.send_mail_template(given)["status"] == "scheduled"
        with pytest.raises(FlowError) as refused:
            door.send_mail_template({**given, "template-values": {}})
        assert refused.value.code == 8007
    assert everything(store) == before
    assert door.effects[-2:] == ['Would push by the template "tea".', 'Would send an e-mail by the template "hi".']


def test_nothing_stays(store: Store) -> None:
    real = Messaging(store, phone())
    ids = real.register(["ads"])
    before = everything(store)
    with rehearse(store, phone()) as door:
        assert door.register(["ads"]) == ids
        door.register(["new"], "2040-01-31T09:00:00+01:00")
        assert door.channels() == ["ads", "new"] and door.registrations()[0]["channels"] == ["ads", "new"]
        assert real.channels() == ["ads"]
        assert door.cancel(["ads"]) == 1 and door.cancel() == 0
        with pytest.raises(FlowError):
            door.register(["a/b"])
    assert everything(store) == before
    assert door.effects == [
        'Would register the ANDROID 14 device phone-1 on "ads".',
        'Would create the channel "new".',
        'Would register the ANDROID 14 device phone-1 on "new" until 2040-01-31T08:00:00+00:00.',
        'Would take the ANDROID 14 device phone-1 off "ads"; 1 would remain.',
        "Would take the ANDROID 14 device phone-1 off all its channels; 0 would remain.",
    ]


def test_others_neither_wait_nor_see(store: Store) -> None:
    other = Messaging(store, phone(2))
    with rehearse(store, phone()) as door:
        door.register(["ads"])
        other.register(["mine"])
        assert other.channels() == ["mine"]
    assert other.channels() == ["mine"]


def test_the_clock_and_a_run_without_a_device(store: Store) -> None:
    clock = HandClock()
    with rehearse(store, phone(), clock) as door:
        door.register(["ads"], clock.time + 1)
        clock.time += 1
        with pytest.raises(FlowError) as caught:
            door.registrations()
        assert caught.value.code == 5000
    with rehearse(store, None) as door:
        assert door.channels() == []
        with pytest.raises(FlowError) as caught:
            door.register([])
        assert caught.value.code == 5011 and door.effects == []
