"""The secrets of one app: set, listed and forgotten by its administrator, read by its flows by name."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path

from blockloom.runtime.context import SecretsDoor
from blockloom.runtime.errors import FlowError
from blockloom.runtime.findings import did_you_mean
from blockloom.runtime.secrets.keyring import Keyring, drop_old_keys, keyring_to_rotate, load_keyring
from blockloom.runtime.store import Store
from blockloom.runtime.store import secrets as rows
from blockloom.runtime.store.secrets import Listed, Sealed
from blockloom.runtime.wording import sentence

SHORTEST, LARGEST = 4, 32_768
_NAME = re.compile(r"[A-Z][A-Z0-9_]{0,99}")
_WHO = "an administrator"
_RESERVED = "KEY"
"""Its variable would be the one that holds the key of all secrets."""


class Vault(SecretsDoor):
    """The secrets of the store's app. The key is read from ``data`` or the environment when it is needed first."""

    def __init__(self, store: Store, data: Path, environ: Mapping[str, str] = os.environ) -> None:
        self._store = store
        self._data = data
        self._environ = environ
        self._keyring: Keyring | None = None

    def get(self, name: str) -> str:
        """The value. FlowError ``secret`` if there is none of that name, ``secret_key`` if it can't be opened."""
        found = rows.find_secret(self._store, check_name(name))
        if found is None:
            near = did_you_mean(name, [listed.name for listed in self.names()])
            raise FlowError(
                "secret",
                sentence(
                    'There is no secret called "{name}".{near} Set it: blockloom secrets set {name}',
                    name=name,
                    near=near,
                ),
            )
        if not self._keys().knows(found.key_id):
            self._keyring = None  # keys may have been changed since they were read
        return _opened(self._keys(), found, self._store.app, name)

    def set(self, name: str, value: str) -> None:
        """Keep a value under a name, in the place of what it had."""
        check_name(name)
        if not SHORTEST <= len(value) or len(value.encode(errors="replace")) > LARGEST:
            raise FlowError(
                "secret",
                sentence(
                    "A secret has {shortest} letters at least and {largest:,} bytes at most.",
                    shortest=SHORTEST,
                    largest=LARGEST,
                ),
            )
        rows.put_secret(self._store, name, self._keys().seal(value, _place(self._store.app, name)))
        self._store.note("secret", _WHO, name=name)

    def delete(self, name: str) -> None:
        """Forget a secret; FlowError ``secret`` if there is none of that name."""
        if not rows.delete_secret(self._store, check_name(name)):
            near = did_you_mean(name, [listed.name for listed in self.names()])
            raise FlowError("secret", sentence('There is no secret called "{name}".{near}', name=name, near=near))
        self._store.note("secret", _WHO, name=name, forgotten=True)

    def names(self) -> list[Listed]:
        """The secrets by name, without their values."""
        return rows.secret_names(self._store)

    def rotate(self) -> int:
        """Seal every secret of every app with a new key; the old ones open nothing afterwards. Answer how many."""
        keys = keyring_to_rotate(self._data, self._environ)

        def again(app: str, name: str, sealed: Sealed) -> Sealed:
            return keys.seal(_opened(keys, sealed, app, name), _place(app, name))

        number = rows.seal_again(self._store, again)
        drop_old_keys(self._data, self._environ)
        self._keyring = None
        return number

    def _keys(self) -> Keyring:
        if self._keyring is None:
            self._keyring = load_keyring(self._data, self._environ)
        return self._keyring


def check_name(name: str) -> str:
    """The name, if a secret can have it; FlowError ``secret`` if not."""
    if not _NAME.fullmatch(name) or name == _RESERVED:
        raise FlowError(
            "secret",
            sentence(
                "The name of a secret has 1 to 100 capital letters A to Z, digits and _, such as API_KEY, and is not "
                'KEY. You gave "{name}".',
                name=name[:60],
            ),
        )
    return name


def _opened(keys: Keyring, sealed: Sealed, app: str, name: str) -> str:
    try:
        return keys.open(sealed, _place(app, name))
    except FlowError as error:
        raise FlowError(
            error.code,
            sentence(
                'The secret "{name}" can\'t be opened: {reason}. Bring back that key (secret.key in the data '
                "folder, or BLOCKLOOM_SECRET_KEY), or set the secret anew: blockloom secrets set {name}",
                name=name,
                reason=error.message,
            ),
        ) from None


def _place(app: str, name: str) -> str:
    return json.dumps(["blockloom secret", app, name])
