"""Flow files: what they may be called, where they lie, and writing one so that a power cut leaves it whole."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from blockloom.runtime.errors import FlowError, Unavailable
from blockloom.runtime.wording import sentence

ENDINGS = (".flow.yaml", ".flow.json")
LARGEST = 2 * 1024 * 1024
KEY = re.compile(r"[^\W_][\w-]{0,79}")
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
SETTLED = 2_000_000_000
"""Nanoseconds after which no clock of a file system takes two changes for one."""


def version_of(content: bytes) -> str:
    return hashlib.sha256(content[: LARGEST + 1]).hexdigest()[:16]


def mark_of(path: Path) -> tuple[int, ...] | None:
    """What changes with every change of a file; ``None`` where the last one is so fresh that the clock might not tell
    it from the next."""
    found = path.stat()
    if time.time_ns() - max(found.st_mtime_ns, found.st_ctime_ns) < SETTLED:
        return None
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino


def flow_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """(key, path) of each flow file in a folder; where twins share a name, the YAML one counts."""
    for ending in reversed(ENDINGS):
        for path in sorted(folder.glob(f"*{ending}")):
            if path.is_file():
                yield unicodedata.normalize("NFC", path.name.removesuffix(ending)), path


def checked_key(key: str) -> str:
    """The key, if it is a plain file name on every system; FlowError ``flow_name`` otherwise."""
    if not KEY.fullmatch(key) or RESERVED.fullmatch(key) or unicodedata.normalize("NFC", key) != key:
        raise FlowError(
            "flow_name",
            sentence(
                '"{key}" can\'t be a flow\'s name. Use letters, digits, "-" and "_", at most 80 of them.', key=key[:80]
            ),
        )
    return key


def stem_of(filename: str) -> str:
    """A file's name without the ending of a flow file."""
    return next((filename.removesuffix(ending) for ending in ENDINGS if filename.endswith(ending)), filename)


def key_for(name: str) -> str:
    """The key for a flow that a person calls ``name``: ``My first flow!`` is ``My-first-flow``. Empty if nothing of it
    can stay."""
    plain = re.sub(r"[^\w-]+", "-", unicodedata.normalize("NFC", name))
    return plain.lstrip("-_")[:80].rstrip("-")


def write_durably(path: Path, content: bytes) -> None:
    """Replace a file as a whole: readers see the old content or the new, and a power cut leaves one of them.

    Who may read the file stays as it is.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        if path.exists():
            shutil.copymode(path, name)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
    sync_folder(path.parent)


@contextmanager
def refusals_told(path: Path) -> Iterator[None]:
    """Say of what the system refuses which file it is about: Unavailable."""
    try:
        yield
    except OSError as error:
        words = sentence(
            "The file {name} can't be written: {reason}. It stays as it was.",
            name=path.name,
            reason=error.strerror or str(error),
        )
        raise Unavailable("unwritable", words) from error


def sync_folder(folder: Path) -> None:
    """Put a folder's entries on the disk, where the system can do that."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
