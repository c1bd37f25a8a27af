"""The processes that share a store's work: who holds which name, who was heard of when, whose work is taken over.

Every time here is the database's. A worker is told apart from earlier ones of its name by its token.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Update, and_, delete, or_, select, update

from blockloom.runtime.store.clock import database_now
from blockloom.runtime.store.prepared import add_missing
from blockloom.runtime.store.store import Store
from blockloom.runtime.store.tables import worker


@dataclass(frozen=True, slots=True)
class Held:
    """A name that is held, by whom, and for how long (milliseconds) nothing was heard of them.

    ``adopting`` says whether somebody is taking over the work right now.
    """

    name: str
    token: str
    place: dict[str, Any]
    version: str
    beat: int
    silent: int
    adopting: bool


def every(store: Store) -> list[Held]:
    """All workers, by name."""
    adopting = and_(worker.c.adopter.is_not(None), worker.c.adopt_until > database_now())
    silent = database_now() - worker.c.beat
    ask = select(worker, silent.label("silent"), adopting.label("adopting")).order_by(worker.c.name)
    with store.reading() as connection:
        return [_held(row) for row in connection.execute(ask)]


def find(store: Store, name: str) -> Held | None:
    """Who holds the name."""
    return next((held for held in every(store) if held.name == name), None)


def add(store: Store, name: str, token: str, place: dict[str, Any], version: str) -> bool:
    """Take a name that nobody holds; answer whether that was still so."""
    row = {"name": name, "token": token, "place": place, "version": version, "beat": database_now()}
    put = add_missing(worker, ("name",), store.dialect).values(row)
    holder = select(worker.c.token).where(worker.c.name == name)

    def work(connection: Connection) -> bool:
        connection.execute(put)
        return connection.scalar(holder) == token

    return store.write(work)


def replace(store: Store, held: Held, token: str, place: dict[str, Any], version: str) -> bool:
    """Take a name over from a holder of whom nothing was heard since; answer whether that was still so."""
    values = {"token": token, "place": place, "version": version, "adopter": None, "adopt_until": None}
    return _done(store, _unchanged(held).values(beat=database_now(), **values))


def beat(store: Store, name: str, token: str) -> bool:
    """Say that the worker is alive; answer whether the name is still its own and nobody takes over its work."""
    mine = (worker.c.name == name, worker.c.token == token, worker.c.adopter.is_(None))
    return _done(store, update(worker).where(*mine).values(beat=database_now()))


def leave(store: Store, name: str, token: str) -> None:
    """Say good-bye: the name is free, and the work that is left can be taken over at once."""
    mine = (worker.c.name == name, worker.c.token == token)
    _done(store, update(worker).where(*mine).values(beat=0))


def adopt(store: Store, held: Held, adopter: str, lease: int) -> bool:
    """Begin to take over a worker's work, for ``lease`` milliseconds; answer whether nobody else did and nothing was
    heard of it since."""
    return _done(store, _unchanged(held).values(adopter=adopter, adopt_until=database_now() + lease))


def adopt_on(store: Store, held: Held, adopter: str, lease: int) -> bool:
    """Go on with that for another ``lease``; answer whether it is still the adopter's to do."""
    ours = (worker.c.name == held.name, worker.c.token == held.token, worker.c.adopter == adopter)
    return _done(store, update(worker).where(*ours).values(adopt_until=database_now() + lease))


def adopted(store: Store, held: Held, adopter: str) -> None:
    """A worker's work is all taken over: forget it."""
    ours = (worker.c.name == held.name, worker.c.token == held.token, worker.c.adopter == adopter)
    store.write(lambda connection: connection.execute(delete(worker).where(*ours)))


def _unchanged(held: Held) -> Update:
    """An update of the holder as it was seen, unless its work is being taken over."""
    same = (worker.c.name == held.name, worker.c.token == held.token, worker.c.beat == held.beat)
    return update(worker).where(*same, or_(worker.c.adopter.is_(None), worker.c.adopt_until <= database_now()))


def _done(store: Store, change: Update) -> bool:
    return store.write(lambda connection: connection.execute(change).rowcount > 0)


def _held(row: Row[*tuple[Any, ...]]) -> Held:
    return Held(row.name, row.token, row.place, row.version, row.beat, int(row.silent), bool(row.adopting))
