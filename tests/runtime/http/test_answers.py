"""What comes back: bodies as values, caps that hold against hostile servers, redirects step by step."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from blockloom.runtime import FlowError
from blockloom.runtime.http.answers import MOST
from tests.runtime.http.support import Visit, code_of, door, serving, url


def asked(status: int = 200, body: bytes = b"", method: str = "GET", **headers: str) -> dict[str, Any]:
    with serving(lambda visit: visit.answer(status, body, **headers)) as server:
        answer = door(server).request(method, url(server))
        assert answer.pop("url") == url(server)
        return answer


@pytest.mark.parametrize(
    ("kind", "body", "value"),
    [
        ("application/json", b'{"a": [1, 2.5, null]}', {"a": [1, 2.5, None]}),
        ("application/problem+json; charset=utf-8", b'"x"', "x"),
        ("application/json", "\ufeff[]".encode(), []),
        ("application/json", b"", None),
        ("text/plain", "é".encode(), "é"),
        ("text/html; charset=ISO-8859-1", "é".encode("latin-1"), "é"),
        ("text/html; charset=nonsense", "é".encode(), "é"),
        ("text/plain; charset=base64", b"YQ==", "YQ=="),
        ("text/plain; charset=utf-7", b"+2AA-", "?"),
        ("text/plain", b"a\xffb", "a\ufffdb"),
        ("application/xml", b"<a/>", "<a/>"),
        ("image/svg+xml", b"<svg/>", "PHN2Zy8+"),
        ("image/png", b"\x89PNG\0", "iVBORwA="),
    ],
)
def test_a_body_becomes_a_value(kind: str, body: bytes, value: Any) -> None:
    answer = asked(body=body, Content_Type=kind)
    assert (answer["status"], answer["body"], answer["headers"]["content-type"]) == (200, value, kind)


def test_a_body_without_a_kind_is_text() -> None:
    assert asked(body=b"hello")["body"] == "hello"


def test_every_status_comes_back() -> None:
    assert [asked(status)["status"] for status in (200, 404, 500, 599)] == [200, 404, 500, 599]
    assert asked(204)["body"] is None


def test_a_head_has_headers_only() -> None:
    def head(visit: Visit) -> None:
        visit.send(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A: 1\r\nX-A: 2\r\n\r\n")

    with serving(head) as server:
        answer = door(server).request("HEAD", url(server))
    assert answer["body"] is None and answer["headers"] == {"content-length": "5", "x-a": "1, 2"}


@pytest.mark.parametrize(
    "body", [b"{", b"NaN", b'{"a": 1, "a": 2}', b"9007199254740993", b"[" * 50_000, b'"\\ud800"', b"1e999"]
)
def test_json_that_the_language_cannot_hold_is_an_error(body: bytes) -> None:
    assert code_of(lambda: asked(body=body, Content_Type="application/json")) in ("wrong_json", "too_deep")


def test_a_flood_is_cut_off() -> None:
    sent = 0

    def flood(visit: Visit) -> None:
        def more() -> None:
            nonlocal sent
            visit.send(b"x" * 65_536)
            sent += 65_536

        visit.send(b"HTTP/1.1 200 OK\r\n\r\n")
        visit.until_closed(more, 0)

    with serving(flood) as server:
        assert code_of(lambda: door(server).request("GET", url(server))) == "too_large"
    assert MOST < sent < 16 * MOST


def test_a_body_of_just_the_limit_is_read() -> None:
    assert len(asked(body=b"x" * MOST)["body"]) == MOST
    assert code_of(lambda: asked(body=b"x" * (MOST + 1))) == "too_large"


def test_an_announced_flood_is_not_even_read() -> None:
    def announce(visit: Visit) -> None:
        visit.send(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n")
        visit.until_closed(lambda: None, 0.05)

    with serving(announce) as server:
        assert code_of(lambda: door(server).request("GET", url(server))) == "too_large"


def test_a_packed_answer_is_refused_unread() -> None:
    packed = gzip.compress(b"0" * 50_000_000)
    assert code_of(lambda: asked(body=packed, Content_Encoding="gzip")) == "http"


def test_headers_without_end_are_cut_off() -> None:
    def endless(visit: Visit) -> None:
        visit.send(b"HTTP/1.1 200 OK\r\n")
        visit.until_closed(lambda: visit.send(b"X-More: " + b"y" * 8_000 + b"\r\n"), 0)

    with serving(endless) as server:
        assert code_of(lambda: door(server).request("GET", url(server))) == "http"


@pytest.mark.parametrize(
    "words",
    [
        b"",
        b"SSH-2.0-OpenSSH_9\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nBad Header\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
        b"\xff" * 1_000,
    ],
)
def test_what_is_no_http_is_an_error(words: bytes) -> None:
    with serving(lambda visit: visit.send(words)) as server:
        assert code_of(lambda: door(server).request("GET", url(server))) == "http"


def test_nobody_there() -> None:
    with serving(lambda visit: None) as server:
        pass
    assert code_of(lambda: door(server).request("GET", url(server))) == "http"


def test_redirects_are_followed_three_times_and_no_more() -> None:
    def count_down(visit: Visit) -> None:
        left = int(visit.path[1:])
        visit.answer(302, Location=f"{left - 1}") if left else visit.answer(200, b"there")

    with serving(count_down) as server:
        answer = door(server).request("GET", url(server, "/3"))
        assert (answer["body"], answer["url"]) == ("there", url(server, "/0"))
        server.connections = 0
        assert code_of(lambda: door(server).request("GET", url(server, "/4"))) == "http"
        assert server.connections == 4


def test_a_loop_of_redirects_ends() -> None:
    with serving(lambda visit: visit.answer(307, Location="/")) as server:
        assert code_of(lambda: door(server).request("GET", url(server))) == "http"
    assert server.connections == 4


@pytest.mark.parametrize("location", ["ftp://a.test/", "http://u:p@a.test/", "http://a.test:25/", "javascript:1"])
def test_redirects_to_odd_places_are_refused(location: str) -> None:
    with serving(lambda visit: visit.answer(302, Location=location)) as server:
        assert code_of(lambda: door(server).request("GET", url(server))) == "address"


@pytest.mark.parametrize(
    ("status", "method", "then", "body"),
    [
        (301, "POST", "GET", b""),
        (302, "POST", "GET", b""),
        (303, "PUT", "GET", b""),
        (303, "HEAD", "HEAD", b""),
        (302, "PUT", "PUT", b'{"a": 1}'),
        (307, "POST", "POST", b'{"a": 1}'),
        (308, "PATCH", "PATCH", b'{"a": 1}'),
    ],
)
def test_methods_and_bodies_after_a_redirect(status: int, method: str, then: str, body: bytes) -> None:
    def script(visit: Visit) -> None:
        visit.answer(status, Location="/new") if visit.path == "/" else visit.answer(200)

    content = None if method == "HEAD" else {"a": 1}
    with serving(script) as server:
        door(server).request(method, url(server), headers={"Authorization": "Bearer x"}, body=content)
    head, _, sent = server.requests[1].partition(b"\r\n\r\n")
    assert head.startswith(f"{then} /new ".encode()) and sent == body
    assert (b"content-type" in head) == bool(body) and b"authorization: Bearer x" in head


def test_another_server_is_not_told_credentials() -> None:
    with serving(lambda visit: visit.answer(200)) as other:
        with serving(lambda visit: visit.answer(307, Location=url(other))) as server:
            headers = {"Authorization": "Bearer x", "Cookie": "c", "X-Api-Key": "k", "Accept-Language": "fa"}
            door(server, other).request("GET", url(server), headers=headers)
        assert b"Bearer x" in server.requests[0] and b"x-api-key: k" in server.requests[0]
        told = other.requests[0].lower()
        assert b"accept-language: fa" in told
        assert not any(word in told for word in (b"bearer", b"cookie", b"api-key"))


def test_errors_name_the_host_and_not_the_query() -> None:
    with serving(lambda visit: visit.send(b"no")) as server, pytest.raises(FlowError) as error:
        door(server).request("GET", url(server, "/?key=abcdef"))
    assert "shop.test" in error.value.message and "abcdef" not in json.dumps(error.value.record())
