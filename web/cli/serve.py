"""``serve``: the pages, for this computer's browser."""

from __future__ import annotations

import signal
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from blockloom.runtime.settings import load_settings
from blockloom.runtime.users import SessionRules
from blockloom.web.cli.console import answer
from blockloom.web.settings import CLASS_STREAMS, MAIN, PORT, Public, ServerSettings


@dataclass(frozen=True, slots=True)
class Asked:
    """The options of a public server, and of a class."""

    rate_limits: bool
    public: bool
    url: str
    proxy: str
    hops: int
    host: str
    simulator: bool
    as_root: bool
    classroom: bool
    address: str | None

    def tightened(self, settings: ServerSettings) -> ServerSettings:
        """The settings as they are, or those of a public server or a class. SettingsError if that is not safe."""
        from blockloom.web.public import tightened

        if self.classroom and self.public:
            raise click.UsageError("--class and --public don't go together.")
        if self.address is not None and not self.classroom:
            raise click.UsageError("--address goes with --class.")
        if not self.public:
            if self.url or self.proxy or self.host != "127.0.0.1" or self.simulator or self.as_root:
                raise click.UsageError("--url, --proxy, --host, --simulator and --as-root go with --public.")
            return self._for_class(settings) if self.classroom else settings
        where = Public(self.url.rstrip("/"), self.proxy, self.hops)
        return tightened(replace(settings, host=self.host, public=where, simulator=self.simulator), self.as_root)

    def _for_class(self, settings: ServerSettings) -> ServerSettings:
        """What is pushed stays in the room: it goes to simulated phones, whatever else is set up."""
        from blockloom.web.join import lan_address

        return replace(
            settings, lan=lan_address(self.address), streams=CLASS_STREAMS, fcm=None, fcm_url=None, smtp=None
        )


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="0 takes any free one.")
@click.option("--data", type=click.Path(path_type=Path), metavar="DIR", help="The folder of the store and your flows.")
@click.option("--origin", multiple=True, metavar="URL", help="A site whose pages may call /api without a key.")
@click.option("--sessions", type=click.IntRange(1, 100), default=1, show_default=True, help="Logins a user can have.")
@click.option("--keep-first-login", is_flag=True, help="Refuse a second login rather than end the first session.")
@click.option(
    "--lock-after", type=click.IntRange(0, 1000), default=0, help="Lock a user after so many wrong passwords."
)
@click.option("--no-recovery", is_flag=True, help="Let nobody choose a new password by a link in an e-mail.")
@click.option("--rate-limits", is_flag=True, help="Bound how often an address may register users and devices.")
@click.option("--name", default=MAIN, show_default=True, help="Its own among the workers on one PostgreSQL.")
@click.option("--class", "classroom", is_flag=True, help="Let a class join from the network, a phone for each visitor.")
@click.option("--address", metavar="IP", help="With --class: this computer's, if it finds the wrong one by itself.")
@click.option("--public", is_flag=True, help="Serve everybody, behind a proxy that speaks TLS. Needs the next two.")
@click.option("--url", default="", metavar="URL", help="With --public: what people open, https://flows.example.org.")
@click.option("--proxy", default="", metavar="IP", help="With --public: the address from which the proxy comes.")
@click.option("--hops", type=click.IntRange(1, 10), default=1, show_default=True, help="How many proxies in a row.")
@click.option("--host", default="127.0.0.1", show_default=True, help="With --public: where to listen for the proxy.")
@click.option("--simulator", is_flag=True, help="With --public: push to simulated phones all the same.")
@click.option("--as-root", is_flag=True, help="With --public: run as root all the same.")
def serve(
    port: int,
    data: Path | None,
    origin: tuple[str, ...],
    sessions: int,
    name: str,
    keep_first_login: bool,
    lock_after: int,
    no_recovery: bool,
    **ways: Any,
) -> None:
    """Serve the pages on this computer and print their address. Ctrl-C ends it.

    With --class, whoever is in the same network and has the code that is printed gets a phone in the own browser, and
    nothing else. That is plain HTTP, so it is for classes and demonstrations.

    With --public it refuses to start before all is safe, and says what is missing. It is stricter then: its pages ask
    for the admin token; client keys may not publish or manage ("blockloom permissions"); calls are bounded by address;
    devices of users are theirs alone.

    Flows with the trigger schedule are started at their times while it runs. A time at which it did not run is not made
    up for.

    The data is in --data DIR, else in BLOCKLOOM_DATA, else in your user data folder; BLOCKLOOM_DATABASE_URL names a
    database server to use instead of the SQLite file there. BLOCKLOOM_HTTP_ALLOW (host:port, with commas) names servers
    inside your network that flows may reach. BLOCKLOOM_FCM (the file of a service account, or secret:NAME) lets pushes
    reach real phones, through Firebase. BLOCKLOOM_SMTP (smtp://user:password@host:587) and BLOCKLOOM_MAIL_FROM let apps
    send e-mail. BLOCKLOOM_KEEP (messages=30, outcomes=7, jobs=2) says for how many days what is
    kept.
    """
    from blockloom.web.serve import serve as serve_pages  # here, because the other commands need no web framework

    signal.signal(signal.SIGTERM, signal.default_int_handler)
    common = load_settings(data)
    asked = Asked(**ways)
    settings = ServerSettings(
        common.data,
        common.database_url,
        port=port,
        origins=origin,
        http_allow=common.http_allow,
        sessions=SessionRules(sessions=sessions, keeps_first=keep_first_login, lock_after=lock_after),
        recovers=not no_recovery,
        rate_limits=asked.rate_limits,
        name=name,
        fcm=common.fcm,
        fcm_url=common.fcm_url,
        smtp=common.smtp,
        mail_from=common.mail_from,
        keep=common.keep,
    )
    serve_pages(asked.tightened(settings), say=answer)
