"""Secrets at rest: sealed with a key that only their owner can read, bound to app and name, opened by nobody else."""

from __future__ import annotations

import base64
import os
import stat
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from blockloom.runtime import FlowError, SettingsError
from blockloom.runtime.apps import create_app, find_app
from blockloom.runtime.secrets import Vault
from blockloom.runtime.secrets.keyring import FILE, written
from blockloom.runtime.store import Store
from blockloom.runtime.store.tables import secret

VALUE = 'sk-live "ключ" 1/2+3 £'
OTHER = "another value"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "keys"
    folder.mkdir()
    return folder


@pytest.fixture
def vault(store: Store, data: Path) -> Vault:
    return Vault(store, data, {})


def code_of(vault: Vault, name: str) -> int | str:
    with pytest.raises(FlowError) as error:
        vault.get(name)
    assert VALUE not in error.value.message
    return error.value.code


def test_what_is_set_is_read_listed_replaced_and_forgotten(vault: Vault) -> None:
    vault.set("B", VALUE)
    vault.set("API_KEY", OTHER)
    assert (vault.get("B"), [listed.name for listed in vault.names()]) == (VALUE, ["API_KEY", "B"])
    vault.set("B", OTHER)
    assert vault.get("B") == OTHER and len(vault.names()) == 2
    vault.delete("B")
    assert code_of(vault, "B") == "secret" and [listed.name for listed in vault.names()] == ["API_KEY"]
    with pytest.raises(FlowError, match="no secret called"):
        vault.delete("B")


def test_an_unknown_name_is_told_with_a_guess(vault: Vault) -> None:
    vault.set("API_KEY", VALUE)
    with pytest.raises(FlowError, match=r'"API_KYE".*Did you mean "API_KEY"\?.*blockloom secrets set API_KYE'):
        vault.get("API_KYE")


@pytest.mark.parametrize("name", ["", "api_key", "KEY", "1A", "A-B", "A B", "Ä", "A" * 101, "A\n"])
def test_names_that_no_variable_could_have_are_refused(vault: Vault, name: str) -> None:
    for act in (vault.get, vault.delete, lambda name: vault.set(name, VALUE)):
        with pytest.raises(FlowError, match="capital letters"):
            act(name)


@pytest.mark.parametrize("value", ["", "abc", "x" * 32_769, "ä" * 16_385])
def test_values_that_are_too_short_to_hide_or_too_long_are_refused(vault: Vault, value: str) -> None:
    with pytest.raises(FlowError, match="4 letters"):
        vault.set("A", value)
    vault.set("A", "ä" * 16_384)
    assert vault.get("A") == "ä" * 16_384


def test_nothing_in_the_store_tells_the_value(vault: Vault, store: Store, tmp_path: Path) -> None:
    vault.set("A", VALUE)
    vault.set("B", VALUE)
    with store.reading() as connection:
        rows = connection.execute(select(secret.c.name, secret.c.sealed)).all()
    (_, one), (_, other) = rows
    assert one != other, "two secrets of the same value must not look alike"
    forms = [VALUE.encode(), VALUE.encode("utf-16-le"), base64.b64encode(VALUE.encode()), VALUE.encode().hex().encode()]
    kept = b"".join([one, other, *(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())])
    assert not any(form in kept for form in forms)


@pytest.mark.skipif(os.name != "posix", reason="modes are those of POSIX")
def test_only_its_owner_can_read_the_key(vault: Vault, data: Path) -> None:
    vault.set("A", VALUE)
    assert stat.S_IMODE((data / FILE).stat().st_mode) == 0o600
    assert [path.name for path in data.iterdir()] == [FILE]
    (data / FILE).chmod(0o640)
    with pytest.raises(SettingsError, match="chmod 600"):
        Vault(vault._store, data, {}).get("A")


def test_another_vault_with_the_same_key_reads_it(vault: Vault, store: Store, data: Path) -> None:
    vault.set("A", VALUE)
    assert Vault(store, data, {}).get("A") == VALUE


def test_another_key_does_not_open_it_and_says_what_to_do(vault: Vault, store: Store, tmp_path: Path) -> None:
    vault.set("A", VALUE)
    with pytest.raises(FlowError, match=r"sealed with another key.*blockloom secrets set A") as error:
        Vault(store, tmp_path, {}).get("A")
    assert error.value.code == "secret_key"


