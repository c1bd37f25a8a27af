"""The phones of a page's chooser: names that a person gave, kept in the data folder.

A name stands for the same device in every run, see ``runtime.messaging.stable_device``.
"""

from __future__ import annotations

import json
import threading
from pathlib import Path

from blockloom.runtime.errors import FlowError
from blockloom.runtime.library import write_durably

FIRST = "this computer"
LONGEST = 60
MOST = 100


class Phones:
    """The named phones of one installation. Any number of threads may share it."""

    def __init__(self, data: Path) -> None:
        self._path = data / "phones.json"
        self._lock = threading.Lock()

    def names(self) -> list[str]:
        """The names in the order in which they were added; there is always one."""
        try:
            names = json.loads(self._path.read_bytes())
        except (OSError, ValueError):
            names = []
        kept = [name for name in names if isinstance(name, str)] if isinstance(names, list) else []
        return list(dict.fromkeys([FIRST, *kept]))

    def add(self, name: str) -> list[str]:
        """Remember a phone; answer all names. FlowError ``phone_name`` for a name that can't be shown in a line."""
        name = " ".join(name.split())
        if not name or len(name) > LONGEST or not name.isprintable():
            raise FlowError("phone_name", f"Give the phone a name of 1 to {LONGEST} letters.")
        with self._lock:
            names = self.names()
            if name not in names:
                if len(names) >= MOST:
                    raise FlowError("phone_name", f"There can be {MOST} phones at most.")
                names.append(name)
                write_durably(self._path, json.dumps(names, ensure_ascii=False).encode())
        return names

    def known(self, name: str) -> str:
        """The name, if it is one of the phones; FlowError ``phone_name`` if not."""
        if name not in self.names():
            raise FlowError("phone_name", f'There is no phone called "{name[:LONGEST]}". Add it first.')
        return name
