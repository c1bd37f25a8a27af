"""What a server answers, as a value of the language, within a cap on its bytes."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from typing import Any

from blockloom.runtime.errors import FlowError
from blockloom.runtime.json_values import value_from_json
from blockloom.runtime.limits import TEXT
from blockloom.runtime.values import sized, too_large
from blockloom.runtime.wording import sentence

MOST = TEXT
"""Bytes of an answer's body."""
_JSON = re.compile(r"application/(?:[\w.+-]+\+)?json|text/json")
_TEXT = re.compile(r"text/.*|application/(?:.*(?:xml|javascript|yaml|csv|graphql)|x-www-form-urlencoded|x-ndjson)")
_CHARSET = re.compile(r";\s*charset\s*=\s*\"?([\w.:-]+)", re.IGNORECASE)


def headers_of(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Headers by their names in lower case; the values of one that came several times are joined by commas."""
    headers: dict[str, str] = {}
    for name, value in raw:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
    return headers


def read_all(headers: dict[str, str], chunks: Iterable[bytes]) -> bytes:
    """The whole body. FlowError ``too_large`` as soon as it is, ``http`` if it came packed although we asked not."""
    packed = headers.get("content-encoding", "identity").strip().lower()
    if packed not in ("", "identity"):
        raise FlowError(
            "http",
            sentence(
                "The answer came packed ({packed}), although the request asked for it unpacked.", packed=packed[:20]
            ),
        )
    announced = headers.get("content-length", "")
    if announced.isdecimal() and (len(announced) > 12 or int(announced) > MOST):
        too_large("The answer", MOST, "bytes")
    whole = bytearray()
    for chunk in chunks:
        whole += chunk
        if len(whole) > MOST:
            too_large("The answer", MOST, "bytes")
    return bytes(whole)


def body_of(headers: dict[str, str], body: bytes) -> Any:
    """JSON as its value, other text as text, anything else as Base64; nothing if it is empty."""
    if not body:
        return None
    kind = headers.get("content-type", "text/plain")
    name = kind.partition(";")[0].strip().lower()
    if _JSON.fullmatch(name):
        return value_from_json(_decoded(body, "utf-8-sig"))
    if _TEXT.fullmatch(name):
        charset = _CHARSET.search(kind)
        return sized(_decoded(body, charset[1] if charset else "utf-8-sig"))
    return sized(base64.b64encode(body).decode())


def _decoded(body: bytes, charset: str) -> str:
    try:
        return body.decode(charset, "replace").encode("utf-8", "replace").decode()
    except (LookupError, UnicodeError, ValueError):
        return body.decode("utf-8", "replace")
