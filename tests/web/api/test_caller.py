"""Who may call: the app's id and key, the two forms of the address, hosts, origins, tokens."""

from __future__ import annotations

import pytest

from blockloom.runtime import apps
from tests.web.api.conftest import Wire, refusal

REGISTRATION = "/messaging/registrations"


def test_an_unknown_app_or_key_is_refused_before_anything_else(wire: Wire) -> None:
    id, keys = wire.app_id, wire.keys
    fronts = (f"/{id}/{'0' * 64}", f"/{id.replace(id[0], 'X')}/{keys['client']}", f"/nobody/{keys['client']}", "/a/b")
    for front in (*fronts, f"/{id}/{keys['admin']}", f"/{id}/{keys['client'][:-1]}", f"/{id}/"):
        for method, path, body in (
            ("GET", "/info", None),
            ("POST", REGISTRATION, b"{"),
            ("DELETE", "/nowhere", None),
            ("GET", "", None),
        ):
            refusal(wire.at(front).ask(method, path, body, user_token="dead"), 2002)


def test_both_forms_of_the_address_mean_the_same_app(wire: Wire) -> None:
    expected = {"rtURL": wire.site.base, "loggers": [], "appId": wire.app_id, "apiKey": wire.keys["client"]}
    for front in (wire.front, wire.front.replace(wire.app_id, wire.app_id.lower()), "/api"):
        assert wire.at(front).ask("GET", "/info").json() == expected
    assert wire.with_key("server").ask("GET", "/info").json() == expected
    wire.at("/api").register()
    assert wire.read()["deviceId"] == "phone-1"


def test_the_form_with_headers_is_not_served(wire: Wire) -> None:
    headers = {"application_id": wire.app_id, "secret_key": wire.keys["client"], "application_type": "REST"}
    assert wire.at("/v1/data").ask("GET", "/x", **headers).json()["code"] == 2002


def test_apps_do_not_see_one_another(wire: Wire) -> None:
    id, keys = apps.create_app(wire.store, "Shop")
    other = Wire(wire.site, id, keys, f"/{id}/{keys['client']}")
    first = wire.ids(channels=["ads"])
    refusal(other.ask("GET", f"{REGISTRATION}/phone-1"), 5000)
    second = other.ids(channels=["ads"], os="IOS")
    assert first["ads"] != second["ads"]
    assert (wire.read()["os"], other.read()["os"]) == ("ANDROID", "IOS")
    assert wire.read()["deviceToken"] == other.read()["deviceToken"] == "token-1"
    assert other.ask("DELETE", f"{REGISTRATION}/phone-1").json() == {"result": True}
    assert wire.read()["channels"] == ["ads"]
    refusal(wire.at(f"/{wire.app_id}/{keys['client']}").ask("GET", "/info"), 2002)
    assert other.ask("GET", "/info").json()["apiKey"] == keys["client"]


def test_a_rotated_key_is_refused_at_once(wire: Wire) -> None:
    app = apps.find_app(wire.store, "default")
    assert wire.ask("GET", "/info").status == 200
    key = apps.rotate(wire.store, app, "client")
    refusal(wire.ask("GET", "/info"), 2002)
    assert wire.at(f"/{wire.app_id}/{key}").ask("GET", "/info").json()["apiKey"] == key
    assert wire.with_key("server").ask("GET", "/info").status == 200


@pytest.mark.parametrize("front", ["key", "domain"])
def test_paths_and_methods_that_are_not_there(wire: Wire, front: str) -> None:
    wire = wire if front == "key" else wire.at("/api")
    refusal(wire.ask("GET", "/nowhere"), 2000, 404)
    refusal(wire.ask("GET", ""), 2000, 404)
    answer = wire.ask("PUT", REGISTRATION, {})
    refusal(answer, 2001, 405)
    assert "POST" in answer.headers["Allow"]
    refusal(wire.ask("GET", "/counters/visits"), 2000, 501)
    refusal(wire.ask("GET", "/files/a/b"), 2000, 501)
    refusal(wire.ask("PUT", "/data/DeviceRegistration/1", {}), 2000, 501)
    for method, path, there in (("GET", "/users/login", "POST"), ("DELETE", "/users/logout", "GET")):
        answer = wire.ask(method, path)
        assert refusal(answer, 2001, 405) and answer.headers["Allow"] == there


