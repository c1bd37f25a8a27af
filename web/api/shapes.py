"""The shapes of what goes over the wire, as JSON Schema. Limits and words are the rules' own, so they can't differ."""

from __future__ import annotations

from typing import Any

from blockloom.runtime import mail
from blockloom.runtime.messaging import PROVIDERS
from blockloom.runtime.messaging import channels as names
from blockloom.runtime.messaging.device import LONGEST_ID, LONGEST_TOKEN, LONGEST_VERSION
from blockloom.runtime.messaging.publication import ALL, BITS, LONGEST_WORD, MOST_DEVICES, POLICIES
from blockloom.runtime.messaging.search import LARGEST_PAGE, TABLE
from blockloom.runtime.users.properties import EMAIL_LIMIT, PASSWORD_LIMIT

Shape = dict[str, Any]

_PLAIN = r"^[^\x00-\x1f\x7f-\x9f]*$"
_CHANNEL = r"^[^/,:\x00-\x1f\x7f-\x9f]*$"
_YEAR_2100, _YEAR_10000 = 4_102_444_800_000, 253_402_300_799_999
_MAIL = r"^[a-z0-9]{1,20}@[a-z0-9]{1,20}\.example$"


def text(least: int = 0, most: int | None = None, pattern: str | None = _PLAIN, **more: Any) -> Shape:
    """A text of so many characters; without control characters, unless another pattern is given."""
    bounds = {"minLength": least or None, "maxLength": most, "pattern": pattern}
    return {"type": "string", **{name: value for name, value in bounds.items() if value is not None}, **more}


def record(required: str = "", more: bool = True, /, **properties: Shape) -> Shape:
    """An object. ``required`` names properties that have to be there, ``*`` means all; ``more`` may be there, too."""
    wanted = list(properties) if required == "*" else required.split()
    shape: Shape = {"type": "object", "properties": properties, "additionalProperties": more}
    return shape | ({"required": wanted} if wanted else {})


def several(shape: Shape, **more: Any) -> Shape:
    return {"type": "array", "items": shape, **more}


def perhaps(*shapes: Shape) -> Shape:
    """One of these, or nothing."""
    return {"anyOf": [{"type": "null"}, *shapes]}


def named(name: str) -> Shape:
    """One of the shapes that are told once, see ``COMPONENTS``."""
    return {"$ref": f"#/components/schemas/{name}"}


