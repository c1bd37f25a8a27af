"""``serve``: the pages, for this computer's browser."""

from __future__ import annotations

from pathlib import Path

import click

from blockloom.runtime.settings import load_settings
from blockloom.web.settings import PORT, ServerSettings


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="0 takes any free one.")
@click.option(
    "--data", type=click.Path(path_type=Path), metavar="DIR", help="The folder of the store and of your flows."
)
def serve(port: int, data: Path | None) -> None:
    """Serve the pages on this computer and print their address. Ctrl-C ends it.

    The data is in --data DIR, else in BLOCKLOOM_DATA, else in your user data folder; BLOCKLOOM_DATABASE_URL names a
    database server to use instead of the SQLite file there.
    """
    from blockloom.web import serve as serve_pages

    settings = load_settings(data)
    serve_pages(ServerSettings(data=settings.data, database_url=settings.database_url, port=port))
