"""A server that everybody can reach: why it would not start, and what it is stricter about."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import yaml

from blockloom.runtime import apps
from blockloom.runtime.errors import FlowError, SettingsError
from blockloom.runtime.messaging import Messaging
from blockloom.runtime.permissions import PUBLIC, Rights
from blockloom.runtime.store import Store
from blockloom.runtime.store.bounds import Bounds
from blockloom.runtime.users import Passwords, User, Users
from blockloom.web.login import COOKIE
from blockloom.web.public import tightened
from blockloom.web.serve import listen
from blockloom.web.settings import Public, ServerSettings
from tests.runtime.messaging.support import HandClock, phone
from tests.web.api.conftest import PHONE, Wire, refusal, wire_of
from tests.web.client import Answer, Site

HOST = "flows.example.org"
ADDRESS = f"https://{HOST}"
THROUGH = {"Host": HOST, "X_Forwarded_Proto": "https", "X_Forwarded_For": "192.0.2.7"}
"""The headers that the proxy sends."""


def asked(data: Path, address: str = ADDRESS, proxy: str = "127.0.0.1", **changed: Any) -> ServerSettings:
    data.chmod(0o700)
    return replace(ServerSettings(data, public=Public(address, proxy)), **changed)


def test_what_is_safe_starts_and_is_tightened(tmp_path: Path) -> None:
    settings = tightened(asked(tmp_path), as_root=True)
    assert settings.rate_limits and settings.policy == PUBLIC


@pytest.mark.parametrize(
    ("changed", "mend"),
    [
        ({"address": ""}, "--url https://"),
        ({"address": "http://flows.example.org"}, "no https address"),
        ({"address": "https://flows.example.org/blockloom"}, "no https address"),
        ({"proxy": ""}, "--proxy 127.0.0.1"),
        ({"proxy": "nginx"}, "no IP address"),
        ({"origins": ("http://shop.example",)}, "--origin https://"),
        ({"origins": ("*",)}, "--origin https://"),
    ],
)
def test_what_is_not_safe_says_so_with_its_mend(tmp_path: Path, changed: dict[str, Any], mend: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(mend)) as error:
        tightened(asked(tmp_path, **changed), as_root=True)
    assert str(error.value).count("\n  - ") == 1


def test_every_reason_is_said_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(yaml, "__with_libyaml__", False)
    settings = asked(tmp_path, "", "")
    tmp_path.chmod(0o755)
    with pytest.raises(SettingsError) as error:
        tightened(settings)
    said = str(error.value)
    assert said.count("\n  - ") == 5 and "--as-root" in said and "libyaml" in said and "chmod 700" in said


def test_a_public_server_takes_no_other_port() -> None:
    with listen("127.0.0.1", 0) as taken, pytest.raises(SettingsError, match="can't listen"):
        listen("127.0.0.1", taken.getsockname()[1], public=True)


@pytest.fixture
def open_site(serve: Callable[..., Site]) -> Callable[..., Site]:
    def start(**settings: Any) -> Site:
        public = Public(ADDRESS, "127.0.0.1")
        return serve(**{"public": public, "policy": PUBLIC, "rate_limits": True, "simulator": False} | settings)

    return start


@pytest.fixture
def site(open_site: Callable[..., Site]) -> Site:
    return open_site()


def through(site: Site, method: str, path: str, body: Any = None, **headers: str) -> Answer:
    return site.ask(method, path, body, drop=() if "Cookie" in headers else ("Cookie",), **{**THROUGH, **headers})


def test_it_answers_to_its_own_name_by_https_alone(site: Site) -> None:
    assert through(site, "GET", "/login").status == 200
    for host in ("127.0.0.1", "localhost", "evil.example", ""):
        assert through(site, "GET", "/login", Host=host).status == 400
    plain = through(site, "GET", "/login", X_Forwarded_Proto="http")
    assert plain.status == 400 and "by https" in plain.json()["message"]
    assert "max-age" in plain.headers["Strict-Transport-Security"]


def test_headers_of_a_proxy_are_believed_from_its_address_alone(open_site: Callable[..., Site]) -> None:
    site = open_site(public=Public(ADDRESS, "192.0.2.1"))
    assert through(site, "GET", "/login").status == 400, "else anybody could say that they come by https"


def log_in(site: Site, token: str, **headers: str) -> Answer:
    form = urlencode({"token": token}).encode()
    own = {"Origin": ADDRESS, "Content_Type": "application/x-www-form-urlencoded"}
    return through(site, "POST", "/login", form, **{**own, **headers})


def test_the_pages_ask_for_the_admin_token(site: Site) -> None:
    keys, gate = apps.first_keys(site.services.store), site.services.gate
    for path in ("/", "/flows/register", "/runs", "/nowhere", f"/?token={gate.token}"):
        assert through(site, "GET", path).status == 401
        assert through(site, "GET", path, Cookie=f"{gate.cookie}={gate.secret}").status == 401
        asked = through(site, "GET", path, Sec_Fetch_Mode="navigate")
        assert (asked.status, asked.headers["Location"]) == (303, "/login")
    assert through(site, "POST", "/calls/check", {"text": ""}, Origin=ADDRESS).status == 401
    for wrong in ("", "guess", keys["client"], keys["server"]):
        assert log_in(site, wrong).status == 403
    assert log_in(site, keys["admin"], Origin="https://evil.example", Sec_Fetch_Site="cross-site").status == 403
    entered = log_in(site, f" {keys['admin']} ")
    assert entered.status == 303
    cookie = entered.headers["Set-Cookie"]
    assert cookie.startswith(f"{COOKIE}=") and keys["admin"] not in cookie
    assert all(word in cookie for word in ("Secure", "HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=43200"))
    held = cookie.partition(";")[0]
    assert through(site, "GET", "/", Cookie=held).status == 200
    forged = held[:-8] + ("y" if held[-8] == "x" else "x") + held[-7:]  # of the last letter some bits count for nothing
    assert through(site, "GET", "/", Cookie=forged).status == 401
    form = through(site, "POST", "/calls/check", b"text=x", Cookie=held, Origin=ADDRESS, Content_Type="text/plain")
    assert form.status == 415
    apps.rotate(site.services.store, apps.find_app(site.services.store, "default"), "admin")
    assert through(site, "GET", "/", Cookie=held).status == 401, "a new token ends what the old one opened"


def test_guessing_the_admin_token_ends_soon(site: Site) -> None:
    apps.first_keys(site.services.store)
    headers = {"X_Forwarded_For": "192.0.2.99"}
    statuses = [log_in(site, "guess", **headers).status for _ in range(11)]
    assert statuses == [403] * 10 + [429]


def test_apps_are_answered_by_listed_sites_alone(open_site: Callable[..., Site]) -> None:
    wire = wire_of(open_site(origins=("https://shop.example",)))
    answer = wire.ask("GET", "/info", **THROUGH, Origin="https://shop.example")
    assert answer.status == 200 and answer.json()["rtURL"] == ADDRESS
    assert (
        answer.headers["Access-Control-Allow-Origin"] == "https://shop.example" and answer.headers["Vary"] == "Origin"
    )
    for origin in ("https://evil.example", "http://localhost:5173", "null"):
        assert "Access-Control-Allow-Origin" not in wire.ask("GET", "/info", **THROUGH, Origin=origin).headers
        refusal(wire.at("/api").ask("GET", "/info", **THROUGH, Origin=origin), 2009)
    assert wire.at("/api").ask("GET", "/info", **THROUGH, Origin=ADDRESS).status == 200


def test_calls_are_bounded_by_address_and_key(open_site: Callable[..., Site]) -> None:
    wire = wire_of(open_site())

    def register(wire: Wire, **headers: str) -> Answer:
        return wire.ask("POST", "/messaging/registrations", PHONE, **{**THROUGH, **headers})

    assert {register(wire).status for _ in range(300)} == {200}
    answer = register(wire)
    refusal(answer, 999, 429)
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert register(wire, X_Forwarded_For="192.0.2.8").status == 200
    assert register(wire.with_key("server")).status == 200
    assert wire.ask("GET", "/info", **THROUGH).status == 200
    assert "Retry-After" not in wire.ask("GET", "/info", **THROUGH).headers


def test_without_the_simulator_there_is_none(site: Site) -> None:
    assert through(site, "POST", "/fcm/v1/projects/blockloom/messages:send", {}).status in (400, 401)


def user(store: Store, email: str) -> User:
    return Users(store, Passwords()).register({"email": email, "password": "engine"})


def test_devices_and_channels_are_bounded(store: Store) -> None:
    rights = Rights(store, policy=replace(PUBLIC, bounds=Bounds(6, 4, 0)))
    door = Messaging(store, phone(), rights=rights)
    door.register(["a", "b"])
    door.register(["b", "c", "d"])
    with pytest.raises(FlowError, match="at most 4 channels") as error:
        door.register(["a", "e"])
    assert error.value.code == 8000 and door.registrations()[0]["channels"] == ["a", "b", "c", "d"]
    with pytest.raises(FlowError, match="at most 6 channels") as error:
        Messaging(store, phone(2), rights=rights).register(["a", "x", "y", "z"])
    assert error.value.code == 8000 and door.channels() == ["a", "b", "c", "d"], "all or nothing"
    Messaging(store, phone(2), rights=Rights(store, "server", policy=rights.policy)).register(list("abcdefgh"))


def test_another_users_token_is_taken_over_after_a_day_without_a_call(store: Store) -> None:
    ada, bob, clock = user(store, "ada@example.com"), user(store, "bob@example.com"), HandClock()

    def register(number: int, user: User | None) -> None:
        Messaging(store, phone(number, "shared"), clock, Rights(store, user=user, policy=PUBLIC)).register()

    register(1, ada)
    for who in (bob, None):
        with pytest.raises(FlowError) as error:
            register(2, who)
        assert error.value.code == 1012
    register(2, ada)
    clock.time += 24 * 3600 * 1000 - 1
    register(2, ada)  # a call, though nothing is new
    clock.time += 24 * 3600 * 1000 - 1
    with pytest.raises(FlowError):
        register(3, bob)
    clock.time += 1
    register(3, bob)
    assert Messaging(store, phone(3), clock).registrations()[0]["deviceToken"] == "shared"
    Messaging(store, phone(3), clock).cancel()
    register(4, None)  # who cancels leaves the token to whoever comes next
