"""Which addresses a flow may reach: those of the public internet, and what the administrator names.

What counts is the address that is connected to, never how it was spelled. The list is our own, since what Python's
``is_global`` says depends on its version, and every version takes some addresses that lead back inside for global.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Collection
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from blockloom.runtime.errors import FlowError
from blockloom.runtime.wording import sentence

_REFUSED_4 = [
    IPv4Network(block)
    for block in (
        "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 "
        "192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/3"
    ).split()
]
_ALLOWED_6 = IPv6Network("2000::/3")
_REFUSED_6 = [IPv6Network(block) for block in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")]
_USUAL_PORTS = (80, 443)
_FIRST_FREE_PORT = 1024


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet and not to this machine."""
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    if isinstance(ip, IPv4Address):
        refused = any(ip in block for block in _REFUSED_4)
    else:
        refused = ip not in _ALLOWED_6 or any(ip in block for block in _REFUSED_6)
    return not refused and not _is_own(str(ip))


def _is_own(address: str) -> bool:
    """Whether this machine has the address: it would talk to it from that same address. Nothing is sent."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((address, 9))
            return ip_address(probe.getsockname()[0]) == ip_address(address)
    except OSError:
        return False  # no way leads there at all


class Reach:
    """What a flow may reach. ``allowed`` are an administrator's hosts, each as ``host:port`` or as ``host``."""

    def __init__(self, allowed: Collection[str] = (), public: Callable[[str], bool] = is_public) -> None:
        self._allowed = frozenset(allowed)
        self._public = public

    def named(self, host: str, port: int) -> bool:
        """Whether the administrator's list holds this host."""
        return host in self._allowed or f"{host}:{port}" in self._allowed

    def check_port(self, host: str, port: int) -> None:
        """Refuse the ports of mail and other servers that no web server uses."""
        if port not in _USUAL_PORTS and port < _FIRST_FREE_PORT and not self.named(host, port):
            raise FlowError(
                "address",
                sentence("Port {port} is not one of a web server. Flows reach 80, 443 and 1024 upwards.", port=port),
            )

    def check_addresses(self, host: str, port: int, addresses: list[str]) -> None:
        """Refuse a host of which any address is not public, unless it is on the administrator's list."""
        if not self.named(host, port) and not all(self._public(address) for address in addresses):
            raise FlowError(
                "address",
                sentence(
                    "{host} is not on the public internet, and flows reach nothing else. The administrator can allow "
                    "it with BLOCKLOOM_HTTP_ALLOW={address}.",
                    host=host,
                    address=f"{_written(host)}:{port}",
                ),
            )


def _written(host: str) -> str:
    return f"[{host}]" if ":" in host else host
