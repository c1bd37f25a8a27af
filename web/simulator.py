"""A push service that speaks FCM's HTTP v1 on this server's own address: its phones are the devices of the store.

So pushes take the way that they take in earnest, and everybody can see them arrive. It answers whoever holds the key
that this process made for its own sender, and nobody else.
"""

from __future__ import annotations

import hmac
import time
import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask, Response, jsonify, request

from blockloom.runtime.phones import receive
from blockloom.runtime.store import Store
from blockloom.web.body import parse_json

PATH = "fcm"
PROJECT = "blockloom"
LARGEST = 64 * 1024
TYPES = "type.googleapis.com/"


def create_simulator(store: Store, key: str, changed: Callable[[], None] = lambda: None) -> Flask:
    """The service as an app of its own.

    ``key`` is the access token that it takes, ``changed`` is called after each push that came to a phone.
    """
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
            return refused(400, "INVALID_ARGUMENT", "This is no message with a token.", "INVALID_ARGUMENT")
        token = message.pop("token")
        try:
            received = receive(store, token, message, time.time_ns() // 1_000_000)
        except ValueError as error:
            return refused(400, "INVALID_ARGUMENT", str(error), "INVALID_ARGUMENT")
        if received.kind == "unknown":
            return refused(404, "NOT_FOUND", "No phone has this token.", "UNREGISTERED")
        if received.kind == "throttled":
            return too_fast(received.wait)
        changed()
        return jsonify(name=f"projects/{project}/messages/{uuid.uuid4()}"), 200

    app.register_blueprint(service)
    return app


def refused(
    status: int, kind: str, message: str, code: str | None = None, *more: dict[str, Any]
) -> tuple[Response, int]:
    """An error as FCM tells it."""
    own = [{"@type": f"{TYPES}google.firebase.fcm.v1.FcmError", "errorCode": code}] if code else []
    return jsonify(error={"code": status, "status": kind, "message": message, "details": [*own, *more]}), status


def too_fast(wait: int) -> tuple[Response, int]:
    """The phone has had too many pushes: it wants ``wait`` seconds of peace, others don't."""
    violation = {"subject": "device", "description": "Too many messages to this device."}
    quota = {"@type": f"{TYPES}google.rpc.QuotaFailure", "violations": [violation]}
    response, status = refused(429, "RESOURCE_EXHAUSTED", violation["description"], "QUOTA_EXCEEDED", quota)
    response.headers["Retry-After"] = str(wait)
    return response, status


def _message() -> dict[str, Any] | None:
    try:
        body = parse_json(request.get_data(cache=False))
    except ValueError:
        return None
    message = body.get("message") if isinstance(body, dict) else None
    if not isinstance(message, dict) or not isinstance(message.get("token"), str):
        return None
    return message if isinstance(message.get("data", {}), dict) else None
