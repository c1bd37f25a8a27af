"""A push service that speaks FCM's HTTP v1 on this server's own address: its phones are the devices of the store.

So pushes take the way that they take in earnest, and everybody can see them arrive. It answers whoever holds the key
that this process made for its own sender, and nobody else.
"""

from __future__ import annotations

import hmac
import time
from typing import Any

from flask import Blueprint, Flask, Response, jsonify, request

from blockloom.runtime.store import Store, arrivals
from blockloom.web.body import parse_json

PATH = "fcm"
PROJECT = "blockloom"
LARGEST = 64 * 1024


def create_simulator(store: Store, key: str) -> Flask:
    """The service as an app of its own; ``key`` is the access token that it takes."""
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST
    service = Blueprint("simulator", __name__)

    @service.post(f"/{PATH}/v1/projects/<project>/messages:send")
    def send(project: str) -> tuple[Response, int]:
        """Deliver one push, ``{message: {token, data?, notification?, android?, apns?}}``."""
        told = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if project != PROJECT or not hmac.compare_digest(told.encode(), key.encode()):
            return refused(401, "UNAUTHENTICATED", "Only this server's own sender pushes here.")
        message = _message()
        if message is None:
            return refused(400, "INVALID_ARGUMENT", "This is no message with a token.")
        token = message.pop("token")
        collapse_key = str(message.get("data", {}).get("messageId") or time.time_ns())[:255]
        if not arrivals.put(store, token, collapse_key, message, time.time_ns() // 1_000_000):
            return refused(404, "NOT_FOUND", "No phone has this token.", "UNREGISTERED")
        return jsonify(name=f"projects/{project}/messages/{collapse_key}"), 200

    app.register_blueprint(service)
    return app


def refused(status: int, kind: str, message: str, code: str | None = None) -> tuple[Response, int]:
    """An error as FCM tells it."""
    detail = {"@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError", "errorCode": code}
    error = {"code": status, "status": kind, "message": message, "details": [detail] if code else []}
    return jsonify(error=error), status


def _message() -> dict[str, Any] | None:
    try:
        body = parse_json(request.get_data(cache=False))
    except ValueError:
        return None
    message = body.get("message") if isinstance(body, dict) else None
    if not isinstance(message, dict) or not isinstance(message.get("token"), str):
        return None
    return message if isinstance(message.get("data", {}), dict) else None
