"""While a class is on: what visitors from the network get, and that they get nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from blockloom.runtime.apps import CLIENT, first_keys
from blockloom.runtime.errors import SettingsError
from blockloom.web import join as joining
from blockloom.web.counting import counters
from blockloom.web.guard import Gate, from_network
from blockloom.web.join import lan_address
from blockloom.web.serve import class_lines
from tests.web.client import Answer, Site

LAN = "127.0.0.2"


class Visitor:
    """Someone in the network, with a browser of their own."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.cookie = ""
        self.device: dict[str, str] = {}

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        own: dict[str, Any] = {"Host": f"{LAN}:{self.site.port}", "Cookie": self.cookie}
        if method not in ("GET", "HEAD"):
            own["Origin"] = f"http://{LAN}:{self.site.port}"
        return self.site.ask(method, path, body, **{**own, **headers})

    def join(self, name: str = "Ada", code: str | None = None, os: str = "IOS") -> Answer:
        body = {"code": self.site.services.gate.code if code is None else code, "name": name, "os": os}
        answer = self.ask("POST", "/calls/join", body)
        if answer.status == 200:
            self.cookie, self.device = answer.headers["Set-Cookie"].partition(";")[0], answer.json()
        return answer

    def register(self, path: str = "/api/messaging/registrations", **changed: Any) -> Answer:
        device = self.device or dict.fromkeys(("id", "token", "os", "version"), "x")
        body = {"deviceId": device["id"], "deviceToken": device["token"], "os": device["os"]}
        return self.ask("POST", path, {**body, "osVersion": device["version"], **changed})


@pytest.fixture(autouse=True)
def fresh_counters() -> None:
    counters.storage.reset()


@pytest.fixture
def site(serve: Callable[..., Site]) -> Site:
    return serve(lan=LAN)


@pytest.fixture
def visitor(site: Site) -> Visitor:
    return Visitor(site)


def test_with_the_code_one_gets_a_phone(site: Site, visitor: Visitor) -> None:
    code = site.services.gate.code
    assert visitor.join(code=code.lower().replace("-", " ")).status == 200, "however it is typed"
    assert "HttpOnly" in visitor.ask("POST", "/calls/join", {"code": code, "name": "Bo"}).headers["Set-Cookie"]
    page = visitor.ask("GET", "/phone")
    assert page.status == 200 and visitor.device["id"].encode() in page.body
    assert site.services.phones.named("Ada").device.os == "IOS"
    assert visitor.register(channels=["ads"]).status == 200
    assert visitor.ask("GET", f"/api/messaging/registrations/{visitor.device['id']}").json()[0]["channels"] == ["ads"]
    assert visitor.ask("DELETE", f"/api/messaging/registrations/{visitor.device['id']}?channels=ads").status == 200
    for call, more in (("state", {"state": "offline"}), ("read", {"upto": 1}), ("clear", {})):
        assert visitor.ask("POST", f"/calls/phones/{call}", {"id": visitor.device["id"], **more}).status == 200, call
    assert site.services.phones.named("Ada").state == "offline"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/", None),
        ("GET", "/phones", None),
        ("GET", "/flows/register", None),
        ("GET", "/flows/register/as/yaml", None),
        ("GET", "/runs", None),
        ("GET", "/data", None),
        ("GET", "/blocks", None),
        ("GET", "/nowhere", None),
        ("POST", "/calls/runs", {"flow": "register"}),
        ("POST", "/calls/phones", {"name": "Eve"}),
        ("POST", "/calls/phones/remove", {"id": "x"}),
        ("POST", "/calls/publish", {"channel": "default", "message": "Hi"}),
        ("PUT", "/calls/flows/evil", {"text": "flow: 1\ndo: []\n"}),
        ("POST", "/api/messaging/default", {"message": "Hi"}),
        ("POST", "/api/data/DeviceRegistration/find", {}),
        ("GET", "/api/info", None),
        ("POST", "/api/users/register", {"email": "a@b.example", "password": "x"}),
        ("POST", "/fcm/v1/projects/blockloom/messages:send", {"message": {"token": "x"}}),
    ],
)
def test_nothing_else_is_answered_with_or_without_a_phone(
    site: Site, visitor: Visitor, method: str, path: str, body: Any
) -> None:
    key = f"Bearer {site.services.pushing.key}"
    trainer = f"{site.services.gate.cookie}={site.services.gate.secret}"
    for joined in (False, True):
        if joined:
            assert visitor.join().status == 200
        for extra in ({}, {"Authorization": key}, {"Cookie": f"{trainer}; {visitor.cookie}"}):
            answer = visitor.ask(method, path, body, **extra)
            assert answer.status == 403 and "Join with the code" in answer.json()["message"], (joined, extra)
        if method == "GET":
            led = visitor.ask(method, path, Accept="text/html")
            assert (led.status, led.headers["Location"]) == (303, "/phone" if joined else "/join")
    token = site.services.gate.token
    assert visitor.ask("GET", f"/?token={token}").status == 403
    phones = [phone.name for phone in site.services.phones.list()]
    assert phones == ["this computer", "Ada"] and site.ask("GET", "/flows/evil").status == 404


def test_an_apps_key_opens_nothing_from_the_network(site: Site, visitor: Visitor) -> None:
    store = site.services.store
    path = f"/{store.app}/{first_keys(store)[CLIENT]}/messaging/registrations"
    assert visitor.join().status == 200
    assert visitor.register(path).status == 403
    here = {"deviceId": "d", "deviceToken": "t", "os": "IOS", "osVersion": "17"}
    assert site.ask("POST", path, here).status == 200, "from this machine it does"


