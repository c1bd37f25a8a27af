"""Showing keys to the person who runs the server: each secret once, when it is made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from blockloom.runtime.apps import ADMIN, CLIENT, SERVER, first_keys
from blockloom.runtime.store import Store

WORDS = {CLIENT: "client key", SERVER: "server key", ADMIN: "admin token"}
ONCE = "The server key and the admin token are shown this once. Keep them in a safe place."


def first_start(store: Store) -> Iterator[str]:
    """The lines that a first start prints: the app's id and keys. None later."""
    keys = first_keys(store)
    if keys:
        yield "An app was made, for programs that call this server:"
        yield from key_lines(store.app, keys)


def key_lines(app_id: str, keys: Mapping[str, str]) -> Iterator[str]:
    """An app's id and its new keys, and what to know about them."""
    yield f"  {'app id':<12} {app_id}"
    yield from (f"  {WORDS[kind]:<12} {key}" for kind, key in keys.items())
    yield ONCE
