"""How one server is set up."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import blockloom
from blockloom.runtime.limits import Limits
from blockloom.runtime.permissions import LOOPBACK, Policy
from blockloom.runtime.settings import Keep
from blockloom.runtime.users import SessionRules

PORT = 8350
MAIN = "main"
"""What the process is called that is server and worker in one."""
STREAMS, CLASS_STREAMS = 64, 300


def installed_examples() -> Path:
    """The folder of the example flows that came with the package."""
    return Path(blockloom.__file__).parent / "flows"


@dataclass(frozen=True, slots=True)
class Public:
    """Where everybody reaches a server: ``address`` is what they open, with https; ``proxy`` is the IP address from
    which the proxy in front comes, which speaks TLS, and ``hops`` how many proxies stand in a row."""

    address: str
    proxy: str
    hops: int = 1


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """``data`` holds the store (unless ``database_url`` names another) and a person's flows in its folder ``flows``.

    ``host`` is a loopback address, unless the server is public. ``port`` 0 takes any free one. ``runs`` and ``streams``
    are how many runs and how many live streams there can be at once. ``origins`` are the sites whose pages may call
    ``/api``, for example ``https://shop.example``; this machine's own always may. ``rate_limits`` bounds how often an
    address may call; wrong passwords are bounded in any case. ``http_allow`` are hosts that flows may reach besides the
    public internet. Unless it ``delivers``, what is published waits for a process that does. ``name`` is this process's
    among them; where it ``adopts``, it takes over the work of those that died. ``policy`` is what apps' callers may do
    where no rule of the app's says it. ``public`` is set for a server that everybody can reach, see ``web.public``.
    Where it ``recovers``, users can choose a new password by e-mail.
    With the ``simulator`` what is pushed arrives on simulated phones.
    ``fcm``, ``fcm_url``, ``smtp``, ``mail_from`` and ``keep`` are as in ``runtime.settings``. ``lan`` is this machine's
    address in the network while a class is on, whose visitors get a phone and nothing else.
    """

    data: Path
    database_url: str | None = None
    host: str = "127.0.0.1"
    port: int = PORT
    examples: Path = field(default_factory=installed_examples)
    limits: Limits = Limits()
    runs: int = 4
    streams: int = STREAMS
    origins: tuple[str, ...] = ()
    http_allow: frozenset[str] = frozenset()
    sessions: SessionRules = SessionRules()
    recovers: bool = True
    rate_limits: bool = False
    delivers: bool = True
    policy: Policy = LOOPBACK
    fcm: str | None = None
    fcm_url: str | None = None
    keep: Keep = Keep()
    smtp: str | None = None
    mail_from: str | None = None
    name: str = MAIN
    adopts: bool = True
    public: Public | None = None
    simulator: bool = True
    lan: str | None = None

    @property
    def own_flows(self) -> Path:
        return self.data / "flows"
