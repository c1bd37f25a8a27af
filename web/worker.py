"""``worker``: a process that delivers, runs flows by their schedules and shows no pages, one of several on one
PostgreSQL."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext

from waitress.server import create_server

from blockloom.runtime.store import Store
from blockloom.web.flowing import flowing
from blockloom.web.pushing import Pushing
from blockloom.web.serve import listen
from blockloom.web.settings import ServerSettings
from blockloom.web.simulator import create_simulator

_THREADS = 16


def work(settings: ServerSettings, say: Callable[[str], None] = print) -> None:
    """Deliver until Ctrl-C, then finish what is being sent.

    SettingsError if the store can't be opened, is no PostgreSQL, or knows a living worker of this name.
    """
    with closing(Store.open(settings.database_url, settings.data)) as store:
        pushing = Pushing(settings, store)
        with_flows = settings.own_flows.is_dir()
        if with_flows:
            flowing(settings, pushing)
        pushing.claim(say)
        try:
            with _simulator(settings, pushing) if settings.simulator else nullcontext(0) as port:
                pushing.deliver(port)
                say(f"The worker {settings.name} is at work. Ctrl-C ends it.")
                if not with_flows:
                    say(f"It runs no flows: {settings.own_flows} is not there. Give it the data folder of the server.")
                try:
                    threading.Event().wait()
                except KeyboardInterrupt:
                    say("Finishing what is being sent.")
                finally:
                    pushing.stop()
        finally:
            pushing.stop()
    say(f"The worker {settings.name} has stopped.")


@contextmanager
def _simulator(settings: ServerSettings, pushing: Pushing) -> Iterator[int]:
    """The port of a simulated service of this process's own, for phones that are in the store."""
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    with listen(settings.host, 0) as listening:
        app = create_simulator(pushing.store, pushing.key)
        server = create_server(app, sockets=[listening], threads=_THREADS, ident=None)
        thread = threading.Thread(target=server.run, name="blockloom-simulator", daemon=True)
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            server.close()
            thread.join(5)
