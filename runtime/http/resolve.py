"""Names to addresses. The system's resolver can't be interrupted, so it works in a thread while we ask the clock."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from typing import TypeAlias

from blockloom.runtime.errors import FlowError
from blockloom.runtime.http.patience import Patience
from blockloom.runtime.wording import sentence

Resolver: TypeAlias = Callable[[str, int], list[str]]
"""The addresses of a host; OSError or UnicodeError where it has none. May take long."""

_AT_ONCE = 32
_free = threading.BoundedSemaphore(_AT_ONCE)


def system_resolver(host: str, port: int) -> list[str]:
    """The addresses that this machine knows for a host, each once, best first."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def addresses_of(host: str, port: int, patience: Patience, resolver: Resolver) -> list[str]:
    """The addresses of a host, asked for once. FlowError ``address`` if there are none, ``timeout`` if it is slow."""
    if not _free.acquire(blocking=False):
        raise FlowError(
            "http",
            sentence("{count} names are being looked up and none is found. Try again in a moment.", count=_AT_ONCE),
        )
    answer: list[str] = []
    done = threading.Event()

    def look_up() -> None:
        try:
            answer.extend(resolver(host, port))
        except (OSError, UnicodeError):
            pass  # no addresses, which is told below
        finally:
            _free.release()
            done.set()

    threading.Thread(target=look_up, name=f"resolve {host}", daemon=True).start()
    while not done.wait(patience.nap()):
        pass
    if not answer:
        raise FlowError(
            "address", sentence("There is no server called {host}, or no network to find it in.", host=host)
        )
    return answer
