"""What the sender asks of a push service, and what it can be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one push.

    ``gone`` means that no app answers to the token any more, ``later`` that the service asks for ``wait`` seconds of
    peace, or can't be reached (0: it did not say for how long); neither of the two is a failure of the message.
    """

    kind: Literal["sent", "failed", "gone", "later"]
    reason: str = ""
    wait: float = 0


SENT = Outcome("sent")


class NoToken(Exception):
    """The service can't be asked, since nobody vouches for us; ``wait`` seconds later somebody might."""

    def __init__(self, reason: str, wait: float) -> None:
        super().__init__(reason)
        self.wait = wait


class Provider(Protocol):
    """A push service."""

    def send(self, pushes: Sequence[dict[str, Any]]) -> list[Outcome]:
        """Send each push (a message as FCM's HTTP v1 API has it, with its ``token``); answer in the same order.

        Never raises: a service that can't be reached is an outcome, too.
        """


class NoProvider:
    """Stands where no push service is set up: every push fails, and says why."""

    def send(self, pushes: Sequence[dict[str, Any]]) -> list[Outcome]:
        return [Outcome("failed", "no push service is set up")] * len(pushes)
