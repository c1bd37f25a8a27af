"""The stream of the phones: everything at first, then what changed, replayed, kept warm, capped."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from blockloom.runtime.messaging import Messaging
from blockloom.runtime.phones import Phone
from blockloom.web import feed, stream
from tests.web.client import Site
from tests.web.test_simulator import push


@pytest.fixture
def phone(site: Site) -> Phone:
    made = site.services.phones.add("Ada")
    Messaging(site.services.store, made.device).register(["ads"])
    return made


class Listener:
    """Reads a stream, message by message."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.response = response

    def next(self, kind: str = "phones") -> tuple[str, dict[str, Any]]:
        """The id and the data of the next message of this kind."""
        fields: dict[str, str] = {}
        while True:
            line = self.response.readline().decode().rstrip("\n")
            if not line and fields.get("event") == kind:
                return fields["id"], json.loads(fields["data"])
            name, _, value = line.partition(": ")
            fields = {**fields, name: value} if line else {}

    def until(self, holds: Callable[[dict[str, Any]], bool]) -> tuple[str, dict[str, Any]]:
        for _ in range(50):
            id, news = self.next()
            if holds(news):
                return id, news
        raise AssertionError("it never came")


@contextmanager
def listening(site: Site, path: str = "/phones/events", **headers: str) -> Iterator[Listener]:
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)
    cookie = f"{site.services.gate.cookie}={site.services.gate.secret}"
    connection.request("GET", path, headers={"Cookie": cookie, **headers})
    response = connection.getresponse()
    assert response.status == 200, response.read()
    try:
        yield Listener(response)
    finally:
        response.close()
        connection.close()


def send(site: Site, phone: Phone, text: str) -> None:
    assert push(site, {"token": phone.device.device_token, "notification": {"body": text}}).status == 200


def test_everything_at_first_and_then_what_changed(site: Site, phone: Phone) -> None:
    with listening(site) as stream:
        _, news = stream.next()
        assert [each["name"] for each in news["phones"]] == ["this computer", "Ada"]
        assert (news["channels"], news["pushes"], news["gone"]) == ({"ads": 1}, [], [])
        send(site, phone, "Hi")
        id, news = stream.next()
        assert [each["name"] for each in news["phones"]] == ["Ada"]
        assert [(each["text"], each["phone"]) for each in news["pushes"]] == [("Hi", phone.device.device_id)]
        assert id == str(news["pushes"][0]["id"]) and news["channels"] is None
        body = {"id": phone.device.device_id}
        site.ask("POST", "/calls/phones/state", {**body, "state": "offline"})
        assert stream.next()[1]["phones"][0]["state"] == "offline"
        site.ask("POST", "/calls/phones/remove", body)
        _, news = stream.until(lambda news: news["gone"] == [phone.device.device_id])
        assert news["channels"] == {"ads": 0}


def test_a_page_that_comes_back_is_told_the_pushes_that_it_missed(site: Site, phone: Phone) -> None:
    for text in ("one", "two"):
        send(site, phone, text)
    with listening(site, "/phones/events?since=0") as stream:
        id, news = stream.next()
        assert [each["text"] for each in news["pushes"]] == ["one", "two"]
    send(site, phone, "three")
    with listening(site, "/phones/events?since=0", **{"Last-Event-ID": id}) as stream:
        _, news = stream.next()
        assert [each["text"] for each in news["pushes"]] == ["three"], "and not what it knows"
    for nonsense in ("x", "-1", "1e3", "9" * 30):
        with listening(site, **{"Last-Event-ID": nonsense}) as stream:
            assert len(stream.next()[1]["pushes"]) == 3


def test_many_pushes_come_one_message_after_the_other(
    site: Site, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "BATCH", 2)
    for number in range(5):
        send(site, phone, str(number))
    with listening(site) as stream:
        told = [stream.next()[1] for _ in range(3)]
    assert [[each["text"] for each in news["pushes"]] for news in told] == [["0", "1"], ["2", "3"], ["4"]]


def test_what_another_process_did_is_seen_too(site: Site, phone: Phone) -> None:
    with listening(site) as stream:
        stream.next()
        Messaging(site.services.store, phone.device).register(["news"])
        assert stream.next()[1]["channels"] == {"ads": 1, "news": 1}


def test_a_run_and_the_phones_share_one_stream(site: Site, phone: Phone) -> None:
    run = site.ask("POST", "/calls/runs", {"flow": "register", "phone": "Ada"}).json()["id"]
    with listening(site, f"/runs/{run}/events?phones=0") as stream:
        _, news = stream.next()
        assert [each["name"] for each in news["phones"]] == ["this computer", "Ada"]
        send(site, phone, "Hi")
        id, _ = stream.until(lambda news: bool(news["pushes"]))
    of_run, _, of_phones = id.partition(".")
    assert of_run != "0-0" and of_phones.isdecimal()
    with listening(site, f"/runs/{run}/events?phones=0", **{"Last-Event-ID": id}) as stream:
        assert stream.next()[1]["pushes"] == []


def test_the_page_of_all_runs_is_told_that_there_are_others(site: Site) -> None:
    with listening(site, "/runs/events") as stream:
        mark, _ = stream.next("runs")
    site.ask("POST", "/calls/runs", {"flow": "greet"})
    with listening(site, "/runs/events?since=nonsense", **{"Last-Event-ID": mark}) as stream:
        assert stream.next("runs")[0] != mark


def test_it_is_kept_warm(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "HEARTBEAT", 0.05)
    watch = feed.PhonesWatch(site.services.feed, "")
    monkeypatch.setattr(watch, "wait", lambda seconds: None)
    said = []
    for text in stream.watch([watch], lambda: False):
        said.append(text)
        if text == ": still here\n\n":
            break
    assert "event: phones" in said[1]


def test_there_is_a_hard_cap(serve: Callable[..., Site]) -> None:
    site = serve(streams=1)
    with listening(site):
        answer = site.ask("GET", "/phones/events")
        assert answer.status == 503 and int(answer.headers["Retry-After"]) > 0
        assert site.ask("GET", "/phones").status == 200


def test_a_visitors_watch_sees_the_own_phone_and_nothing_else(site: Site, phone: Phone) -> None:
    bo = site.services.phones.add("Bo")
    Messaging(site.services.store, bo.device).register(["ads"])
    for each in (phone, bo):
        send(site, each, f"for {each.name}")
    watch = feed.PhonesWatch(site.services.feed, "0", bo.device.device_id)
    told = watch.next()
    assert told is not None and "Ada" not in json.dumps(told) and told[1]["channels"] == {}
    assert [each["text"] for each in told[1]["pushes"]] == ["for Bo"]
    assert watch.next() is None
    site.services.phones.remove(bo.device.device_id)
    site.services.feed.changed()
    assert watch.next() == ("phones", {"phones": [], "gone": [bo.device.device_id], **QUIET})


QUIET: dict[str, Any] = {"channels": None, "pushes": [], "more": False}
