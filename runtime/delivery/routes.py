"""Two services side by side: the real one, and the simulated one for what it alone can reach."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from blockloom.runtime.delivery.provider import Outcome, Provider


@dataclass(frozen=True)
class Routes:
    """``ours`` answers which of some tokens the ``simulated`` service knows; all others are for the ``real`` one."""

    real: Provider
    simulated: Provider
    ours: Callable[[Collection[str]], Collection[str]]

    def send(self, pushes: Sequence[dict[str, Any]]) -> list[Outcome]:
        """As ``Provider.send``."""
        ours = self.ours({push["token"] for push in pushes})
        outcomes: dict[int, Outcome] = {}
        for service, here in ((self.real, False), (self.simulated, True)):
            places = [place for place, push in enumerate(pushes) if (push["token"] in ours) == here]
            if places:
                sent = service.send([pushes[place] for place in places])
                outcomes.update(zip(places, sent, strict=True))
        return [outcomes[place] for place in range(len(pushes))]
