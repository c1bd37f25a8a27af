"""Users' records."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from limits import parse

from blockloom.runtime.context import SystemClock
from blockloom.runtime.errors import FlowError
from blockloom.runtime.messaging import recovering
from blockloom.runtime.messaging.confirming import Confirming, pending
from blockloom.runtime.users.properties import identity_of
from blockloom.runtime.users.users import NO_MAIL
from blockloom.web.api import shapes
from blockloom.web.api.caller import caller, check_embedded
from blockloom.web.api.rates import bounded
from blockloom.web.api.speaks import speaks
from blockloom.web.api.values import json_object
from blockloom.web.recovering import front
from blockloom.web.services import services

users = Blueprint("users", __name__)
clock = SystemClock()

NO_ROW, NO_RIGHT_TO_FIND = 1000, 1013
NOT_LOGGED_IN, NOT_THE_USER, NOTHING_TO_UPDATE, NOT_ALLOWED = 3028, 3029, 3030, 3084
NO_RECOVERY, SERVER_ONLY = 3101, 3054
ASKED_BY_ACCOUNT = parse("5 per hour")
PROPERTIES = (("objectId", "STRING_ID"), ("email", "STRING"), ("password", "STRING"), ("userStatus", "STRING"))


@users.get("/data/Users/<object_id>")
@speaks(shapes.named("User"))
def read(object_id: str) -> Response:
    """A user, for the user and for the app's own server."""
    if not caller().trusted and not caller().is_user(object_id):
        raise FlowError(NO_RIGHT_TO_FIND, "Only the user and the app's own server can read a user.")
    return jsonify(caller().users.find(object_id, NO_ROW).record())


@users.put("/users/<object_id>")
@speaks(shapes.named("User"), shapes.CHANGED_USER)
def update(object_id: str) -> Response:
    """Set properties of a user, for the user and for the app's own server.

    Where users confirm their address, another email is to be confirmed before the next login; sessions go on.
    """
    known, session = caller(), caller().session
    if not known.trusted and session is None:
        raise FlowError(NOT_LOGGED_IN, "Log in first: the call carries no user-token.")
    if not known.trusted and not known.is_user(object_id):
        raise FlowError(NOT_THE_USER, "Only the user and the app's own server can change a user.")
    body = json_object()
    user = known.users.find(object_id, NOTHING_TO_UPDATE)
    if known.users.is_to_confirm(user, body):
        bounded(ASKED_BY_ACCOUNT, f"confirm {known.store.app} {user.id}")
    own = session.digest if session and session.user.id == user.id else None
    return jsonify(known.users.update(user, body, keep=own).record())


@users.put("/users/<object_id>/status")
@speaks(shapes.named("User"), shapes.STATUS)
def set_status(object_id: str) -> Response:
    """Enable or disable a user: ``{userStatus}``, for the app's own server."""
    if not caller().trusted:
        raise FlowError(NOT_ALLOWED, "Only the app's own server can enable or disable a user.")
    body = json_object()
    return jsonify(caller().users.set_status(caller().users.find(object_id), body.get("userStatus")).record())


@users.get("/users/userclassprops")
@speaks(shapes.PROPERTIES)
def properties() -> Response:
    """The properties that every user has."""
    return jsonify(
        [
            {"name": name, "type": kind, "required": name in ("email", "password"), "identity": name == "email"}
            for name, kind in PROPERTIES
        ]
    )


@users.get("/users/restorepassword/<path:identity>")
@speaks(empty=True)
def recover(identity: str) -> Response:
    """Send the user with this address a link to a page where another password can be chosen, once and within the hour.

    No user may be sent more than a few in an hour.
    """
    check_embedded()
    if caller().users.by_login(identity) is not None and not services().settings.recovers:
        raise FlowError(NO_RECOVERY, "Passwords can't be recovered here. The app's administrator can set a new one.")
    bounded(ASKED_BY_ACCOUNT, f"recover {caller().store.app} {identity_of(identity)}")
    smtp, announce = services().settings.smtp, services().pushing.announce
    recovering.ask(caller().store, identity, front(), clock.now(), smtp is not None, announce)
    return Response()


@users.post("/users/resendconfirmation/<path:identity>")
@speaks(empty=True)
def resend_confirmation(identity: str) -> Response:
    """Send the user with this address another link to a page where they confirm it, once and within a day.

    No user may be sent more than a few in an hour.
    """
    user = pending(caller().store, identity)
    bounded(ASKED_BY_ACCOUNT, f"confirm {caller().store.app} {identity_of(identity)}")
    confirming().ask(caller().store)(user)
    return Response()


@users.post("/users/createEmailConfirmationURL/<path:identity>")
@speaks(shapes.record("confirmationURL", False, confirmationURL=shapes.text(1)))
def create_confirmation_link(identity: str) -> Response:
    """Such a link, for the app's own server to send it another way: whoever has it could confirm the address."""
    user = pending(caller().store, identity)
    if not caller().trusted:
        raise FlowError(SERVER_ONLY, "Only the app's own server gets the link itself.")
    return jsonify(confirmationURL=confirming().link(caller().store, user))


def confirming() -> Confirming:
    """FlowError 5050 where no mail server is set up."""
    found = services().confirming
    if found is None:
        raise FlowError(NO_MAIL, "This server sends no e-mail, so an address can't be confirmed.")
    return found
