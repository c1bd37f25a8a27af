"""A run's messaging that tells on which channels the run's phone is, so that a page can show any moment of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from blockloom.runtime import FlowError
from blockloom.runtime.messaging import Messaging

Answer = TypeVar("Answer")


class Registering(Messaging):
    """``telling`` hears of each change: ``{phone: device id, before: channels, channels}``, the channels sorted."""

    telling: Callable[[dict[str, Any]], None] | None = None

    def register(self, channels: list[Any] | None = None, expiration: Any = None) -> dict[str, str]:
        return self._told(lambda: super(Registering, self).register(channels, expiration))

    def cancel(self, channels: list[Any] | None = None) -> int:
        return self._told(lambda: super(Registering, self).cancel(channels))

    def _told(self, act: Callable[[], Answer]) -> Answer:
        if self.telling is None:
            return act()
        before = self._channels()
        answer = act()
        after = self._channels()
        if after != before:
            self.telling({"phone": self._checked().device_id, "before": before, "channels": after})
        return answer

    def _channels(self) -> list[str]:
        try:
            return [name for record in self.registrations() for name in record["channels"]]
        except FlowError:
            return []
