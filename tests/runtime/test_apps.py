"""Apps and their keys."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import select

from blockloom.runtime import apps
from blockloom.runtime.errors import FlowError
from blockloom.runtime.store import Store
from blockloom.runtime.store.tables import api_key


def refused(store: Store, app_id: str, key: str) -> None:
    with pytest.raises(FlowError) as raised:
        apps.admit(store, app_id, key)
    assert raised.value.code == 2002


def test_the_first_start_makes_one_key_of_each_kind_and_a_later_one_none(store: Store) -> None:
    keys = apps.first_keys(store)
    assert list(keys) == ["client", "server", "admin"]
    assert len(set(keys.values())) == 3 and all(re.fullmatch("[0-9a-f]{64}", key) for key in keys.values())
    assert apps.first_keys(store) == {}


def test_two_first_starts_at_once_make_one_set(store: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: apps.first_keys(store), range(8)))
    kinds = [kind for keys in made for kind in keys]
    assert sorted(kinds) == ["admin", "client", "server"]
    for keys in made:
        for kind in keys.keys() - {"admin"}:
            assert apps.admit(store, store.app, keys[kind]) == (store, kind)


def test_keys_open_their_own_app_only(store: Store) -> None:
    keys = apps.first_keys(store)
    id, others = apps.create_app(store, "Shop")
    assert apps.admit(store, store.app, keys["server"]) == (store, "server")
    view, kind = apps.admit(store, id.lower(), others["client"])
    assert (view.app, kind) == (id, "client") and view.app_pk != store.app_pk
    assert apps.admit(store, id, others["client"])[0] is view
    refused(store, store.app, others["client"])
    refused(store, id, keys["client"])
    refused(store, id, others["admin"])
    for odd in ("", "\x00", "é", "\udcff", "0" * 64, others["client"].upper()):
        refused(store, id, odd)
        refused(store, odd, others["client"])


def test_only_the_client_key_can_be_read_again(store: Store) -> None:
    keys = apps.first_keys(store)
    with store.reading() as connection:
        rows = {row.kind: row for row in connection.execute(select(api_key))}
    assert {kind: row.shown for kind, row in rows.items()} == {"client": keys["client"], "server": "", "admin": ""}
    assert all(bytes(rows[kind].digest) == sha256(key.encode()).digest() for kind, key in keys.items())
    assert apps.list_apps(store)[0].client_key == apps.client_key(store) == keys["client"]


def test_a_new_key_takes_the_place_of_the_old_one(store: Store) -> None:
    [app] = apps.list_apps(store)
    first = apps.rotate(store, app, "server")
    second = apps.rotate(store, app, "server")
    refused(store, app.id, first)
    assert apps.admit(store, app.id, second) == (store, "server")


def test_another_process_forgets_the_old_key_before_the_rotation_has_returned(store: Store, tmp_path: Path) -> None:
    other = Store.open(store._engine.url.render_as_string(hide_password=False), tmp_path)
    [app] = apps.list_apps(store)
    first = apps.rotate(store, app, "server")
    assert apps.admit(other, app.id, first)[1] == "server"
    apps.rotate(store, app, "server")
    refused(other, app.id, first)
    other.close()


def test_a_known_key_is_not_asked_for_again_at_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    [app] = apps.list_apps(store)
    key = apps.rotate(store, app, "client")
    apps.admit(store, app.id, key)
    monkeypatch.setattr(store, "reading", lambda: pytest.fail("the database was asked"))
    assert apps.admit(store, app.id, key)[1] == "client"


def test_names(store: Store) -> None:
    id, _ = apps.create_app(store, "  Shop ")
    assert apps.find_app(store, "Shop").id == apps.find_app(store, id.lower()).id == id
    with pytest.raises(FlowError, match='Another app is called "Shop"'):
        apps.create_app(store, "Shop")
    with pytest.raises(FlowError, match="no app with the id or name"):
        apps.find_app(store, "shop")
    for bad in ("", " ", "a" * 101, "a\nb"):
        with pytest.raises(FlowError, match="1 to 100 letters"):
            apps.create_app(store, bad)
    assert [app.name for app in apps.list_apps(store)] == ["default", "Shop"]
