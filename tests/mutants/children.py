"""Work in a forked process of its own, which may end in any way."""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Callable

Tell = Callable[[str], object]

MEMORY = 4 << 30


def child(work: Callable[[Tell], object]) -> str:
    """What the work told, or how it ended where it was killed or failed before it could tell anything."""
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        try:
            _quiet()
            work(lambda text: _send(writing, text))
        except BaseException as error:
            _send(writing, f"{type(error).__name__}: {error}"[:200])
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8", errors="replace") as told:
        said = told.read()
    status = os.waitpid(process, 0)[1]
    return said or (signal.Signals(os.WTERMSIG(status)).name if os.WIFSIGNALED(status) else "")


def limit(seconds: float) -> None:
    """End this process after so many seconds of computing from now, or ten minutes."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.alarm(600)


def _quiet() -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _send(writing: int, text: str) -> None:
    data = text.encode()
    while data:
        data = data[os.write(writing, data) :]
