"""Where a process is, so that another one on the same machine can tell whether it is still there."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Place:
    """A process: its machine (``host``, since which start ``boot``), the ``space`` in which its ``pid`` counts, and
    when it was ``started``, since numbers are used again. What the system doesn't tell is empty."""

    host: str
    boot: str
    space: str
    pid: int
    started: str

    @classmethod
    def here(cls, pid: int | None = None) -> Place:
        """This process's, or that of the other one with this ``pid`` here."""
        pid = os.getpid() if pid is None else pid
        return cls(platform.node(), _read(_PROC / "sys/kernel/random/boot_id"), _space(), pid, _state(pid)[1])

    @property
    def near(self) -> bool:
        """Whether this process can see that one, if it is there."""
        here = Place.here()
        return os.name == "posix" and (here.host, here.boot, here.space) == (self.host, self.boot, self.space)

    @property
    def gone(self) -> bool:
        """Whether the process is provably no more."""
        if not self.near:
            return False
        state, started = _state(self.pid)
        if state:
            return state in "ZX" or started != self.started
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return True
        except OSError:
            return False
        return False

    def __str__(self) -> str:
        return f"process {self.pid} on {'this computer' if self.near else self.host}"


def _state(pid: int) -> tuple[str, str]:
    """A process's state (Z, X: dead) and the time of its start, as Linux tells them; empty elsewhere."""
    fields = _read(_PROC / str(pid) / "stat").rpartition(")")[2].split()
    return (fields[0], fields[19]) if len(fields) > 19 else ("", "")


def _space() -> str:
    try:
        return os.readlink(_PROC / "self/ns/pid")
    except OSError:
        return ""


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace").strip()
    except OSError:
        return ""
