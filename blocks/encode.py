"""Encode: text for web addresses, Base64, hashes."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Literal
from urllib.parse import quote, unquote

from blockloom.runtime import TEXT_LIMIT, FlowError, sentence, shown, sized, too_large

HUE = 190

_KEPT = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~"
_LONE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_URL_SIGNS = str.maketrans("-_", "+/", " \t\r\n=")


def url_encode(text: str, /) -> str:
    """{text} encoded for a web address.

    >>> url_encode("tea & milk")
    'tea%20%26%20milk'
    """
    data = text.encode()
    if len(data) + 2 * len(data.translate(None, _KEPT)) > TEXT_LIMIT:
        too_large("The text", TEXT_LIMIT, "characters")
    return quote(data, safe="")


def url_decode(text: str, /) -> str:
    """{text} decoded from a web address.

    >>> url_decode("tea%20%26%20milk")
    'tea & milk'
    """
    try:
        if _LONE_PERCENT.search(text) is None:
            return unquote(text, errors="strict")
    except UnicodeDecodeError:
        pass
    raise FlowError(
        "wrong_text",
        sentence('In a web address "%" starts a letter such as "%20". You gave {value}.', value=shown(text)),
    )


def base64_encode(text: str, /) -> str:
    """{text} as Base64.

    >>> base64_encode("tea")
    'dGVh'
    """
    data = text.encode()
    if (len(data) + 2) // 3 * 4 > TEXT_LIMIT:
        too_large("The text", TEXT_LIMIT, "characters")
    return base64.b64encode(data).decode()


def base64_decode(text: str, /) -> str:
    """Text of the Base64 {text}.

    Takes the signs of web addresses (- and _) too, and needs no = at the end.

    >>> base64_decode("dGVh")
    'tea'
    """
    signs = text.translate(_URL_SIGNS)
    try:
        return sized(base64.b64decode(signs + "=" * (-len(signs) % 4), validate=True).decode())  # type: ignore[no-any-return]
    except ValueError:
        raise FlowError("wrong_text", sentence("This is no Base64 of a text: {value}.", value=shown(text))) from None


def hash_text(text: str, /, algorithm: Literal["sha256", "sha384", "sha512"] = "sha256") -> str:
    """Hash of {text} by {algorithm}.

    In hexadecimal digits.

    >>> hash_text("tea")[:16]
    'a9f74d1ec36ebdeb'
    """
    return hashlib.new(algorithm, text.encode()).hexdigest()
