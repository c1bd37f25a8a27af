"""What a flow may reach: every way back inside is refused before anything is sent."""

from __future__ import annotations

import random
from ipaddress import IPv4Address, IPv6Address

import pytest

from blockloom.runtime import FlowError
from blockloom.runtime.http import Http, Reach
from blockloom.runtime.http.addresses import is_public
from tests.runtime.http.support import Visit, code_of, door, serving, url

INSIDE = """
0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.127.255.255 127.0.0.1 127.255.255.254 169.254.169.254 172.16.0.1
172.31.255.255 192.0.0.8 192.0.2.1 192.88.99.1 192.168.0.1 192.168.255.255 198.18.0.1 198.19.255.255 198.51.100.7
203.0.113.9 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255
:: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:0:127.0.0.1 64:ff9b::7f00:1 64:ff9b:1::1 100::1 2001::1
2001:db8::1 2002:7f00:1:: 3fff::1 fc00::1 fd12:3456::1 fe80::1 fe80::1%eth0 fec0::1 ff02::1
""".split()
OUTSIDE = """
1.1.1.1 8.8.8.8 9.255.255.255 100.63.255.255 100.128.0.0 172.15.255.255 172.32.0.0 192.0.1.1 198.17.255.255 198.20.0.0
223.255.255.255 2600:1f18::1 2a00:1450:4001::1 ::ffff:8.8.8.8 2001:4860:4860::8888
""".split()
SPELLINGS = """
127.1 2130706433 0x7f000001 0177.0.0.1 0 127.0.0.1. １２７.0.0.1 127。0。0。1 [::1]
[::ffff:7f00:1] [::127.0.0.1] localhost
""".split()


def silent(visit: Visit) -> None:
    visit.answer(200, b"inside")


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_that_leads_inside_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_others_are(address: str) -> None:
    assert is_public(address)


def test_whatever_is_not_public_in_ipv4_is_not_public_when_mapped() -> None:
    chance = random.Random(7)
    for _ in range(2_000):
        plain = IPv4Address(chance.getrandbits(32))
        assert is_public(str(plain)) == is_public(str(IPv6Address(f"::ffff:{plain}")))


def test_an_address_of_this_machine_is_not_public(monkeypatch: pytest.MonkeyPatch) -> None:
    from blockloom.runtime.http import addresses

    assert addresses._is_own("127.0.0.1") and not addresses._is_own("192.0.2.1")
    monkeypatch.setattr(addresses, "_is_own", lambda address: address == "8.8.8.8")
    assert not is_public("8.8.8.8") and is_public("8.8.4.4")


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_no_spelling_of_loopback_reaches_it(spelling: str) -> None:
    with serving(silent) as canary:
        assert code_of(lambda: Http().request("GET", f"http://{spelling}:{canary.port}/")) == "address"
    assert canary.connections == 0


def test_the_same_server_is_reached_once_it_is_allowed() -> None:
    with serving(silent) as server:
        answer = Http(Reach([f"127.0.0.1:{server.port}"])).request("GET", f"http://127.0.0.1:{server.port}/")
        assert answer["body"] == "inside"
        assert Http(Reach(["127.0.0.1"])).request("GET", f"http://127.0.0.1:{server.port}/")["status"] == 200
        assert code_of(lambda: Http(Reach(["127.0.0.1:1"])).request("GET", f"http://127.0.0.1:{server.port}/"))
    assert server.connections == 2


def test_a_host_of_which_one_address_leads_inside_is_refused() -> None:
    with serving(silent) as server:
        mixed = Http(
            Reach(public=lambda address: address == "127.0.0.1"), resolver=lambda *_: ["127.0.0.1", "10.0.0.1"]
        )
        assert code_of(lambda: mixed.request("GET", url(server))) == "address"
    assert server.connections == 0


def test_a_name_that_changes_its_address_is_asked_once_and_the_vetted_address_reached() -> None:
    asked: list[str] = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

    public = Reach(public=lambda address: address == "127.0.0.1")
    with serving(silent) as server:
        rebound = Http(public, resolver=rebinding)
        assert rebound.request("GET", url(server))["status"] == 200
        assert asked == ["shop.test"]
        assert code_of(lambda: rebound.request("GET", url(server))) == "address"
    assert server.connections == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_the_inside_is_refused(status: int) -> None:
    with serving(silent) as canary:
        with serving(lambda visit: visit.answer(status, Location=f"http://inside.test:{canary.port}/")) as server:
            assert code_of(lambda: door(server).request("POST", url(server), body={"a": 1})) == "address"
        assert canary.connections == 0
        with serving(lambda visit: visit.answer(status, Location=f"http://shop.test:{canary.port}/")) as server:
            assert door(server, canary).request("POST", url(server), body={"a": 1})["status"] == 200
        assert canary.connections == 1


def test_proxies_of_the_environment_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(silent) as proxy, serving(silent) as server:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        assert door(server).request("GET", url(server))["status"] == 200
        assert (server.connections, proxy.connections) == (1, 0)


@pytest.mark.parametrize("port", [1, 22, 25, 110, 143, 587, 1023])
def test_ports_of_other_servers_are_refused(port: int) -> None:
    assert code_of(lambda: Http(resolver=_must_not_ask).request("GET", f"http://example.com:{port}/")) == "address"


def _must_not_ask(host: str, port: int) -> list[str]:
    raise AssertionError("asked for an address")


def test_a_name_that_nobody_knows_is_told() -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise OSError("no such name")

    assert code_of(lambda: Http(resolver=unknown).request("GET", "https://nowhere.test/")) == "address"


def test_a_refusal_does_not_tell_what_a_name_stands_for() -> None:
    inside = Http(resolver=lambda *_: ["10.1.2.3"])
    with pytest.raises(FlowError) as refusal:
        inside.request("GET", "http://crm.test:8080/")
    assert "crm.test" in refusal.value.message and "10.1.2.3" not in refusal.value.message


@pytest.mark.parametrize("count", [300, pytest.param(10_000, marks=pytest.mark.audit)])
def test_no_generated_spelling_reaches_loopback(count: int) -> None:
    chance = random.Random(9)
    hosts = [spelled(chance) for _ in range(count)]
    with serving(silent) as canary:
        http = Http()
        for host in hosts:
            assert code_of(lambda host=host: http.request("GET", f"http://{host}:{canary.port}/")) == "address", host  # type: ignore[misc]
        assert canary.connections == 0
        allowed = Http(Reach([f"127.0.0.1:{canary.port}"]))
        assert allowed.request("GET", f"http://127.0.0.1:{canary.port}/")["status"] == 200


def spelled(chance: random.Random) -> str:
    """Loopback or the address of nobody in one of the ways in which resolvers take it."""
    if chance.random() < 0.2:
        last = chance.choice(["127.0.0.1", "7f00:1", "0:1", "0.0.0.0"])
        return f"[{chance.choice(['::ffff:', '::', '0:0:0:0:0:ffff:', '64:ff9b::', '::ffff:0:'])}{last}]"
    number = chance.choice([0, 0x7F000001, 0x7F000000 + chance.randrange(1, 2**24 - 1)])
    octets = number.to_bytes(4, "big")
    kept = chance.randrange(4)
    parts = [*octets[:kept], int.from_bytes(octets[kept:], "big")]
    ways = ["{}".format, "0x{:x}".format, "0X{:X}".format, "0{:o}".format, "0x000{:x}".format]
    text = ".".join(chance.choice(ways)(part) for part in parts)
    if chance.random() < 0.3:
        text = text.translate(str.maketrans("0123456789.", "０１２３４５６７８９。"))
    return text + chance.choice(["", "", "."])
