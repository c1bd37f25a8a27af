"""What is sent: every slot as it should be, and nothing that breaks out of its place."""

from __future__ import annotations

from typing import Any

import pytest

from blockloom.runtime.http import Http
from blockloom.runtime.http.fields import request_of
from blockloom.runtime.http.urls import parse_url
from tests.runtime.http.support import Visit, code_of, door, serving, url

BREAKS = ["\r\n", "\n", "\r", "\0", "\x0b", "\x7f", "\x85", "\u2028"]


def fine(visit: Visit) -> None:
    visit.answer(200, b"{}", Content_Type="application/json")


def sent(**slots: Any) -> tuple[str, dict[str, str], bytes]:
    """The request line, the headers and the body that arrive."""
    with serving(fine) as server:
        path = slots.pop("path", "/")
        door(server).request(slots.pop("method", "GET"), url(server, path), **slots)
        head, _, body = server.requests[0].partition(b"\r\n\r\n")
        line, *lines = head.decode().split("\r\n")
        headers = dict(entry.split(": ", 1) for entry in lines)
        assert headers.pop("host") == f"shop.test:{server.port}"
        return line, headers, body


def test_a_plain_question() -> None:
    line, headers, body = sent(path="/price?of=tea")
    assert line == "GET /price?of=tea HTTP/1.1" and body == b""
    assert headers == {
        "accept": "*/*",
        "accept-encoding": "identity",
        "connection": "close",
        "user-agent": "Blockloom",
    }


def test_query_values_are_encoded_and_added_to_what_is_there() -> None:
    query = {"q": "tea & milk", "n": 2, "yes": True, "tag": ["a", "b"], "none": None, "ø": "é/?"}
    line, _, _ = sent(path="/find?x=1", query=query)
    assert line == "GET /find?x=1&q=tea%20%26%20milk&n=2&yes=true&tag=a&tag=b&%C3%B8=%C3%A9%2F%3F HTTP/1.1"


def test_letters_of_any_language_in_an_address() -> None:
    line, _, _ = sent(path="/kafé/100%25?ø=1#part")
    assert line == "GET /kaf%C3%A9/100%25?%C3%B8=1 HTTP/1.1"
    assert parse_url("https://Bücher.example/").host == "xn--bcher-kva.example"


@pytest.mark.parametrize(
    ("body", "body_as", "kind", "content"),
    [
        ({"a": [1, None, "é"]}, "json", "application/json", '{"a": [1, null, "é"]}'.encode()),
        ([1.5, True], "json", "application/json", b"[1.5, true]"),
        (5, "json", "application/json", b"5"),
        ("<a/>", "json", "text/plain; charset=utf-8", b"<a/>"),
        ({"a": "x y", "b": 2.0, "c": None}, "form", "application/x-www-form-urlencoded", b"a=x+y&b=2&c="),
        ("a=1", "form", "application/x-www-form-urlencoded", b"a=1"),
    ],
)
def test_bodies(body: Any, body_as: str, kind: str, content: bytes) -> None:
    _, headers, got = sent(method="POST", body=body, body_as=body_as)
    assert (headers["content-type"], headers["content-length"], got) == (kind, str(len(content)), content)


def test_a_header_of_the_flow_goes_before_ours() -> None:
    _, headers, _ = sent(method="PUT", body="a,b", headers={"Content-Type": "text/csv", "X-Id": 7, "X-None": None})
    assert headers["content-type"] == "text/csv" and headers["x-id"] == "7" and "x-none" not in headers


@pytest.mark.parametrize("end", BREAKS)
@pytest.mark.parametrize("slot", ["method", "url", "host", "name", "value"])
def test_nothing_breaks_out_of_its_place(slot: str, end: str) -> None:
    evil = f"a{end}X-Evil: 1"
    with serving(fine) as server:
        slots: dict[str, Any] = {"method": "GET", "url": url(server), "headers": {}}
        changed: dict[str, dict[str, Any]] = {
            "method": {"method": f"GET{end}X-Evil: 1"},
            "url": {"url": url(server, f"/{evil}")},
            "host": {"url": f"http://shop.test{end}:{server.port}/"},
            "name": {"headers": {evil: "1"}},
            "value": {"headers": {"X-Fine": evil}},
        }
        assert code_of(lambda: door(server).request(**{**slots, **changed[slot]})) in (
            "address",
            "header",
            "wrong_choice",
        )
    assert server.connections == 0


def test_in_query_and_body_the_same_signs_are_harmless() -> None:
    line, headers, body = sent(method="POST", query={"a\r\nb": "c\r\nX-Evil: 1"}, body="d\r\nX-Evil: 1")
    assert line == "POST /?a%0D%0Ab=c%0D%0AX-Evil%3A%201 HTTP/1.1"
    assert "x-evil" not in {name.lower() for name in headers} and body == b"d\r\nX-Evil: 1"


@pytest.mark.parametrize(
    "name",
    """Host Content-Length Transfer-Encoding Connection Keep-Alive Upgrade TE Trailer Expect Accept-Encoding
    Proxy-Authorization Proxy-Connection host CONTENT-LENGTH""".split(),
)
def test_headers_that_steer_the_connection_are_ours(name: str) -> None:
    assert code_of(lambda: request_of("GET", "http://a.test/", None, {name: "x"}, None, "json")) == "header"


@pytest.mark.parametrize(
    "address",
    """ftp://a.test/ file:///etc/passwd gopher://a.test/ javascript:alert(1) //a.test/ a.test/path http: http:// http:///path
    https://user@a.test/ https://user:word@a.test/ http://a.test\\@b.test/ http://a.test:0/ http://a.test:65536/ http://a.test:x/
    http://[::1/ http://[fe80::1%25eth0]/ http://a..test/ http://-a.test/ http://a_b..test/ http://a%00b/ http://a%2eb/
    http://exa$mple.test/ http://a.test:80:80/""".split(),
)
def test_odd_addresses_are_refused_before_anybody_is_asked(address: str) -> None:
    asked: list[str] = []
    http = Http(resolver=lambda host, port: asked.append(host) or ["127.0.0.1"])  # type: ignore[func-returns-value]
    assert code_of(lambda: http.request("GET", address)) == "address" and asked == []


@pytest.mark.parametrize(
    ("slots", "code"),
    [
        ({"url": "http://a.test/" + "x" * 8_000}, "address"),
        ({"query": {"a": "x" * 9_000}}, "too_large"),
        ({"query": {"a": {"b": 1}}}, "wrong_kind"),
        ({"query": "a=1"}, "wrong_kind"),
        ({"headers": {"A": "x" * 8_001}}, "header"),
        ({"headers": {"A": ["x"]}}, "header"),
        ({"headers": {"A": "é"}}, "header"),
        ({"headers": {"A b": "x"}}, "header"),
        ({"headers": {"": "x"}}, "header"),
        ({"headers": {f"a{number}": "x" for number in range(101)}}, "too_large"),
        ({"body": [1], "body_as": "form"}, "wrong_kind"),
        ({"body": {"a": {}}, "body_as": "form"}, "wrong_kind"),
        ({"body": ["x" * 1_048_576]}, "too_large"),
        ({"body_as": "xml"}, "wrong_choice"),
        ({"method": "TRACE"}, "wrong_choice"),
    ],
)
def test_limits(slots: dict[str, Any], code: str) -> None:
    asked = {"method": "POST", "url": "http://a.test/", **slots}
    assert code_of(lambda: Http(resolver=lambda *_: []).request(**asked)) == code
