"""Apps: every row belongs to one, and its keys say who speaks.

The client key is part of every app that phones carry, so it is no secret and can be read again. The server key and the
admin token are secrets: they are shown when they are made and never again.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest

from blockloom.runtime.errors import FlowError
from blockloom.runtime.store import Store
from blockloom.runtime.store import apps as rows
from blockloom.runtime.store.apps import KeyRow
from blockloom.runtime.wording import sentence

CLIENT, SERVER, ADMIN = "client", "server", "admin"
KINDS = (CLIENT, SERVER, ADMIN)
_UNKNOWN = 2002
_WHO = "an administrator"
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class App:
    """An app as it can be shown at any time. ``client_key`` is empty before its keys are made."""

    pk: int
    id: str
    name: str
    client_key: str


def list_apps(store: Store) -> list[App]:
    """Every app, the default one first."""
    return [
        App(row.pk, str(row.app_id).upper(), row.name, rows.shown_key(store, row.pk, CLIENT) or "")
        for row in rows.apps(store)
    ]


def find_app(store: Store, named: str) -> App:
    """The app with this id or name. FlowError 2002 if there is none."""
    for app in list_apps(store):
        if named in (app.id, app.name) or named.upper() == app.id:
            return app
    raise FlowError(_UNKNOWN, sentence('There is no app with the id or name "{name}".', name=named[:_LONGEST]))


def first_keys(store: Store) -> dict[str, str]:
    """{kind: key} of the keys that the default app did not have yet; they are made now and can't be read again."""
    made = _new_keys()
    kinds = rows.add_keys(store, store.app_pk, {kind: _kept(kind, key) for kind, key in made.items()})
    return {kind: made[kind] for kind in kinds}


def create_app(store: Store, name: str) -> tuple[str, dict[str, str]]:
    """Make an app; answer its id and its keys {kind: key}. FlowError for a name that is taken or can't be one."""
    name = name.strip()
    if not 0 < len(name) <= _LONGEST or not name.isprintable():
        raise FlowError("app_name", sentence("Give the app a name of 1 to {longest} letters.", longest=_LONGEST))
    made = _new_keys()
    id = rows.add_app(store, name, {kind: _kept(kind, key) for kind, key in made.items()})
    if id is None:
        raise FlowError(8012, sentence('Another app is called "{name}". Take another name.', name=name))
    store.audit.note(id, "app", _WHO, name=name)
    return id, made


def rotate(store: Store, app: App, kind: str) -> str:
    """A new key for the app; the old one of that kind is refused at once."""
    key = _new_key()
    rows.replace_key(store, app.pk, kind, _kept(kind, key))
    store.audit.note(app.id, "key", _WHO, kind=kind)
    return key


def confirms(store: Store) -> bool:
    """Whether users of the store's app have to confirm their address before they can log in."""
    return rows.confirms(store)


def set_confirms(store: Store, app: App, confirms: bool) -> None:
    """Let users who register with the app from now on have to confirm their address first, or not."""
    rows.set_confirms(store, app.pk, confirms)
    store.audit.note(app.id, "confirmation", _WHO, on=confirms)


def client_key(store: Store) -> str:
    """The client key of the store's app; empty before its keys are made."""
    return rows.shown_key(store, store.app_pk, CLIENT) or ""


def is_admin(store: Store, digest: bytes) -> bool:
    """Whether the admin token of the store's app has this SHA-256."""
    row = rows.find_key(store, digest)
    return row is not None and row.kind == ADMIN and row.app_pk == store.app_pk


def admit(store: Store, app_id: str, key: str, kinds: Collection[str] = (CLIENT, SERVER)) -> tuple[Store, str]:
    """The store as the app sees it, and which of the ``kinds`` of keys that is.

    FlowError 2002 for an unknown app or key, the same for both. A key is found by its SHA-256, so how long that takes
    tells nothing about it.
    """
    digest = digest_of(key)
    row = rows.find_key(store, digest)
    if row is not None and row.kind in kinds:
        if compare_digest(row.digest, digest) and compare_digest(row.app_id.encode(), _named(app_id)):
            return store.for_app(row.app_pk, row.app_id), row.kind
    raise FlowError(_UNKNOWN, sentence('No app has this id and API key. "blockloom apps" lists the apps.'))


def _named(app_id: str) -> bytes:
    return app_id.upper().encode("utf-8", "replace")


def _new_keys() -> dict[str, str]:
    return {kind: _new_key() for kind in KINDS}


def _new_key() -> str:
    return secrets.token_hex(32)


def _kept(kind: str, key: str) -> KeyRow:
    return KeyRow(digest_of(key), key if kind == CLIENT else "")


def digest_of(key: str) -> bytes:
    """What a key is known by: its SHA-256."""
    return sha256(key.encode("utf-8", "replace")).digest()
