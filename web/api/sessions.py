"""Becoming a user and ceasing to be one."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from blockloom.runtime.errors import FlowError
from blockloom.runtime.users import User
from blockloom.runtime.users.properties import password_of
from blockloom.web.api import shapes
from blockloom.web.api.caller import caller
from blockloom.web.api.rates import bounded_failures
from blockloom.web.api.speaks import Link, speaks
from blockloom.web.api.values import json_object

sessions = Blueprint("sessions", __name__)

TOKEN = {"user-token": shapes.text(1, 100, "^[A-Za-z0-9_-]+$")}
BY_TOKEN = {"user-token": "$response.body#/user-token"}
OF_SESSION = (
    Link("sessions.logout", BY_TOKEN),
    Link("sessions.verify_password", BY_TOKEN),
    Link("sessions.is_valid", {"token": "$response.body#/user-token"}),
)
WHO = {"object_id": "$response.body#/objectId"}
FURTHER = (
    Link("sessions.login", body={"login": "$request.body#/email", "password": "$request.body#/password"}),
    Link("users.read", WHO),
    Link("users.update", WHO),
    Link("users.set_status", WHO),
    Link("roles.of_user", WHO),
    Link("roles.assign", body={"user": "$response.body#/objectId"}),
    Link("roles.unassign", body={"user": "$response.body#/objectId"}),
)

BY_ID_UNTRUSTED, NOT_LOGGED_IN, NOT_OUT, CHECK_UNTRUSTED = 2014, 3121, 3023, 3122


@sessions.post("/users/register")
@speaks(shapes.named("User"), shapes.NEW_USER, *FURTHER)
def register() -> Response:
    """Make a user: ``{email, password, …}``; answers the user, never the password."""
    return jsonify(caller().users.register(json_object()).record())


@sessions.post("/users/register/guest")
@speaks(shapes.named("Session"), None, *OF_SESSION)
def register_guest() -> Response:
    """Make a user without a login, and a session for it."""
    user, token = caller().sessions.open(caller().users.add_guest())
    return with_token(user, token)


@sessions.post("/users/login")
@bounded_failures
@speaks(shapes.named("Session"), shapes.LOGIN, *OF_SESSION)
def login() -> Response:
    """Open a session: ``{login, password}``, or ``{objectId}`` from the app's own server."""
    body = json_object()
    if "objectId" not in body:
        return with_token(*caller().sessions.login(body))
    if not caller().trusted:
        raise FlowError(BY_ID_UNTRUSTED, "To log in by objectId alone needs the server key.")
    return with_token(*caller().sessions.open(caller().users.find(str(body["objectId"]))))


@sessions.get("/users/logout")
@speaks(empty=True, headers=TOKEN)
def logout() -> Response:
    """End the session whose token the call carries."""
    session = caller().session
    if session is None:
        raise FlowError(NOT_OUT, "Nobody is logged in: the call carries no user-token.")
    caller().sessions.end(session)
    return Response()


@sessions.get("/users/isvalidusertoken/<path:token>")
@speaks(shapes.TRUTH)
def is_valid(token: str) -> Response:
    """Whether the token opens a session."""
    return jsonify(caller().sessions.find(token) is not None)


@sessions.post("/users/verifypassowrd")
@speaks(
    shapes.record("*", False, valid=shapes.TRUTH),
    shapes.record("password", password=shapes.text(1, 100)),
    headers=TOKEN,
)
def verify_password() -> Response:
    """Whether ``{password}`` is the logged-in user's, for the app's own server. SDKs spell the path so."""
    if not caller().trusted:
        raise FlowError(CHECK_UNTRUSTED, "Checking a password needs the server key.")
    user = caller().user
    if user is None:
        raise FlowError(NOT_LOGGED_IN, "Log in first: the call carries no user-token.")
    return jsonify(valid=caller().sessions.check_password(user, password_of(json_object())))


def with_token(user: User, token: str) -> Response:
    return jsonify({**user.record(), "user-token": token})
