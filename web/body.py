"""Reading the JSON body of a call: capped, checked, and one kind sentence for whatever is wrong with it."""

from __future__ import annotations

import json
import math
import re
from typing import Any, TypeVar

from flask import request

from blockloom.web.answers import Refusal
from blockloom.web.guard import BODY
from blockloom.web.words import gettext, marked

FLOW_BODY = 8 * 1024 * 1024
DEPTH = 64
BETWEEN = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[^\[\]{}"]++', re.DOTALL)
"""Texts, and what else is no bracket. What was once matched is never tried another way: that takes time without end."""

Kind = TypeVar("Kind")
KINDS: dict[type[Any], str] = {
    str: marked("a text"),
    bool: marked("true or false"),
    dict: marked("an object"),
    list: marked("a list"),
}


def json_body(cap: int = BODY) -> dict[str, Any]:
    """The body as an object. Refusal 400 for anything else; 413 beyond ``cap`` bytes."""
    request.max_content_length = cap
    try:
        value = parse_json(request.get_data(cache=False))
    except ValueError as error:
        raise Refusal(400, gettext("The body has to be JSON, in UTF-8.")) from error
    if not isinstance(value, dict):
        raise Refusal(400, gettext("The body has to be a JSON object."))
    return value


class NameTwice(ValueError):
    """An object that names a property twice: who reads it can't know which one was meant."""


def parse_json(data: bytes) -> Any:
    """The value of a JSON text in UTF-8. ValueError for anything that JSON does not have, and for what nests too deep.

    Its numbers are finite and its texts can be written in UTF-8 again.
    """
    try:
        text = data.decode()
        check_depth(text)
        value = DECODER.decode(text)
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode()
        return value
    except RecursionError as error:
        raise ValueError("too deep") from error


def field(body: dict[str, Any], name: str, kind: type[Kind], default: Kind | None = None) -> Kind:
    """One property of the body; Refusal 400 where it is missing (and has no default) or of another kind."""
    value = body.get(name, default)
    if not isinstance(value, kind):
        raise Refusal(400, gettext('"{name}" has to be {kind}.', name=name, kind=gettext(KINDS[kind])), field=name)
    return value


def check_depth(text: str) -> None:
    if text.count("[") + text.count("{") <= DEPTH:
        return
    depth = 0
    for token in BETWEEN.sub("", text):
        depth += 1 if token in "[{" else -1
        if depth > DEPTH:
            raise ValueError("too deep")


def refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is not JSON")


def finite(digits: str) -> float:
    number = float(digits)
    return number if math.isfinite(number) else refuse(digits)


def without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = dict(pairs)
    if len(names) < len(pairs):
        raise NameTwice("a name twice")
    return names


DECODER = json.JSONDecoder(parse_constant=refuse, parse_float=finite, object_pairs_hook=without_doubles)