def test_the_variable_goes_before_the_file(store: Store, data: Path) -> None:
    named = {"BLOCKLOOM_SECRET_KEY": written(os.urandom(32))}
    Vault(store, data, named).set("A", VALUE)
    assert not (data / FILE).exists() and Vault(store, data, named).get("A") == VALUE
    assert code_of(Vault(store, data, {}), "A") == "secret_key"


@pytest.mark.parametrize("key", ["password", "YQ==", written(b"x" * 31), written(b"x" * 32) + ",x", "é"])
def test_a_key_that_is_none_is_told_and_not_shown(store: Store, data: Path, key: str) -> None:
    with pytest.raises(SettingsError, match="BLOCKLOOM_SECRET_KEY holds no key") as error:
        Vault(store, data, {"BLOCKLOOM_SECRET_KEY": key}).set("A", VALUE)
    assert key not in str(error.value).replace("python3", "")


def test_a_broken_key_file_is_told(vault: Vault, data: Path, store: Store) -> None:
    vault.set("A", VALUE)
    (data / FILE).write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match="secret.key"):
        Vault(store, data, {}).get("A")


def test_a_secret_belongs_to_its_app(vault: Vault, store: Store, data: Path) -> None:
    create_app(store, "Other")
    app = find_app(store, "Other")
    other = Vault(store.for_app(app.pk, app.id), data, {})
    vault.set("A", VALUE)
    assert code_of(other, "A") == "secret" and other.names() == []
    other.set("A", OTHER)
    assert (vault.get("A"), other.get("A")) == (VALUE, OTHER)
    other.delete("A")
    assert vault.get("A") == VALUE


def test_a_sealed_value_opens_only_where_it_was_put(vault: Vault, store: Store, data: Path) -> None:
    """Whoever can write rows can't make a flow read a secret under another name or in another app."""
    create_app(store, "Other")
    app = find_app(store, "Other")
    vault.set("A", VALUE)
    vault.set("B", OTHER)
    with store.reading() as connection:
        row = dict(connection.execute(select(secret).where(secret.c.name == "A")).mappings().one())
    del row["pk"]
    store.write(lambda connection: connection.execute(insert(secret), {**row, "app_pk": app.pk}))
    store.write(
        lambda connection: connection.execute(update(secret).where(secret.c.name == "B").values(sealed=row["sealed"]))
    )
    assert code_of(Vault(store.for_app(app.pk, app.id), data, {}), "A") == "secret_key"
    assert code_of(vault, "B") == "secret_key"
    changed = row["sealed"][:-1] + bytes([row["sealed"][-1] ^ 1])
    store.write(lambda connection: connection.execute(update(secret).values(sealed=changed)))
    assert code_of(vault, "A") == "secret_key"


def test_rotating_seals_every_app_anew(vault: Vault, store: Store, data: Path) -> None:
    create_app(store, "Other")
    app = find_app(store, "Other")
    other = Vault(store.for_app(app.pk, app.id), data, {})
    vault.set("A", VALUE)
    other.set("A", OTHER)
    before = (data / FILE).read_text()
    assert vault.rotate() == 2
    after = (data / FILE).read_text()
    assert len(after.split()) == 1 and after != before
    assert (vault.get("A"), other.get("A")) == (VALUE, OTHER)
    assert code_of(Vault(store, data, {"BLOCKLOOM_SECRET_KEY": before}), "A") == "secret_key"


def test_rotating_with_keys_in_the_variable(store: Store, data: Path) -> None:
    old, new = (written(os.urandom(32)) for _ in range(2))
    Vault(store, data, {"BLOCKLOOM_SECRET_KEY": old}).set("A", VALUE)
    with pytest.raises(SettingsError, match="Put a new one before it"):
        Vault(store, data, {"BLOCKLOOM_SECRET_KEY": old}).rotate()
    assert Vault(store, data, {"BLOCKLOOM_SECRET_KEY": f"{new},{old}"}).rotate() == 1
    assert Vault(store, data, {"BLOCKLOOM_SECRET_KEY": new}).get("A") == VALUE


def test_a_rotation_that_breaks_off_loses_nothing(vault: Vault, store: Store, data: Path) -> None:
    vault.set("A", VALUE)
    vault.set("B", VALUE)
    store.write(
        lambda connection: connection.execute(update(secret).where(secret.c.name == "B").values(sealed=b"broken"))
    )
    with pytest.raises(FlowError, match='"B" can\'t be opened'):
        vault.rotate()
    assert Vault(store, data, {}).get("A") == VALUE
