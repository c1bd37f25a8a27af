"""Who may talk to the server, one test a rule (security of everything that faces a browser)."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from blockloom import catalog
from blockloom.runtime import schema
from tests.web.client import Site
from tests.web.conftest import WEB

SAVED = {"text": "flow: 1\nname: Mine\ndo: []\n"}
PLACES = ("/", "/static/base.css", "/nowhere", "/runs", "/flows/register", "/calls/runs")


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "127.0.0.1@evil.example", "[::2]", "127.0.0.2", ""]
)
@pytest.mark.parametrize("path", PLACES)
def test_a_foreign_host_is_refused_everywhere(site: Site, host: str, path: str) -> None:
    answer = site.ask("GET", path, Host=host)
    assert answer.status == 400
    assert "address that it printed" in answer.json()["message"]


@pytest.mark.parametrize("path", PLACES)
@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_a_missing_host_is_refused_everywhere(site: Site, path: str, version: str) -> None:
    cookie = f"{site.services.gate.cookie}={site.services.gate.secret}"
    said = site.raw(f"GET {path} HTTP/{version}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n".encode())
    assert said.split(b" ")[1] == b"400"


@pytest.mark.parametrize("path", PLACES)
@pytest.mark.parametrize("hosts", [("127.0.0.1:{port}", "evil.example"), ("evil.example", "127.0.0.1:{port}")])
def test_two_hosts_are_refused_everywhere(site: Site, path: str, hosts: tuple[str, str]) -> None:
    cookie = f"{site.services.gate.cookie}={site.services.gate.secret}"
    named = "".join(f"Host: {host.format(port=site.port)}\r\n" for host in hosts)
    said = site.raw(f"GET {path} HTTP/1.1\r\n{named}Cookie: {cookie}\r\nConnection: close\r\n\r\n".encode())
    assert said.split(b" ")[1] == b"400"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_our_own_names_are_answered(site: Site, host: str) -> None:
    assert site.ask("GET", "/", Host=f"{host}:{site.port}").status == 200


def test_without_the_cookie_no_page_and_no_call_is_served(site: Site) -> None:
    for path in ("/", "/flows/register", "/runs", "/nowhere"):
        answer = site.ask("GET", path, drop=("Cookie",))
        assert answer.status == 403, path
        assert "printed" in answer.json()["message"]
    assert site.ask("POST", "/calls/runs", {"flow": "register"}, drop=("Cookie",)).status == 403
    assert site.ask("GET", "/", Cookie=f"{site.services.gate.cookie}=guess").status == 403


def test_the_schema_of_flow_files_is_for_any_editor_that_names_this_host(site: Site) -> None:
    answer = site.ask("GET", "/schema/flow-1.json", drop=("Cookie",))
    assert answer.status == 200 and answer.headers["Content-Type"] == "application/json"
    assert answer.json() == schema(catalog())
    assert site.ask("GET", "/schema/flow-1.json", drop=("Cookie",), Host="evil.example").status == 400


def test_the_printed_token_is_traded_for_a_strict_http_only_cookie_and_leaves_the_address(site: Site) -> None:
    gate = site.services.gate
    answer = site.ask("GET", f"/flows/register?x=1&token={gate.token}", drop=("Cookie",))
    assert answer.status == 303
    assert answer.headers["Location"] == "/flows/register?x=1"
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie and gate.token not in cookie
    assert site.ask("GET", "/", Cookie=cookie.split(";")[0]).status == 200


def test_a_wrong_token_opens_nothing(site: Site) -> None:
    answer = site.ask("GET", "/?token=guess", drop=("Cookie",))
    assert answer.status == 403 and "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": "none"},
    ],
)
def test_a_change_from_another_site_is_refused(site: Site, headers: dict[str, Any]) -> None:
    answer = site.ask("PUT", "/calls/flows/mine", SAVED, **headers)
    assert answer.status == 403
    assert not site.services.library.has("mine")


def test_a_change_that_does_not_say_where_it_comes_from_is_refused(site: Site) -> None:
    answer = site.ask("PUT", "/calls/flows/mine", SAVED, drop=("Origin", "Sec-Fetch-Site"))
    assert answer.status == 403
    assert site.ask("PUT", "/calls/flows/mine", SAVED, drop=("Origin",)).status == 200
    assert site.ask("PUT", "/calls/flows/other", SAVED, drop=("Sec-Fetch-Site",)).status == 200


def test_another_sites_page_can_link_here_but_not_read_us(site: Site) -> None:
    assert site.ask("GET", "/", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="navigate").status == 200
    for kind in ("cross-site", "same-site"):
        assert site.ask("GET", "/runs", Sec_Fetch_Site=kind, Sec_Fetch_Mode="no-cors").status == 403
    assert site.ask("GET", "/runs", Origin="http://evil.example").status == 403


@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain", "text/json", ""]
)
def test_a_change_has_to_be_json(site: Site, kind: str) -> None:
    answer = site.ask("PUT", "/calls/flows/mine", SAVED, Content_Type=kind)
    assert answer.status == 415
    assert not site.services.library.has("mine")


def headers_hold(headers: dict[str, str]) -> None:
    policy = headers["Content-Security-Policy"].split("; ")
    assert "default-src 'none'" in policy and "script-src 'self'" in policy and "frame-ancestors 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy and "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


def test_every_response_carries_the_headers_errors_included(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    run = site.start("register")
    seen = {
        200: [site.ask("GET", "/"), site.ask("GET", "/static/base.css"), site.ask("GET", f"/runs/{run}/events")],
        303: [site.ask("GET", f"/?token={site.services.gate.token}")],
        400: [site.ask("GET", "/", Host="evil.example"), site.ask("POST", "/calls/runs", b"{")],
        403: [site.ask("GET", "/", drop=("Cookie",))],
        404: [site.ask("GET", "/nowhere"), site.ask("GET", "/static/nowhere")],
        405: [site.ask("DELETE", "/calls/runs", {})],
        413: [site.ask("POST", "/calls/phones", {"name": "x" * 300_000})],
        415: [site.ask("POST", "/calls/phones", {}, Content_Type="text/plain")],
    }
    monkeypatch.setattr(site.services.library, "list", lambda: 1 / 0)
    seen[500] = [site.ask("GET", "/")]
    for status, answers in seen.items():
        for answer in answers:
            assert answer.status == status, answer.body
            headers_hold(answer.headers)


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: strange\r\n\r\n", 501),
        (b"POST /calls/runs HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999\r\n\r\n", 413),
        (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"x" * 65_500 + b"\r\n\r\n", 431),
    ],
)
def test_what_the_server_refuses_below_the_app_looks_the_same(site: Site, request_bytes: bytes, status: int) -> None:
    head, _, body = site.raw(request_bytes).partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    assert lines[0].split(" ")[1] == str(status)
    headers_hold(dict(line.split(": ", 1) for line in lines[1:]))
    assert b'"code"' in body and b'"errorData"' in body and b"waitress" not in head.lower() + body.lower()


def test_bodies_are_capped_at_256_kib_and_flow_texts_at_8_mib(site: Site) -> None:
    cap = 256 * 1024
    fits = b'{"name": "' + b" " * (cap - 20) + b'phone"}'
    assert len(fits) <= cap and site.ask("POST", "/calls/phones", fits).status == 200
    answer = site.ask("POST", "/calls/phones", b'{"name": "' + b" " * cap + b'phone"}')
    assert (answer.status, answer.json()["code"]) == (413, 8000)
    fits = b'{"text": "' + b"#" * (8 * 1024 * 1024 - 12) + b'"}'
    assert site.ask("POST", "/calls/check", fits).status == 200
    assert site.ask("PUT", "/calls/flows/mine", fits).status == 400
    head = f"POST /calls/check HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(fits) + 1}\r\n\r\n"
    said = site.raw(head.encode())
    assert said.split(b" ")[1] == b"413" and b'"code": 8000' in said


def test_a_chunked_body_is_capped_too(site: Site) -> None:
    cookie = f"{site.services.gate.cookie}={site.services.gate.secret}"
    head = (
        f"POST /calls/phones HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\nCookie: {cookie}\r\nOrigin: {site.base}\r\n"
        "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    ).encode()
    chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    assert site.raw(head + chunk * 5 + b"0\r\n\r\n").split(b" ")[1] == b"413"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b'"text"',
        b"null",
        b'{"flow": 5}',
        b'{"flow": null}',
        b'{"flow": NaN}',
        b'{"flow": 1e999}',
        b'{"flow": "a", "flow": "b"}',
        b'{"flow": "\\ud800"}',
        b'{"flow": "register", "inputs": []}',
        b'{"flow": "greet", "inputs": {"name": 5}}',
        b'{"flow": "greet", "inputs": {"nobody": "x"}}',
        b'{"flow": "register", "phone": ["x"]}',
        b'{"flow": "register", "phone": "somebody\'s"}',
        b'{"flow": ' + b"9" * 5000 + b"}",
        b'{"flow": ' + b"[" * 100_000,
    ],
)
def test_a_bad_body_gets_a_sentence_and_changes_nothing(site: Site, body: bytes) -> None:
    answer = site.ask("POST", "/calls/runs", body)
    assert answer.status == 400
    said = answer.json()
    assert set(said) == {"code", "message", "errorData"} and said["message"].endswith((".", "]"))
    assert b"Traceback" not in answer.body and b"Error" not in answer.body.replace(b"errorData", b"")


def test_the_run_endpoint_takes_a_stored_flow_and_never_a_text(site: Site) -> None:
    text = "flow: 1\ndo:\n- print: sent\n"
    for key in (text, "../examples/register", "/etc/passwd", "register.flow.yaml"):
        assert site.ask("POST", "/calls/runs", {"flow": key}).status == 400
    run = site.start("greet")
    smuggled = site.ask("POST", "/calls/runs", {"flow": "greet", "text": text, "program": text, "do": []})
    assert smuggled.status == 201
    for each in (run, smuggled.json()["id"]):
        assert site.events(each)[-1]["data"]["log"] == ["Hello, Ada", "Hello, Ada"]


def test_a_fault_shows_nothing_of_the_inside_and_logs_the_route_not_the_address(
    site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(key: str) -> None:
        raise RuntimeError("secret /etc/path SELECT")

    monkeypatch.setattr(site.services.library, "read", fail)
    with caplog.at_level(logging.ERROR, "blockloom.web"):
        answer = site.ask("GET", "/flows/private-name", Accept="application/json")
        page = site.ask("GET", "/flows/private-name", Accept="text/html")
    for each in (answer, page):
        assert each.status == 500
        assert not any(word in each.body for word in (b"secret", b"RuntimeError", b"SELECT", b"Traceback"))
    request_id = answer.json()["errorData"]["requestId"]
    assert request_id in caplog.text and "/flows/<key>" in caplog.text
    assert "private-name" not in caplog.records[0].getMessage()


def test_the_cookie_is_named_after_the_port_so_two_servers_do_not_disturb_each_other(site: Site) -> None:
    assert str(site.port) in site.services.gate.cookie


def test_a_page_is_never_kept_and_a_file_asked_for_by_its_hash_is(site: Site) -> None:
    assert site.ask("GET", "/").headers["Cache-Control"] == "no-store"
    page = site.ask("GET", "/").body.decode()
    sheet = page.split('rel="stylesheet" href="')[1].split('"')[0]
    assert "immutable" in site.ask("GET", sheet).headers["Cache-Control"]
    scripts = {path.name for path in (WEB / "static" / "built").glob("desk-*.js")}
    assert scripts
    for name in scripts:
        assert "immutable" in site.ask("GET", f"/static/built/{name}").headers["Cache-Control"]
    assert "immutable" not in site.ask("GET", "/static/built/page.js").headers["Cache-Control"]
