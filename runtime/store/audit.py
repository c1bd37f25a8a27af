"""Who did what with an app that others may have to answer for: messages, keys, secrets, permissions. One line of JSON
each, in the file ``audit.log`` of the data folder, which only its owner can read. It holds no key and no secret."""

from __future__ import annotations

import json
import logging
import os
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

LARGEST = 16 * 1024 * 1024
"""Bytes after which a new file is begun; the one before it is kept as ``audit.log.1``."""
log = logging.getLogger("blockloom.audit")


class Audit:
    """The lines of one process; without a ``path`` nobody keeps them. Any number of threads may share it."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._lock = threading.Lock()

    def note(self, app: str, what: str, who: str, **details: Any) -> None:
        """Keep that ``who`` did ``what`` with the app. What was done stays done where that can't be written."""
        if self._path is None:
            return
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        line = json.dumps({"at": now, "app": app, "what": what, "who": who, **details}) + "\n"
        try:
            with self._lock:
                if self._path.exists() and self._path.stat().st_size > LARGEST:
                    os.replace(self._path, self._path.with_name(f"{self._path.name}.1"))
                handle = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
                try:
                    os.write(handle, line.encode())
                finally:
                    os.close(handle)
        except OSError:
            log.exception("a line of the audit log could not be written")
