"""What a user's record takes from outside: identity, password, own properties. What the server sets it never takes."""

from __future__ import annotations

import json
import re
from typing import Any

from blockloom.runtime.errors import FlowError
from blockloom.runtime.wording import sentence

IDENTITY_MISSING, EMAIL_FORMAT, PASSWORD_MISSING, PASSWORD_KIND, VALUE_LONG, RESERVED = (
    3013,
    3040,
    3011,
    3050,
    3063,
    3039,
)
TOO_LONG, NOT_VALID, NO_LOGIN = 8000, 8008, 3006
EMAIL_LIMIT, PASSWORD_LIMIT, NAME_LIMIT, MOST = 200, 1000, 100, 64 * 1024
SERVERS = frozenset(
    "objectId ownerId created updated userStatus ___class __meta ___jsonclass user-token userToken lastLogin roles "
    "accountType socialAccount oAuthIdentities email password".split()
)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


def own_properties(given: dict[str, Any]) -> dict[str, Any]:
    """The properties that are the app's own; those that the server sets are passed over. FlowError 3039, 8000, 8008."""
    own = {name: value for name, value in given.items() if name not in SERVERS}
    for name in own:
        if not 0 < len(name) <= NAME_LIMIT or not name.isprintable():
            raise FlowError(
                NOT_VALID,
                sentence("A property's name is 1 to {most} letters that can be seen.", most=NAME_LIMIT),
            )
    if {"code", "message"} <= own.keys():
        raise FlowError(
            RESERVED, sentence("A user can't have both a code and a message: SDKs would take the user for an error.")
        )
    if len(json.dumps(own)) > MOST:
        raise FlowError(TOO_LONG, sentence("A user's own properties take at most {most} KiB.", most=MOST // 1024))
    return own


def email_of(given: dict[str, Any]) -> str:
    """The e-mail address, by which a user logs in. FlowError 3013 without one, 3040 for what can't be one, 3063."""
    email = given.get("email")
    if email is None or email == "":
        raise FlowError(IDENTITY_MISSING, sentence("A user needs an email."))
    if isinstance(email, str) and len(email) > EMAIL_LIMIT:
        raise FlowError(
            VALUE_LONG,
            sentence("Property 'email' is longer than the limit of {limit} characters.", limit=EMAIL_LIMIT),
        )
    if not isinstance(email, str) or not email.isprintable() or not _EMAIL.fullmatch(email):
        raise FlowError(EMAIL_FORMAT, sentence("The email is not an address. It should look like ada@example.com."))
    return email


def identity_of(login: str) -> str:
    """What two spellings of the same address have in common."""
    return login.strip().casefold()[:EMAIL_LIMIT]


def password_of(given: dict[str, Any]) -> str:
    """The password. FlowError 3011 without one, 3050 for what is no text, 8000 for one that is too long."""
    password = given.get("password")
    if password is None or password == "":
        raise FlowError(PASSWORD_MISSING, sentence("A user needs a password."))
    if not isinstance(password, str):
        raise FlowError(PASSWORD_KIND, sentence("A password is a text."))
    if len(password) > PASSWORD_LIMIT:
        raise FlowError(
            TOO_LONG,
            sentence(
                "Property 'password' is longer than the limit of {limit} characters.",
                limit=PASSWORD_LIMIT,
            ),
        )
    return password


def login_of(given: dict[str, Any]) -> tuple[str, str]:
    """Login and password as they were typed. FlowError 3006 where one is missing, 3050 for a password of another kind.

    A login may be a number.
    """
    login, password = given.get("login"), given.get("password")
    if isinstance(login, int | float) and not isinstance(login, bool):
        login = str(login)
    if not isinstance(login, str) or not login or password is None or password == "":
        raise FlowError(NO_LOGIN, sentence("To log in, give login and password."))
    return login, password_of(given)
