"""What an SDK asks first."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from blockloom.runtime.apps import client_key
from blockloom.web.api import shapes
from blockloom.web.api.caller import caller
from blockloom.web.api.speaks import speaks

info = Blueprint("info", __name__)


@info.get("/info")
@speaks(
    shapes.record(
        "*", False, rtURL=shapes.text(), loggers=shapes.several({}), appId=shapes.text(36, 36), apiKey=shapes.text()
    )
)
def read() -> Response:
    """The app's id and client key, also for a caller that holds the server key."""
    store = caller().store
    return jsonify(rtURL=request.host_url.rstrip("/"), loggers=[], appId=store.app, apiKey=client_key(store))
