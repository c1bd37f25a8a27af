"""Users: register them, act for one who logs in, ask who it is and what roles they have."""

from __future__ import annotations

from typing import Any

from blockloom.runtime import here

HUE = 20


def register_user(email: str, password: str, properties: dict[str, Any] | None = None) -> dict[str, Any]:
    """Register the user {email} with {password} and {properties}.

    Answers the user as an object: objectId, email, userStatus, created, the properties, never the password. The email
    must not be another user's. The new user is not logged in by that.

    >>> register_user("bob@example.com", "secret", {"name": "Bob"})["name"]
    'Bob'
    """
    return here().users.register({**(properties or {}), "email": email, "password": password})


def login(login: str, password: str) -> dict[str, Any]:
    """Log in as {login} with {password}.

    From here on the flow acts for that user: it may do what the user's roles may, and the devices that it registers are
    the user's. That ends with the flow, or with logout. Nobody is logged out elsewhere by it. Answers the user.

    >>> login("ada@example.com", "engine")["email"]
    'ada@example.com'
    """
    return here().users.login(login, password)


def logout() -> None:
    """Log out.

    The flow acts for no user any more. If an app's user started it, that user's session ends.

    >>> user = login("ada@example.com", "engine")
    >>> logout()
    >>> current_user() is None
    True
    """
    here().users.logout()


def current_user() -> dict[str, Any] | None:
    """Current user.

    The user for whom the flow acts: who logged in within it, or with whose user-token it was started; else nothing.

    >>> user = login("ada@example.com", "engine")
    >>> current_user()["email"]
    'ada@example.com'
    """
    return here().users.current()


def has_role(role: str, /) -> bool:
    """Current user has the role {role}.

    The roles are those that an administrator gave, and those that every call has: AuthenticatedUser, GuestUser or
    NotAuthenticatedUser, and RestUser or ServerCodeUser.

    >>> user = login("ada@example.com", "engine")
    >>> has_role("AuthenticatedUser"), has_role("Editor")
    (True, False)
    """
    return role in here().users.roles()
