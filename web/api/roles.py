"""Roles of users."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from blockloom.runtime.errors import FlowError
from blockloom.web.api import shapes
from blockloom.web.api.caller import caller
from blockloom.web.api.speaks import speaks
from blockloom.web.api.users import NO_RIGHT_TO_FIND
from blockloom.web.api.values import json_object

roles = Blueprint("roles", __name__)

NAMES = shapes.several(shapes.text(1))
ONLY_SERVER, NOT_ALLOWED = 2011, 3094


@roles.get("/users/userroles")
@speaks(NAMES)
def own() -> Response:
    """The roles that this call runs with."""
    return jsonify(caller().held_roles())


@roles.get("/users/userroles/<object_id>")
@speaks(NAMES)
def of_user(object_id: str) -> Response:
    """A user's roles, for the user and for the app's own server."""
    known = caller()
    if not known.trusted and not known.is_user(object_id):
        raise FlowError(NOT_ALLOWED, "Only the user and the app's own server can see a user's roles.")
    return jsonify(known.roles.held(known.users.find(object_id), "client"))


@roles.post("/users/assignRole")
@speaks(None, shapes.ROLE, empty=True)
def assign() -> Response:
    """Give a user a role: ``{user, roleName}``, for the app's own server."""
    return set_role(True)


@roles.post("/users/unassignRole")
@speaks(None, shapes.ROLE, empty=True)
def unassign() -> Response:
    """Take a role from a user: ``{user, roleName}``, for the app's own server."""
    return set_role(False)


def set_role(held: bool) -> Response:
    known = caller()
    if not known.trusted:
        raise FlowError(ONLY_SERVER, "Only the app's own server can change roles.")
    body = json_object()
    user = known.users.named(body.get("user"))
    (known.roles.assign if held else known.roles.unassign)(user, body.get("roleName"))
    return Response()


@roles.get("/users/role/<path:name>")
@speaks(shapes.several(shapes.named("User")), query={"loadRoles": shapes.TRUTH})
def with_role(name: str) -> Response:
    """The users who hold a role, for the app's own server; ``?loadRoles=true`` adds the roles of each."""
    known = caller()
    if not known.trusted:
        raise FlowError(NO_RIGHT_TO_FIND, "Only the app's own server can list users.")
    records = [(user, user.record()) for user in known.roles.users(name)]
    if request.args.get("loadRoles", "").lower() == "true":
        for user, record in records:
            record["roles"] = [{"rolename": role} for role in known.roles.held(user, "client")]
    return jsonify([record for _, record in records])
