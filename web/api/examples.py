"""An example of each call: what stands in its address, behind it, in its headers and its body.

Words in capitals stand for what a caller has from elsewhere: a key, a token, an id from an earlier answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

SERVER_KEY = "SERVER_KEY"
TOKEN = {"user-token": "TOKEN"}
_PHONE = {"deviceId": "my-phone", "deviceToken": "the-token-of-my-phone", "os": "ANDROID", "osVersion": "14"}
_MINE = "deviceId = 'my-phone'"
_ADA = {"email": "ada@example.com", "password": "a long sentence"}


@dataclass(frozen=True, slots=True)
class Example:
    """``path`` and ``query`` are by the parameters' names. With ``server`` it takes the server key everywhere, with
    ``withheld`` only where client keys may do less (``serve --public``)."""

    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    server: bool = False
    withheld: bool = False


EXAMPLES = {
    "info.read": Example(),
    "registrations.register": Example(body={**_PHONE, "channels": ["ads", "discount"]}),
    "registrations.read": Example({"device_id": "my-phone"}),
    "registrations.cancel": Example({"device_id": "my-phone"}, {"channels": "discount"}),
    "devicetable.find": Example(body={"where": _MINE, "pageSize": 10}),
    "devicetable.count": Example(body={"where": _MINE}),
    "devicetable.read": Example({"object_id": "OBJECT_ID"}),
    "devicetable.delete": Example({"object_id": "OBJECT_ID"}),
    "devicetable.delete_all": Example(body={"where": _MINE}, server=True),
    "messages.publish": Example(
        {"channel": "ads"},
        body={"message": "The tea is ready", "headers": {"android-content-title": "Tea"}},
        withheld=True,
    ),
    "messages.status": Example({"message_id": "MESSAGE_ID"}),
    "messages.cancel": Example({"message_id": "MESSAGE_ID"}, withheld=True),
    "templates.push": Example({"name": "TEMPLATE"}, body={"templateValues": {"name": "Ada"}}, withheld=True),
    "templates.all_templates": Example(),
    "templates.templates_for": Example({"os": "ANDROID"}),
    "templates.delete": Example({"name": "CHANNEL"}, withheld=True),
    "mail.send": Example(
        body={"subject": "Tea", "bodyparts": {"textmessage": "The tea is ready"}, "to": ["ADDRESS"]}, withheld=True
    ),
    "mail.send_template": Example(
        body={"template-name": "TEMPLATE", "addresses": ["ADDRESS"], "template-values": {"name": "Ada"}}, withheld=True
    ),
    "sessions.register": Example(body={**_ADA, "name": "Ada"}),
    "sessions.register_guest": Example(),
    "sessions.login": Example(body={"login": _ADA["email"], "password": _ADA["password"]}),
    "sessions.logout": Example(headers=TOKEN),
    "sessions.is_valid": Example({"token": "TOKEN"}),
    "sessions.verify_password": Example(headers=TOKEN, body={"password": _ADA["password"]}, server=True),
    "users.read": Example({"object_id": "USER_ID"}, headers=TOKEN),
    "users.update": Example({"object_id": "USER_ID"}, headers=TOKEN, body={"name": "Ada Lovelace"}),
    "users.set_status": Example({"object_id": "USER_ID"}, body={"userStatus": "DISABLED"}, server=True),
    "users.properties": Example(),
    "users.recover": Example({"identity": "ADDRESS"}),
    "users.resend_confirmation": Example({"identity": "ADDRESS"}),
    "users.create_confirmation_link": Example({"identity": "ADDRESS"}, server=True),
    "roles.own": Example(),
    "roles.of_user": Example({"object_id": "USER_ID"}, server=True),
    "roles.assign": Example(body={"user": "USER_ID", "roleName": "ROLE"}, server=True),
    "roles.unassign": Example(body={"user": "USER_ID", "roleName": "ROLE"}, server=True),
    "roles.with_role": Example({"name": "ROLE"}, {"loadRoles": "true"}, server=True),
    "flows.invoke": Example({"address": "SERVICE/METHOD"}),
    "flows.dispatch": Example({"event": "EVENT"}, body={"item": "tea"}),
    "flows.activate_by_name": Example(body={"name": "FLOW", "initialData": {"item": "tea"}}, withheld=True),
    "flows.activate": Example({"flow_id": "FLOW_ID"}, body={"item": "tea"}, withheld=True),
    "flows.fire_by_name": Example(
        query={"flowName": "FLOW", "triggerName": "EVENT"}, body={"item": "tea"}, withheld=True
    ),
    "flows.fire": Example({"flow_id": "FLOW_ID", "trigger_id": "EVENT"}, body={"item": "tea"}, withheld=True),
    "flows.context": Example({"execution_id": "EXECUTION_ID"}, withheld=True),
}
"""By endpoint."""
