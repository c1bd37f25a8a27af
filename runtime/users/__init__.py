"""The rules of users, their sessions and roles, for every face that shows them."""

from blockloom.runtime.users.confirmation import Confirmation
from blockloom.runtime.users.passwords import Passwords
from blockloom.runtime.users.recovery import Recovery
from blockloom.runtime.users.roles import Roles
from blockloom.runtime.users.sessions import Session, SessionRules, Sessions
from blockloom.runtime.users.users import User, Users

__all__ = [
    "Confirmation",
    "Passwords",
    "Recovery",
    "Roles",
    "Session",
    "SessionRules",
    "Sessions",
    "User",
    "Users",
]
