"""A server that everybody can reach: what has to be right before it starts, and what it is stricter about."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import yaml

from blockloom.runtime.errors import SettingsError
from blockloom.runtime.permissions import PUBLIC
from blockloom.web.settings import Public, ServerSettings


def tightened(settings: ServerSettings, as_root: bool = False) -> ServerSettings:
    """The settings of a public server. SettingsError names every reason not to start, each with its mend."""
    _refuse(unsafe(settings, as_root))
    return replace(settings, policy=PUBLIC, rate_limits=True)


def check_machine(data: Path, as_root: bool = False) -> None:
    """SettingsError for every reason of this machine's not to start a process that works for a public server."""
    _refuse(_unsafe_machine(data, as_root))


def _refuse(found: Iterable[str]) -> None:
    reasons = list(found)
    if reasons:
        raise SettingsError("This is not safe in public yet:\n" + "\n".join(f"  - {reason}" for reason in reasons))


def unsafe(settings: ServerSettings, as_root: bool) -> Iterator[str]:
    """Why a public server would not be safe."""
    public = settings.public or Public("", "")
    yield from _unsafe_way(public)
    for origin in settings.origins:
        if not _is_https(origin):
            yield f"Pages of {origin} could be changed on their way. List sites with https: --origin https://…"
    yield from _unsafe_machine(settings.data, as_root)
    if not yaml.__with_libyaml__:
        yield "PyYAML lacks libyaml, so one file could keep the server busy for seconds. Install a PyYAML that has it."


def _unsafe_machine(data: Path, as_root: bool) -> Iterator[str]:
    if not as_root and hasattr(os, "geteuid") and os.geteuid() == 0:
        yield "It would run as root, who may do everything on this machine. Start it as another user, or say --as-root."
    if os.name == "posix" and data.stat().st_mode & 0o077:
        yield f"Other users of this machine can look into {data}. Close it: chmod 700 {data}"


def _unsafe_way(public: Public) -> Iterator[str]:
    if not public.address:
        yield "Nobody knows its address. Say what people open: --url https://flows.example.org"
    elif not _is_https(public.address):
        yield f"{public.address} is no https address, and passwords would be read on the way: --url https://…"
    if not public.proxy:
        yield (
            "It speaks plain HTTP, so a proxy has to stand in front that speaks TLS and sends the headers Host, "
            "X-Forwarded-For and X-Forwarded-Proto. Say from which address it comes: --proxy 127.0.0.1"
        )
    elif not _is_address(public.proxy):
        yield f"{public.proxy} is no IP address. Say from which one the proxy comes: --proxy 127.0.0.1"


def _is_https(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme == "https" and bool(parts.hostname) and parts.path in ("", "/") and not parts.query
    except ValueError:
        return False


def _is_address(text: str) -> bool:
    try:
        return bool(ipaddress.ip_address(text))
    except ValueError:
        return False
