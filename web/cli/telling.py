"""Has the workers know at once of what a flow publishes that runs from the command line."""

from __future__ import annotations

import logging
from pathlib import Path

from blockloom.runtime.messaging.publishing import Announce
from blockloom.runtime.store import Store

log = logging.getLogger("blockloom.engine")


def announcing(store: Store, data: Path) -> Announce:
    """What is told of each message. One that can't be handed in is found by the workers' next look at what is due."""

    def announce(pk: int, turn: int, at: int) -> None:
        from blockloom.runtime.delivery.planning import PUBLISH, turn_id
        from blockloom.runtime.engine.outside import hand_in

        try:
            hand_in(store.url_for_queues, data, PUBLISH, turn_id(pk, turn), pk, turn, at=at)
        except Exception as error:
            log.info("message %s was not announced: %s", pk, error)

    return announce
