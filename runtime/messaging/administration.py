"""Channels for whoever administers an app: made, renamed, deleted, and what is on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from blockloom.runtime.errors import FlowError
from blockloom.runtime.messaging import search
from blockloom.runtime.messaging.channels import channel_names
from blockloom.runtime.messaging.publishing import PREFIX
from blockloom.runtime.messaging.texts import MISSING, NOT_VALID, fit_to_store, quoted, shown
from blockloom.runtime.permissions import MANAGE, Rights
from blockloom.runtime.store import Store
from blockloom.runtime.store import channels as rows
from blockloom.runtime.store.conditions import All, Among, Column, Comparison, Condition, Constant
from blockloom.runtime.wording import sentence

NO_CHANNEL, NOT_DELETED, TAKEN = 5010, 5042, 5012

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel; ``id`` is a number as a text."""

    id: str
    name: str


class Channels:
    """The channels of the store's app."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def all(self) -> list[Channel]:
        """Every channel, oldest first."""
        return [Channel(str(row.pk), row.name) for row in rows.channels(self._store)]

    def get(self, id: str) -> Channel:
        """The channel with this id. FlowError 5010 if there is none."""
        name = rows.name_of(self._store, _key(id))
        if name is None:
            raise _unknown(id)
        return Channel(str(_key(id)), name)

    def add(self, name: Any, now: int) -> Channel:
        """Make a channel. FlowError 8007, 5044, 8000; 5012 if the name is taken."""
        key = rows.add(self._store, wanted := _name(name), now)
        if key is None:
            raise FlowError(TAKEN, sentence("There is a channel called {value} already.", value=quoted(wanted)))
        return Channel(str(key), wanted)

    def rename(self, id: str, name: Any) -> Channel:
        """Give a channel another name; its registrations and messages stay. FlowError 5010, and as ``add``."""
        channel, wanted = self.get(id), _name(name)
        if wanted != channel.name and not rows.rename(self._store, int(channel.id), wanted):
            raise FlowError(TAKEN, sentence("There is a channel called {value} already.", value=quoted(wanted)))
        return Channel(channel.id, wanted)

    def delete(self, id: str) -> None:
        """Take a channel away with its registrations. FlowError 5010."""
        if not rows.delete(self._store, pk=_key(id)):
            raise _unknown(id)

    def devices(self, id: str, page: Any, offset: Any, now: int) -> list[Record]:
        """A page of the channel's registrations, as ``search.find`` answers them. FlowError 5010, 1025."""
        return search.find(self._store, self._on(id), page, offset, now)

    def count_devices(self, id: str, now: int) -> int:
        """How many devices are on the channel. FlowError 5010."""
        return search.count(self._store, self._on(id), now)

    def remove_devices(self, id: str, ids: Any, now: int) -> int:
        """Take registrations on a channel away by their objectIds; answer how many. FlowError 5010, 8008, 5042 if there
        was none."""
        on = self._on(id)
        if not isinstance(ids, list) or not all(isinstance(id, str) for id in ids):
            raise FlowError(NOT_VALID, sentence("Send a list of objectIds, not {value}.", value=shown(ids)))
        known = tuple(Constant(id.upper()) for id in ids[:1000] if id.isascii() and id.isprintable())
        gone = search.delete_all(self._store, All((on, Among(Column("objectId"), known))), now) if known else 0
        if not gone:
            raise FlowError(NOT_DELETED, sentence("None of these is a registration, so none was deleted."))
        return gone

    def messages(self, id: str, page: Any, offset: Any) -> list[Record]:
        """A page of what was published on the channel, the latest first. FlowError 5010, 1025."""
        limit, skipped = search.page_of(page, offset)
        return [_told(row) for row in rows.messages(self._store, self.get(id).name, limit, skipped)]

    def count_messages(self, id: str) -> int:
        """How many messages were published on it. FlowError 5010."""
        return rows.count_messages(self._store, self.get(id).name)

    def _on(self, id: str) -> Condition:
        return Comparison("=", Column("channelName"), Constant(self.get(id).name))


def delete_channel(store: Store, name: str, rights: Rights) -> None:
    """Take a channel away by its name, with its registrations. FlowError 1014, and 5010 if there is none."""
    rights.require(MANAGE, [name])
    if not fit_to_store(name) or not rows.delete(store, name=name):
        raise _unknown(name)


def _name(given: Any) -> str:
    if given is None or given == "":
        raise FlowError(MISSING, sentence("A channel needs a name."))
    return channel_names([given])[0]


def _key(id: str) -> int:
    """The key in an id; 0, which no channel has, if it can't be one."""
    return int(id) if id.isascii() and id.isdecimal() and len(id) < 16 else 0


def _told(row: Any) -> Record:
    options = row.options
    return {
        "messageId": f"{PREFIX}{str(row.message_id).upper()}",
        "message": row.body["message"],
        "publisherId": options["publisherId"],
        "subtopic": options["subtopic"],
        "isPush": options["policy"] != "PUBSUB",
        "isBroadcast": options["devices"] is None,
        "sentTo": int(row.sent),
        "timestamp": row.publish_at,
    }


def _unknown(named: str) -> FlowError:
    return FlowError(NO_CHANNEL, sentence("The app has no channel {value}.", value=quoted(named)))