def test_a_dead_user_token_is_refused_and_never_passed_over(wire: Wire) -> None:
    expected = "Not existing user token - gone. Relogin user to update your user token"
    for method, path, body in (("GET", "/info", None), ("POST", REGISTRATION, b"{"), ("GET", "/nowhere", None)):
        assert refusal(wire.ask(method, path, body, user_token="gone"), 3064) == expected
    assert wire.ask("GET", "/info", user_token="").status == 200
    long = refusal(wire.ask("GET", "/info", user_token="<b>" * 4000), 3064)
    assert len(long) < 400


def test_a_foreign_host_is_refused_in_both_forms(wire: Wire) -> None:
    cases: list[str] = ["evil.example", "127.0.0.1.evil.example", "[::2]"]
    for host in cases:
        for front in (wire.front, "/api"):
            refusal(wire.at(front).ask("GET", "/info", Host=host), 2009)


def test_any_page_may_call_with_the_key_but_never_with_cookies(wire: Wire) -> None:
    for method, path in (("GET", "/info"), ("GET", "/nowhere"), ("OPTIONS", REGISTRATION)):
        answer = wire.ask(method, path, Origin="https://shop.example", Sec_Fetch_Site="cross-site")
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer.headers and "Set-Cookie" not in answer.headers
    assert refusal(wire.at("/a/b").ask("GET", "/info", Origin="https://shop.example"), 2002)


def test_a_preflight_names_what_sdks_send(wire: Wire) -> None:
    for front in (wire.front, "/api"):
        answer = wire.at(front).ask("OPTIONS", REGISTRATION, Origin=wire.site.base)
        assert answer.status == 204
        assert answer.headers["Access-Control-Allow-Methods"] == "GET, POST, PUT, DELETE"
        assert answer.headers["Access-Control-Allow-Headers"] == "content-type, user-token, bl-execution-type"


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://127.0.0.1.evil.example", "file://", "http://["]
)
def test_without_a_key_a_foreign_page_is_refused(wire: Wire, origin: str) -> None:
    domain = wire.at("/api")
    for method, path in (("POST", REGISTRATION), ("GET", "/info"), ("OPTIONS", REGISTRATION)):
        answer = domain.ask(method, path, b"{}" if method == "POST" else None, Origin=origin, Content_Type="text/plain")
        refusal(answer, 2009)
        assert "Access-Control-Allow-Origin" not in answer.headers
    refusal(wire.ask("GET", f"{REGISTRATION}/phone-1"), 5000)


def test_this_machines_pages_may_call_without_a_key(wire: Wire) -> None:
    cases: list[str] = ["http://localhost:5173", "https://127.0.0.1", "http://[::1]:8080"]
    for origin in cases:
        answer = wire.at("/api").ask("GET", "/info", Origin=origin)
        assert answer.status == 200
        assert answer.headers["Access-Control-Allow-Origin"] == origin and answer.headers["Vary"] == "Origin"


def test_pages_and_api_do_not_reach_into_one_another(wire: Wire) -> None:
    site, gate = wire.site, wire.site.services.gate
    assert site.ask("GET", f"{wire.front}/info", drop=("Cookie",)).status == 200
    assert site.ask("GET", "/flows/register", drop=("Cookie",)).status == 403
    refusal(site.ask("GET", f"/nobody/nothing/?token={gate.token}"), 2002)
    refusal(site.ask("GET", f"{wire.front}/flows/register"), 2000, 404)
    assert "Set-Cookie" not in site.ask("GET", f"{wire.front}/info?token={gate.token}").headers


def test_the_servers_own_headers_are_on_every_answer(wire: Wire) -> None:
    for answer in (wire.ask("GET", "/info"), wire.ask("GET", "/nowhere"), wire.at("/a/b").ask("GET", "/info")):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"


def test_an_error_is_json_for_a_browser_too(wire: Wire) -> None:
    refusal(wire.ask("GET", "/nowhere", Accept="text/html", Sec_Fetch_Mode="navigate"), 2000, 404)
