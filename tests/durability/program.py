"""A whole server, to be killed. Its push service, the one part that is not ours, is played: it writes down at once what
it gets, in pieces, so that a kill finds it in the middle of a send.

``python -m tests.durability.program SETTINGS``, a JSON object: data, url, port, log, and for small crowds chunk, sends.
With ``control`` set, registrations are answered before they are committed; schedules mean each of ``every``
milliseconds; ``worker`` names a worker that is started in the place of the server.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

from blockloom.runtime import timing
from blockloom.runtime.delivery import Outcome, planning, sending
from blockloom.runtime.delivery.provider import SENT
from blockloom.runtime.store import writer
from blockloom.web import pushing
from blockloom.web.serve import serve
from blockloom.web.settings import ServerSettings
from blockloom.web.worker import work

PIECE, PAUSE = 50, 0.002


class Service:
    """A line for each push: its token, what makes a later one take its place, and when it came."""

    def __init__(self, log: str) -> None:
        self.log = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def send(self, pushes: Sequence[dict[str, Any]]) -> list[Outcome]:
        for start in range(0, len(pushes), PIECE):
            now, some = time.time_ns() // 1_000_000, pushes[start : start + PIECE]
            lines = [f"{push['token']} {push['android']['collapse_key']} {now}\n" for push in some]
            os.write(self.log, "".join(lines).encode())
            time.sleep(PAUSE)
        return [SENT] * len(pushes)


def answer_before_commit() -> None:
    """Break SQLite's writer: each call is done at once and committed with whatever comes within half a second."""

    def write(self: Any, work: Callable[[Any], Any]) -> Any:
        with self._gate, self._turn:
            if not self._cursor.connection.in_transaction:
                self._cursor.execute("BEGIN IMMEDIATE")
                threading.Timer(0.5, commit, [self]).start()
            return work(self._cursor)

    def commit(self: Any) -> None:
        with self._gate, self._turn:
            self._cursor.execute("COMMIT")

    writer.Writer.write = write  # type: ignore[method-assign]


def main() -> None:
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as the command does
    told = json.loads(sys.argv[1])
    planning.CHUNK = told.get("chunk", planning.CHUNK)
    sending.SENDS = told.get("sends", sending.SENDS)
    vars(pushing)["provider"] = lambda *_: Service(told["log"])
    if told.get("control"):
        answer_before_commit()
    every, name = told.get("every"), told.get("worker")
    if every:
        timing.AHEAD = 60_000
        vars(timing)["_times"] = lambda _, after: count(after // every * every + every, every)
    settings = ServerSettings(Path(told["data"]), told["url"], port=told["port"], delivers=not told.get("control"))
    if name:
        work(replace(settings, name=name), lambda line: print(line, f"at http://127.0.0.1:{told['port']}/", flush=True))
        return
    serve(settings, lambda line: print(line, flush=True))


if __name__ == "__main__":
    main()
