"""A web address, read once, refused where it is odd, and put together anew from its parts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv6Address
from typing import Any, NoReturn
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from blockloom.runtime.errors import FlowError
from blockloom.runtime.values import shown, text_of
from blockloom.runtime.wording import sentence

LONGEST = 8_000
_PORTS = {"http": 80, "https": 443}
_ODD = re.compile(r"[\x00-\x20\x7f-\xa0\\\u2028\u2029]")
_SIGNS = {" ": sentence("a space"), "\\": sentence("a backslash")}
_INVISIBLE = sentence("a line break or another invisible sign")
_HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?")
_KEPT = "/%:@!$&'()*+,;=~-._?"


@dataclass(frozen=True, slots=True)
class Url:
    """``host`` is in lower case and ASCII, without brackets; ``target`` is path and query, percent-encoded."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def origin(self) -> tuple[str, str, int]:
        return self.scheme, self.host, self.port

    @property
    def authority(self) -> str:
        """Host and, unless it is the usual one, port, as the Host header has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"

    def joined(self, location: str) -> Url:
        """The address to which an answer from here points; FlowError ``address`` if a flow can't go there."""
        return parse_url(urljoin(str(self), location))


def parse_url(text: str, query: dict[str, Any] | None = None) -> Url:
    """The web address that a text is, with these values added to its query. FlowError ``address`` if it is none."""
    if len(text) > LONGEST:
        raise FlowError(
            "address",
            sentence(
                "A web address has at most {longest:,} letters. This one has {count:,}.",
                longest=LONGEST,
                count=len(text),
            ),
        )
    if odd := _ODD.search(text):
        what = _SIGNS.get(odd[0], _INVISIBLE)
        raise FlowError(
            "address",
            sentence(
                "The web address {value} holds {what}. Use url_encode for its parts.", value=shown(text), what=what
            ),
        )
    parts = _split(text)
    scheme = parts.scheme.lower()
    if scheme not in _PORTS:
        raise FlowError(
            "address", sentence("A web address starts with https:// or http://. You gave {value}.", value=shown(text))
        )
    if "@" in parts.netloc:
        raise FlowError(
            "address", sentence("Name and password don't belong in a web address. Send the header Authorization.")
        )
    asked = "&".join(part for part in (quote(parts.query, safe=_KEPT), _query(query or {})) if part)
    target = (quote(parts.path, safe=_KEPT) or "/") + (f"?{asked}" if asked else "")
    if len(target) > LONGEST:
        raise FlowError(
            "too_large", sentence("A web address with its query has at most {longest:,} letters.", longest=LONGEST)
        )
    return Url(scheme, _host(parts.hostname or "", text), _port(parts, scheme), target)


def _split(text: str) -> SplitResult:
    try:
        return urlsplit(text)
    except ValueError:
        raise FlowError("address", sentence("This is no web address: {value}.", value=shown(text))) from None


def _host(host: str, text: str) -> str:
    try:
        if ":" in host and "%" not in host:
            return IPv6Address(host).compressed
        ascii_host = host.encode("idna").decode().lower().removesuffix(".")
    except (ValueError, UnicodeError):
        _no_host(text)
    return ascii_host if _HOST.fullmatch(ascii_host) else _no_host(text)


def _no_host(text: str) -> NoReturn:
    raise FlowError(
        "address",
        sentence("There is no server's name in {value}. Write it like https://example.com/path.", value=shown(text)),
    )


def _port(parts: SplitResult, scheme: str) -> int:
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0:
        raise FlowError("address", sentence("The port in a web address is a number from 1 to 65535."))
    return port or _PORTS[scheme]


def _query(values: dict[str, Any]) -> str:
    pairs: list[str] = []
    for name, value in values.items():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, list | dict):
                raise FlowError(
                    "wrong_kind",
                    sentence('"{name}" in query needs a text, a number or a list of these.', name=name[:60]),
                )
            if one is not None:
                pairs.append(f"{quote(name, safe='')}={quote(text_of(one), safe='')}")
    return "&".join(pairs)