def test_a_visitor_acts_for_the_own_phone_only(site: Site, visitor: Visitor) -> None:
    assert visitor.register().status == 403, "who has not joined has no phone"
    other = Visitor(site)
    assert visitor.join().status == other.join("Bo").status == 200
    assert other.register(channels=["ads"]).status == 200
    for changed in ({"deviceId": other.device["id"]}, {"deviceToken": other.device["token"]}):
        assert visitor.register(**changed).status == 403
    for method in ("GET", "DELETE"):
        assert visitor.ask(method, f"/api/messaging/registrations/{other.device['id']}").status == 403
    for call, more in (("state", {"state": "uninstalled"}), ("read", {"upto": 1}), ("clear", {})):
        assert visitor.ask("POST", f"/calls/phones/{call}", {"id": other.device["id"], **more}).status == 403
    assert other.device["id"].encode() not in visitor.ask("GET", "/phone").body
    assert site.services.phones.named("Bo").state == "online"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b'{"deviceId": null}'])
def test_a_registration_that_is_none_is_refused(visitor: Visitor, body: bytes) -> None:
    assert visitor.join().status == 200
    assert visitor.ask("POST", "/api/messaging/registrations", body).status == 403


def test_what_is_wrong_with_a_way_in_is_said_at_its_field(visitor: Visitor) -> None:
    for name, code, field in (("Ada", "AAA-AAA", "code"), ("", None, "name"), ("this computer", None, "name")):
        answer = visitor.join(name, code)
        assert answer.status in (400, 403) and answer.json()["errorData"] == {"field": field}
    assert visitor.join(os="BEOS").status == 400


def test_a_taken_name_is_no_way_to_someone_elses_phone(site: Site, visitor: Visitor) -> None:
    assert visitor.join("Ada").status == 200
    assert Visitor(site).join("Ada").status == 400


def test_guessing_the_code_comes_to_an_end(visitor: Visitor) -> None:
    answers = [visitor.join(code=f"AAA-{number:03}") for number in range(11)]
    assert [answer.status for answer in answers] == [403] * 10 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert visitor.join().status == 429, "nor is it a way to find out"


def test_so_does_joining(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from limits import parse

    monkeypatch.setattr(joining, "JOINED_BY_ADDRESS", parse("2 per minute"))
    assert [Visitor(site).join(name).status for name in ("A", "B", "C")] == [200, 200, 429]


def test_other_sites_pages_can_not_join_or_act(visitor: Visitor) -> None:
    assert visitor.join().status == 200
    for path in ("/calls/join", "/calls/phones/clear"):
        assert visitor.ask("POST", path, {"id": visitor.device["id"]}, Origin="http://evil.example").status == 403
        form = visitor.ask("POST", path, b"id=x", Content_Type="application/x-www-form-urlencoded")
        assert form.status == 415
    assert visitor.ask("GET", "/phone", Host="evil.example").status == 400


def test_a_phone_outlives_the_server(serve: Callable[..., Site]) -> None:
    first, second = serve(lan=LAN), None
    visitor = Visitor(first)
    assert visitor.join().status == 200
    second = serve(lan=LAN, port=0)
    visitor.site, cookie = second, visitor.cookie.partition("=")[2]
    visitor.cookie = f"{second.services.gate.visitor_cookie}={cookie}"
    assert visitor.ask("GET", "/phone").status == 200


def test_the_person_at_the_machine_has_everything_and_the_way_in(site: Site) -> None:
    page = site.ask("GET", "/phones")
    gate = site.services.gate
    assert page.status == 200 and gate.code.encode() in page.body and b"<svg" in page.body
    assert f"http://{LAN}:{site.port}/join".encode() in page.body
    assert site.ask("GET", "/phone", Accept="text/html").status == 404
    assert site.ask("GET", "/api/info").status == 200


def test_without_a_class_there_is_no_way_in(serve: Callable[..., Site]) -> None:
    site = serve()
    assert site.ask("POST", "/calls/join", {"code": "", "name": "Ada"}).status == 404
    assert b"Join the class" not in site.ask("GET", "/phones").body
    assert site.ask("GET", "/", Host=f"{LAN}:{site.port}").status == 400
    assert list(class_lines(site.services.gate)) == []


@pytest.mark.parametrize(
    ("peer", "host", "visits"),
    [
        ("127.0.0.1", "127.0.0.1:8350", False),
        ("127.0.0.1", "localhost", False),
        ("::1", "[::1]:8350", False),
        ("127.0.0.1", "192.168.1.5:8350", True),
        ("192.168.1.9", "127.0.0.1:8350", True),
        ("192.168.1.5", "192.168.1.5:8350", True),
        ("", "127.0.0.1", True),
        ("fe80::1", "localhost", True),
    ],
)
def test_who_is_a_visitor(peer: str, host: str, visits: bool) -> None:
    environ = {"REMOTE_ADDR": peer, "HTTP_HOST": host}
    assert from_network(environ, Gate("127.0.0.1", 8350, lan="192.168.1.5")) is visits
    assert not from_network(environ, Gate("127.0.0.1", 8350))


def test_it_warns_once_and_says_how_to_join() -> None:
    gate = Gate("127.0.0.1", 8350, lan="192.168.1.5")
    told, warning = class_lines(gate)
    assert "http://192.168.1.5:8350/join" in told and gate.code in told
    assert "plain HTTP" in warning
    assert gate.join_address.endswith(f"/join?code={gate.code}")


def test_a_machine_without_a_network_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    class Nowhere:
        def __enter__(self) -> Nowhere:
            return self

        def __exit__(self, *_: object) -> None: ...

        def connect(self, address: tuple[str, int]) -> None:
            raise OSError("Network is unreachable")

    monkeypatch.setattr(joining, "socket", lambda *_: Nowhere())
    with pytest.raises(SettingsError, match="--address"):
        lan_address()
