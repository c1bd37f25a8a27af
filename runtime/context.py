"""The run a block belongs to, and the doors through which it reaches the world.

A block calls ``here().messaging.register(...)``. Which object stands behind a door decides what the call means: do it,
pretend (a dry run), answer from a fixture (a flow's own tests). Blocks know nothing of that. The class with the real
rules says which door it is (``class Messaging(MessagingDoor)``): from it the reference knows what can go wrong.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar, Token
from dataclasses import dataclass
from typing import Any, Protocol

from blockloom.runtime.absent import NoData, NoFlows, NoHttp, NoMessaging, NoSecrets, NoUsers


class MessagingDoor(Protocol):
    """What a block can ask of the messaging rules, for the device that the run stands for."""

    def register(self, channels: list[Any], expiration: Any) -> dict[str, str]:
        """Register the device; answer {channel: registration id} for the channels named in this call."""

    def registrations(self) -> list[dict[str, Any]]:
        """The device's registration as a list of one record; error 5000 if it has none."""

    def cancel(self, channels: list[Any] | None) -> int:
        """Leave these channels (None: all of them); answer how many the device still has."""

    def channels(self) -> list[str]:
        """The names of the app's channels, sorted."""

    def publish(self, channel: Any, options: dict[str, Any]) -> dict[str, Any]:
        """Publish ``options["message"]`` as the other options say; answer {errorMessage, messageId, status}."""

    def push_template(self, name: Any, values: Any) -> dict[str, Any]:
        """Push by the app's template of this name, with values in its places; answer as ``publish``."""

    def send_mail(self, given: dict[str, Any]) -> dict[str, Any]:
        """Have the e-mail {subject, bodyparts, to} sent; answer as ``publish``."""

    def send_mail_template(self, given: dict[str, Any]) -> dict[str, Any]:
        """Have an e-mail by the app's template {template-name, addresses, template-values} sent; as ``send_mail``."""

    def message_status(self, message_id: Any) -> dict[str, Any]:
        """What became of a message, in the same shape."""

    def cancel_message(self, message_id: Any) -> dict[str, Any]:
        """Call a message off, in the same shape; error 5040 if it has gone out."""


class UsersDoor(Protocol):
    """What a block can ask of the app's users, and of the one for whom the run acts."""

    def register(self, given: dict[str, Any]) -> dict[str, Any]:
        """Make a user with email, password and properties of their own; answer the user without the password."""

    def login(self, login: Any, password: Any) -> dict[str, Any]:
        """Act for the user who logs in so, from now on; answer the user. Error 3003 for a wrong login or password."""

    def logout(self) -> None:
        """Act for nobody any more; error 3023 if the run acts for nobody."""

    def current(self) -> dict[str, Any] | None:
        """The user for whom the run acts; nothing if there is none."""

    def roles(self) -> list[str]:
        """The roles with which the run acts."""


class HttpDoor(Protocol):
    def request(
        self,
        method: str,
        url: str,
        query: dict[str, Any] | None = None,
        headers: dict[str, Any] | None = None,
        body: Any = None,
        body_as: str = "json",
    ) -> dict[str, Any]:
        """Ask a web server; answer {status, headers, body, url} whatever the status, or raise a FlowError."""


class DataDoor(Protocol):
    """What a block can ask of the app's tables. ``where`` is a condition, ``given`` the values of its ``:names``."""

    def save(self, table: str, row: dict[str, Any]) -> dict[str, Any]:
        """Save a new row, or change the one whose objectId the row carries; answer it as it is then."""

    def find(
        self,
        table: str,
        where: str | None,
        given: Mapping[str, Any],
        sorted_by: str | None,
        descending: bool,
        limit: int,
        offset: int,
    ) -> list[dict[str, Any]]:
        """The rows that the condition holds for, from ``offset`` on, at most ``limit``."""

    def get(self, table: str, id: str) -> dict[str, Any] | None:
        """The row with this objectId; nothing if there is none."""

    def count(self, table: str, where: str | None, given: Mapping[str, Any]) -> int:
        """How many rows the condition holds for."""

    def change(self, table: str, where: str | None, given: Mapping[str, Any], changes: dict[str, Any]) -> int:
        """Set columns of every row that the condition holds for; answer how many those are."""

    def delete(self, table: str, where: str | None, given: Mapping[str, Any]) -> int:
        """Take away every row that the condition holds for; answer how many those were."""

    def tables(self) -> list[str]:
        """The names of the app's tables, sorted."""


class SecretsDoor(Protocol):
    def get(self, name: str) -> str:
        """The value of a secret; FlowError ``secret`` if there is none of that name."""


class FlowsDoor(Protocol):
    def find(self, name: str) -> Any:
        """The program of this name; FlowError ``no_flow`` if there is none."""

    def run(self, name: str, inputs: dict[str, Any]) -> Any:
        """What the flow answers, run with these inputs as a part of what is going on."""


class ClockDoor(Protocol):
    def now(self) -> int:
        """Now, in milliseconds since 1970 UTC."""

    def wait(self, seconds: float) -> None:
        """Let so much time pass; raises what ends the run if that comes first."""


class SystemClock(ClockDoor):
    """The machine's clock."""

    def now(self) -> int:
        return time.time_ns() // 1_000_000

    def wait(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while (rest := end - time.monotonic()) > 0:
            time.sleep(min(rest, max(here().left(), 0), _NAP))


_RANDOM = random.Random()
_NAP = 0.02


def _no_end() -> float:
    return math.inf


@dataclass
class Doors:
    """A run's ways out. ``say`` takes each line that a flow prints.

    ``left`` answers the seconds that are left for what is going on; it raises what ends the run once it has to end.
    Whatever waits behind a door asks it every few milliseconds.
    """

    messaging: MessagingDoor = NoMessaging()
    clock: ClockDoor = SystemClock()
    random: random.Random = _RANDOM
    say: Callable[[str], None] = print
    left: Callable[[], float] = _no_end
    http: HttpDoor = NoHttp()
    data: DataDoor = NoData()
    secrets: SecretsDoor = NoSecrets()
    flows: FlowsDoor = NoFlows()
    users: UsersDoor = NoUsers()

    def within(self, **own: Any) -> Doors:
        """The same doors but for those that a run, or a part of one, has of its own."""
        inner = Doors.__new__(Doors)
        inner.__dict__ = self.__dict__ | own
        return inner


_current: ContextVar[Doors] = ContextVar("blockloom_doors")


def here() -> Doors:
    """The doors of the run that is going on in this thread; plain doors where there is no run (a doctest)."""
    try:
        return _current.get()
    except LookupError:
        return Doors()


def enter(doors: Doors) -> Token[Doors]:
    """Make ``doors`` what ``here()`` answers, until ``leave`` is called with the answer."""
    return _current.set(doors)


leave = _current.reset


@contextmanager
def entered(doors: Doors) -> Iterator[None]:
    """Make ``doors`` what ``here()`` answers inside the ``with`` block."""
    token = enter(doors)
    try:
        yield
    finally:
        leave(token)
