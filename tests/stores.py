"""A data door in memory, for tests of what only uses it."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from blockloom.runtime import FixedClock
from blockloom.runtime.acting import RehearsedUsers
from blockloom.runtime.data import Data
from blockloom.runtime.store import Store
from blockloom.runtime.store.copy import empty_copy

ORDERS = [
    {"customer": "Grace", "total": 5, "paid": True},
    {"customer": "Alan", "total": 12, "paid": False},
    {"customer": "Ada", "total": 30, "paid": False},
]


def memory_store() -> Store:
    """An empty store that is gone when it is closed or forgotten."""
    with TemporaryDirectory() as folder:
        store = Store.open(None, Path(folder))
        copy = empty_copy(store)
        store.close()
    return copy


class MemoryUsers:
    """Looks like the users' rules with Ada among the users, made when it is first asked."""

    @cached_property
    def _users(self) -> RehearsedUsers:
        users = RehearsedUsers(memory_store(), [], lambda rights: None)
        users.register({"email": "ada@example.com", "password": "engine"})
        return users

    def __getattr__(self, name: str) -> Any:
        return getattr(self._users, name)


class MemoryData:
    """Looks like Data on an own store, with ``orders`` if wanted; made when it is first asked, since few tests ask."""

    def __init__(self, orders: bool = False) -> None:
        self._orders = orders

    @cached_property
    def _data(self) -> Data:
        data = Data(memory_store(), FixedClock(0))
        for row in ORDERS if self._orders else ():
            data.save("orders", row)
        return data

    def __getattr__(self, name: str) -> Any:
        return getattr(self._data, name)
