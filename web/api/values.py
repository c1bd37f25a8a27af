"""Reading the JSON body of an API call, whatever type it claims to be of."""

from __future__ import annotations

from typing import Any

from flask import request

from blockloom.runtime.errors import FlowError
from blockloom.web.api.errors import NOT_READABLE
from blockloom.web.body import NameTwice, parse_json

TWICE, WRONG_SHAPE, EMPTY = 8001, 8004, 8005


def json_value() -> Any:
    """The body's value, as in ``value_in``."""
    return value_in(request.get_data())


def value_in(data: bytes) -> Any:
    """A body's value; ``None`` without one. FlowError 8001 for a property given twice, 8002 for what is no JSON."""
    if not data.strip():
        return None
    try:
        return parse_json(data)
    except NameTwice as error:
        raise FlowError(TWICE, "The body names a property twice. Leave one.") from error
    except ValueError as error:
        raise FlowError(NOT_READABLE, "The body can't be read: it has to be JSON, in UTF-8.") from error


def query_object() -> dict[str, Any]:
    """As ``json_object``, where no body means no wishes."""
    return json_object() if request.get_data().strip() not in (b"", b"null", b"{}") else {}


def json_object(empty: int = EMPTY, wrong: int = WRONG_SHAPE) -> dict[str, Any]:
    """The body as an object, as in ``object_in``."""
    return object_in(request.get_data(), empty, wrong)


def object_in(data: bytes, empty: int = EMPTY, wrong: int = WRONG_SHAPE) -> dict[str, Any]:
    """A body as an object. FlowError ``empty`` for none, null or an empty one, ``wrong`` for another shape."""
    value = value_in(data)
    if value is None or value == {}:
        raise FlowError(empty, "The body is empty. Send a JSON object.")
    if not isinstance(value, dict):
        raise FlowError(wrong, "The body has to be a JSON object.")
    return value
