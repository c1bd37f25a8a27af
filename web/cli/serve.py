"""``serve``: the pages, for this computer's browser."""

from __future__ import annotations

import signal
from pathlib import Path

import click

from blockloom.runtime.settings import load_settings
from blockloom.runtime.users import SessionRules
from blockloom.web.cli.console import answer
from blockloom.web.settings import MAIN, PORT, ServerSettings


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="0 takes any free one.")
@click.option("--data", type=click.Path(path_type=Path), metavar="DIR", help="The folder of the store and your flows.")
@click.option("--origin", multiple=True, metavar="URL", help="A site whose pages may call /api without a key.")
@click.option("--sessions", type=click.IntRange(1, 100), default=1, show_default=True, help="Logins a user can have.")
@click.option("--rate-limits", is_flag=True, help="Bound how often an address may register users and devices.")
@click.option("--name", default=MAIN, show_default=True, help="Its own among the workers on one PostgreSQL.")
def serve(port: int, data: Path | None, origin: tuple[str, ...], sessions: int, rate_limits: bool, name: str) -> None:
    """Serve the pages on this computer and print their address. Ctrl-C ends it.

    The data is in --data DIR, else in BLOCKLOOM_DATA, else in your user data folder; BLOCKLOOM_DATABASE_URL names a
    database server to use instead of the SQLite file there. BLOCKLOOM_HTTP_ALLOW (host:port, with commas) names servers
    inside your network that flows may reach.
    """
    from blockloom.web.serve import serve as serve_pages  # here, because the other commands need no web framework

    signal.signal(signal.SIGTERM, signal.default_int_handler)
    settings = load_settings(data)
    serve_pages(
        ServerSettings(
            settings.data,
            settings.database_url,
            port=port,
            origins=origin,
            http_allow=settings.http_allow,
            sessions=SessionRules(sessions=sessions),
            rate_limits=rate_limits,
            name=name,
        ),
        say=answer,
    )
