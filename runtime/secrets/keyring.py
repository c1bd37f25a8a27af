"""The keys that seal secrets: from BLOCKLOOM_SECRET_KEY, else from a file that only its owner can read.

There may be several, with commas or line breaks between them: the first one seals, each of them opens what it sealed.
"""

from __future__ import annotations

import base64
import binascii
import os
import secrets
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from blockloom.runtime.errors import FlowError, SettingsError
from blockloom.runtime.store.secrets import Sealed
from blockloom.runtime.wording import sentence

VARIABLE, FILE = "BLOCKLOOM_SECRET_KEY", "secret.key"
_SIZE, _NONCE = 32, 12


class Keyring:
    """Seals and opens texts with AES-256-GCM. What is sealed opens under the same ``place`` only."""

    def __init__(self, keys: list[bytes]) -> None:
        self._keys = {_id_of(key): key for key in keys}
        self.first = _id_of(keys[0])

    def knows(self, key_id: str) -> bool:
        """Whether it has the key with this id."""
        return key_id in self._keys

    def seal(self, text: str, place: str) -> Sealed:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # here: most runs need no secret

        nonce = secrets.token_bytes(_NONCE)
        return Sealed(self.first, nonce + AESGCM(self._keys[self.first]).encrypt(nonce, text.encode(), place.encode()))

    def open(self, sealed: Sealed, place: str) -> str:
        """The text; FlowError ``secret_key`` if it was sealed with a key that is not here, or was changed since."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        if sealed.key_id not in self._keys:
            raise FlowError("secret_key", sentence("it was sealed with another key, {key}", key=sealed.key_id))
        nonce, content = sealed.sealed[:_NONCE], sealed.sealed[_NONCE:]
        try:
            return AESGCM(self._keys[sealed.key_id]).decrypt(nonce, content, place.encode()).decode()
        except (InvalidTag, ValueError):
            raise FlowError("secret_key", sentence("it was changed since it was sealed")) from None


def load_keyring(data: Path, environ: Mapping[str, str] = os.environ) -> Keyring:
    """The installation's keys; the first time one is made. SettingsError says what is wrong with them."""
    return Keyring(_from_variable(environ) or _from_file(data / FILE))


def keyring_to_rotate(data: Path, environ: Mapping[str, str] = os.environ) -> Keyring:
    """A new key before the ones that there are. SettingsError if they are in the variable and there is no new one."""
    if keys := _from_variable(environ):
        if len(keys) < 2:
            raise SettingsError(f"{VARIABLE} holds one key. Put a new one before it, with a comma, and do this again.")
        return Keyring(keys)
    keys = [secrets.token_bytes(_SIZE), *_from_file(data / FILE)]
    _write(data / FILE, keys)
    return Keyring(keys)


def drop_old_keys(data: Path, environ: Mapping[str, str] = os.environ) -> None:
    """Keep only the newest key of the file; the variable is not ours to change."""
    if not _from_variable(environ):
        _write(data / FILE, _from_file(data / FILE)[:1])


def written(key: bytes) -> str:
    """A key as it stands in the file and in the variable."""
    return base64.urlsafe_b64encode(key).decode()


def _id_of(key: bytes) -> str:
    return sha256(b"blockloom key id" + key).hexdigest()[:8]


def _from_variable(environ: Mapping[str, str]) -> list[bytes]:
    named = environ.get(VARIABLE, "").strip()
    return _parsed(named, VARIABLE) if named else []


def _from_file(path: Path) -> list[bytes]:
    if not path.exists():
        _write(path, [secrets.token_bytes(_SIZE)], replace=False)
    try:
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise SettingsError(f"Others than its owner can read {path}. Mend that with: chmod 600 {path}")
        return _parsed(path.read_text("ascii"), str(path))
    except (OSError, UnicodeError) as error:
        raise SettingsError(f"The keys of secrets can't be read from {path}: {error}.") from error


def _write(path: Path, keys: list[bytes], *, replace: bool = True) -> None:
    """Write the whole file or nothing. Without ``replace``, keys that somebody else wrote meanwhile stay."""
    try:
        descriptor, temporary = tempfile.mkstemp(prefix=".secret-", dir=path.parent)  # which has mode 0600
        try:
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.writelines(f"{written(key)}\n" for key in keys)
                file.flush()
                os.fsync(file.fileno())
            if replace:
                os.replace(temporary, path)
            else:
                os.link(temporary, path)
        finally:
            with suppress(FileNotFoundError):
                os.unlink(temporary)
    except FileExistsError:
        pass  # somebody was quicker
    except OSError as error:
        raise SettingsError(f"The keys of secrets can't be written to {path}: {error.strerror}.") from error


def _parsed(text: str, where: str) -> list[bytes]:
    try:
        keys = [base64.b64decode(word.translate(_URL_SIGNS), validate=True) for word in text.replace(",", " ").split()]
    except (binascii.Error, ValueError):
        keys = []
    if not keys or any(len(key) != _SIZE for key in keys):
        raise SettingsError(
            f"{where} holds no key. A key is {_SIZE} random bytes in Base64; this makes one: "
            'python3 -c "import base64, os; print(base64.urlsafe_b64encode(os.urandom(32)).decode())"'
        )
    return keys


_URL_SIGNS = str.maketrans("-_", "+/")
