"""What was saved of each flow, newest first. How many versions are kept is said here and nowhere else."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from blockloom.runtime.store.store import Store
from blockloom.runtime.store.tables import flow_version

KEPT, KEPT_LENGTH = 100, 8_000_000
"""How many versions of a flow are kept, and how many characters they have in all; the newest is kept in any case."""
RECENT, APART = 20, 600_000
"""Behind the newest 20, what the editor saved by itself goes unless it is ten minutes younger than the one before."""
_NUMBERS = 50


class Version(NamedTuple):
    """One save: ``version`` stands for the content, ``auto`` says that the editor saved by itself."""

    id: int
    version: str
    ending: str
    auto: bool
    saved_at: int
    text: str


_COLUMNS = [flow_version.c[name] for name in ("pk", "version", "ending", "auto", "saved_at", "text")]


def keep(store: Store, flow: str, version: Version, seen: bool = False) -> None:
    """Keep what was saved, unless the newest version says the same. Its ``id`` is given here.

    What the editor saved by itself counts as asked for once somebody asks for the same; ``seen`` says that nobody did.
    """
    row = {"app_pk": store.app_pk, "flow": flow, **version._asdict()}
    del row["id"]
    columns = [flow_version.c[name] for name in ("pk", "version", "auto", "saved_at")]
    ask = select(*columns, func.length(flow_version.c.text).label("length")).where(*_of(store, flow))

    def work(connection: Connection) -> None:
        before = connection.execute(ask.order_by(flow_version.c.pk.desc())).all()
        if before and before[0].version == version.version:
            if before[0].auto and not version.auto and not seen:
                connection.execute(update(flow_version).where(flow_version.c.pk == before[0].pk).values(auto=False))
            return
        connection.execute(insert(flow_version), row)
        gone = [*_thinned(before), *_beyond(before, len(version.text))]
        if gone:
            connection.execute(delete(flow_version).where(flow_version.c.pk.in_(gone)))

    store.write(work)


def _thinned(before: Any) -> list[int]:
    """The version that is no longer among the newest, if one just before it says about the same."""
    if len(before) <= RECENT or not before[RECENT - 1].auto:
        return []
    last, earlier = before[RECENT - 1], before[RECENT]
    return [last.pk] if last.saved_at - earlier.saved_at < APART else []


def _beyond(before: Any, length: int) -> list[int]:
    gone = []
    for number, row in enumerate(before, start=2):
        length += row.length
        if number > KEPT or length > KEPT_LENGTH:
            gone.append(row.pk)
    return gone


def versions(store: Store, flow: str, most: int, before: int | None = None) -> list[Version]:
    """The newest versions, or the newest that are older than the one with the id ``before``."""
    ask = select(*_COLUMNS).where(*_of(store, flow)).order_by(flow_version.c.pk.desc()).limit(most)
    if before is not None:
        ask = ask.where(flow_version.c.pk < before)
    with store.reading() as connection:
        return [Version(*row) for row in connection.execute(ask)]


def find(store: Store, flow: str, id: int) -> Version | None:
    """One version of a flow; None if it is not kept."""
    ask = select(*_COLUMNS).where(*_of(store, flow), flow_version.c.pk == id)
    with store.reading() as connection:
        row = connection.execute(ask).first()
    return None if row is None else Version(*row)


def flows(store: Store) -> dict[str, int]:
    """When each flow of which there are versions was last saved, the newest first."""
    last = func.max(flow_version.c.saved_at)
    ask = select(flow_version.c.flow, last).where(flow_version.c.app_pk == store.app_pk).group_by(flow_version.c.flow)
    with store.reading() as connection:
        return {flow: saved_at for flow, saved_at in connection.execute(ask.order_by(last.desc()))}


def move(store: Store, old: str, new: str) -> None:
    """Give a flow's versions to the name that it has now; those of an earlier flow of that name stay behind them."""
    change = update(flow_version).where(*_of(store, old)).values(flow=new)
    store.write(lambda connection: connection.execute(change))


def forget(store: Store, names: list[str]) -> None:
    """Forget all versions of these flows."""

    def work(connection: Connection) -> None:
        for at in range(0, len(names), _NUMBERS):
            gone = flow_version.c.flow.in_(names[at : at + _NUMBERS])
            connection.execute(delete(flow_version).where(flow_version.c.app_pk == store.app_pk, gone))

    store.write(work)


def _of(store: Store, flow: str) -> list[ColumnElement[bool]]:
    return [flow_version.c.app_pk == store.app_pk, flow_version.c.flow == flow]
