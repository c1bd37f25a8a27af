"""What the routes of one app work with."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app

from blockloom.runtime.history import FlowHistory
from blockloom.runtime.library import FlowLibrary
from blockloom.runtime.messaging.confirming import Confirming
from blockloom.runtime.phones import Phones
from blockloom.runtime.store import Store
from blockloom.runtime.users import Passwords
from blockloom.web.feed import Feed
from blockloom.web.guard import Gate
from blockloom.web.pushing import Pushing
from blockloom.web.runs import Runs
from blockloom.web.settings import ServerSettings
from blockloom.web.stream import Streams

NAME = "blockloom"


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that lives as long as the app."""

    settings: ServerSettings
    gate: Gate
    store: Store
    library: FlowLibrary
    history: FlowHistory
    phones: Phones
    runs: Runs
    streams: Streams
    passwords: Passwords
    pushing: Pushing
    feed: Feed
    confirming: Confirming | None


def services() -> Services:
    """The services of the app that answers the current request."""
    found = current_app.extensions[NAME]
    assert isinstance(found, Services)
    return found