WHOLE, TRUTH, ANYTHING = {"type": "integer"}, {"type": "boolean"}, {"not": {"type": "null"}}
CHANNEL = text(1, names.LONGEST, _CHANNEL)
WHERE = text(pattern=r"^(deviceId|channelName|os) (=|<>) '[A-Za-z0-9]{0,20}'$")
MOMENT = {
    "anyOf": [
        {"type": "null"},
        {"type": "integer", "minimum": _YEAR_2100, "maximum": _YEAR_10000},
        {"type": "string", "format": "date-time"},
    ],
    "description": "Milliseconds or seconds since 1970 UTC, or ISO 8601; it has to be to come.",
}
DEVICE = record(
    "deviceId deviceToken os osVersion",
    deviceId=text(1, LONGEST_ID),
    deviceToken=text(1, LONGEST_TOKEN),
    os={"enum": list(PROVIDERS)},
    osVersion=text(1, LONGEST_VERSION),
    channels=perhaps(several(text(0, names.LONGEST, _CHANNEL), maxItems=names.MOST)),
    expiration=MOMENT,
)
MESSAGE = record(
    "message",
    message=ANYTHING,
    headers=perhaps(record()),
    publisherId=perhaps(text(0, LONGEST_WORD)),
    subtopic=perhaps(text(0, LONGEST_WORD)),
    publishPolicy=perhaps({"enum": [*POLICIES, *range(len(POLICIES))]}),
    pushBroadcast=perhaps({"type": "integer", "minimum": 0, "maximum": ALL}, {"enum": [*BITS, "ALL"]}),
    pushSinglecast=several(text(1, LONGEST_ID), minItems=1, maxItems=MOST_DEVICES),
    segmentQuery=WHERE,
    publishAt=MOMENT,
    repeatEvery=perhaps({"type": "integer", "minimum": 1, "maximum": 86_400}),
    repeatExpiresAt=MOMENT,
)
SEARCH = record(
    where=perhaps(WHERE),
    pageSize=perhaps({"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE}),
    offset=perhaps({"type": "integer", "minimum": 0, "maximum": 1000}),
    loadRelations=perhaps({"enum": ["user"]}),
)
NEW_USER = record(
    "email password",
    False,
    email=text(3, EMAIL_LIMIT, _MAIL),
    password=text(1, PASSWORD_LIMIT),
    name=perhaps(text(0, 100)),
)
CHANGED_USER = record("", False, name=perhaps(text(0, 100)), nickname=text(0, 100)) | {"minProperties": 1}
LOGIN = record("login password", login=text(1, EMAIL_LIMIT), password=text(1, PASSWORD_LIMIT))
STATUS = record("userStatus", userStatus={"enum": ["ENABLED", "DISABLED"]})
ROLE = record("user roleName", user=text(1), roleName=text(1))
MAIL = record(
    "subject bodyparts to",
    subject=text(1),
    bodyparts=record("textmessage", textmessage=text(1), htmlmessage=text()),
    to=several(text(3, EMAIL_LIMIT, _MAIL), minItems=1, maxItems=mail.MOST),
    attachment=several(text(), maxItems=0),
)
_ADDRESSES = several(text(3, EMAIL_LIMIT, _MAIL), minItems=1, maxItems=mail.MOST // 4)
MAIL_TEMPLATE = record(
    "template-name addresses",
    **{
        "template-name": text(1),
        "template-values": record(),
        "addresses": _ADDRESSES,
        "cc-addresses": _ADDRESSES,
        "bcc-addresses": _ADDRESSES,
        "criteria": text(pattern=r"^(email|userStatus) (=|<>) '[A-Za-z0-9]{0,20}'$"),
        "uniqueEmails": TRUTH,
        "attachment": several(text(), maxItems=0),
    },
)
VALUES = record(templateValues=record())
DELETED = record("*", False, deletionTime=WHOLE)
DONE = record("result", False, result={"const": True}, remaining=WHOLE)
PROPERTIES = several(record("*", False, name=text(), type=text(), required=TRUTH, identity=TRUTH))

COMPONENTS: dict[str, Shape] = {
    "Error": record("*", False, code=WHOLE, message=text(1, pattern=None), errorData=record()),
    "Message": record(
        "*",
        False,
        errorMessage=perhaps({"type": "string"}),
        messageId={"type": "string"},
        status={"enum": ["scheduled", "published", "failed", "cancelled", "unknown"]},
    ),
    "Registration": record(
        "*",
        False,
        id=text(36, 36),
        deviceToken=perhaps({"type": "string"}),
        deviceId=text(1, LONGEST_ID),
        os={"enum": list(PROVIDERS)},
        osVersion={"type": "string"},
        channels=several(CHANNEL, minItems=1),
        expiration=perhaps(WHOLE),
    ),
    TABLE: record(
        "*",
        False,
        objectId=text(36, 36),
        deviceId=text(1, LONGEST_ID),
        deviceToken=perhaps({"type": "string"}),
        channelName=CHANNEL,
        operatingSystemName={"enum": list(PROVIDERS)},
        operatingSystemVersion={"type": "string"},
        expiration=perhaps(WHOLE),
        user=perhaps(record("objectId ___class", objectId=text(36, 36), ___class={"const": "Users"})),
        ownerId=perhaps(text(36, 36)),
        created=WHOLE,
        updated=WHOLE,
        ___class={"const": TABLE},
    ),
    "User": record(
        "objectId email userStatus created updated ownerId ___class",
        objectId=text(36, 36),
        email=perhaps(text(3, EMAIL_LIMIT, None)),
        userStatus={"enum": ["ENABLED", "DISABLED", "GUEST"]},
        created=WHOLE,
        updated=perhaps(WHOLE),
        ownerId=text(36, 36),
        ___class={"const": "Users"},
    )
    | {"not": {"required": ["password"]}},
    "Session": {"allOf": [{"$ref": "#/components/schemas/User"}, record("user-token", **{"user-token": text(20)})]},
}
