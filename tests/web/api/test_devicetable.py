"""The table ``DeviceRegistration`` over the wire."""

from __future__ import annotations

import time
from typing import Any

import pytest

from blockloom.runtime import apps
from tests.runtime.messaging.support import UPPER_UUID
from tests.web.api.conftest import Wire, refusal

TABLE = "/data/DeviceRegistration"
LATER = int(time.time()) + 3600


@pytest.fixture
def filled(wires: Wire) -> Wire:
    """Three devices on seven pairs with channels, and one pair that has expired."""
    wires.register(deviceId="phone-9", deviceToken="t9", channels=["gone"], expiration=time.time() + 0.2)
    wires.register(channels=["ads", "News"], expiration=LATER)
    wires.register(deviceId="phone-2", deviceToken="t2", os="IOS", osVersion="17.1", channels=["ads", "a'b", "c%d"])
    wires.register(deviceId="phone-3", deviceToken="t2", os="OSX", channels=["ads", "ADS"])
    time.sleep(0.25)
    return wires


def found(wire: Wire, **query: Any) -> list[dict[str, Any]]:
    answer = wire.ask("POST", f"{TABLE}/find", {"pageSize": 100, **query})
    assert answer.status == 200, answer.body
    rows = answer.json()
    assert isinstance(rows, list)
    return rows


def channels(wire: Wire, where: str) -> list[str]:
    return [row["channelName"] for row in found(wire, where=where)]


def test_a_row_has_the_columns_that_sdks_read(filled: Wire) -> None:
    row = found(filled, where="deviceId = 'phone-1' and channelName = 'ads'")[0]
    assert UPPER_UUID.fullmatch(row.pop("objectId"))
    assert isinstance(row.pop("created"), int) and isinstance(row.pop("updated"), int)
    assert row == {
        "deviceId": "phone-1",
        "deviceToken": "token-1",
        "channelName": "ads",
        "operatingSystemName": "ANDROID",
        "operatingSystemVersion": "14",
        "expiration": LATER * 1000,
        "user": None,
        "ownerId": None,
        "___class": "DeviceRegistration",
    }


def test_conditions(filled: Wire) -> None:
    cases: list[tuple[str, list[str]]] = [
        ("deviceId = 'phone-2'", ["a'b", "ads", "c%d"]),
        ("operatingSystemName <> 'ANDROID' and channelName = 'ads'", ["ads", "ads"]),
        ("os in ('IOS', 'OSX') and osVersion >= '17'", ["a'b", "ads", "c%d"]),
        ("channelName like 'ad%'", ["ads", "ads", "ads"]),
        ("channelName = 'ADS' or (channelName = 'News' and not deviceId = 'phone-3')", ["News", "ADS"]),
        ("channelName = 'a''b'", ["a'b"]),
        ("channelName like 'c_d'", ["c%d"]),
        ("expiration is not null", ["News", "ads"]),
        (f"expiration > {LATER * 1000}", []),
        (f"expiration >= {LATER * 1000} and expiration <= {LATER * 1000 + 1}", ["News", "ads"]),
        ("deviceToken is null", ["a'b", "ads", "c%d"]),
        ("user is null and channelName = 'News'", ["News"]),
        ("channelName = 'gone'", []),
        ("objectId = 'no such id'", []),
        ("channelName = '😀\x7f'", []),
        ("deviceId = ''' OR 1=1 --'", []),
    ]
    for where, expected in cases:
        assert sorted(channels(filled, where)) == sorted(expected)
        assert filled.ask("POST", f"{TABLE}/count", {"where": where}).json() == len(expected)


def test_what_is_no_condition(wire: Wire) -> None:
    cases: list[str] = [
        *("1 = 1", "deviceId", "deviceid = 'x'", "token = 'x'", "pk = 1", "app_pk > 0", "deviceId = phone-1"),
        *("deviceId = 'x'; drop table device", "deviceId = 'x' -- ", "deviceId = (select 1)", "deviceId = 'x' union"),
        *("length(deviceId) > 1", "deviceId = 'open", "expiration = 'soon'", "deviceId > 5", "a.deviceId = 'x'"),
        *("true", "deviceId = 'x' or not (true)", "channelName between 'a' and 'b'", "not expiration between 1 and 2"),
        *("deviceId = :id", "(" * 50 + "deviceId = 'x'" + ")" * 50, "deviceId = 'x' or " * 500 + "os = 'IOS'", " "),
        *("deviceId = 'a\0b'", "deviceId like '\0%'", "created > 9223372036854775808", "created in (1, 1e999)"),
    ]
    for where in cases:
        for path in ("find", "count"):
            refusal(wire.ask("POST", f"{TABLE}/{path}", {"where": where}), 1017)
        refusal(wire.with_key("server").ask("POST", "/data/bulk/DeviceRegistration/delete", {"where": where}), 1017)


def test_a_condition_is_a_text(wire: Wire) -> None:
    cases: list[Any] = [5, True, ["x"], {"a": 1}]
    for where in cases:
        refusal(wire.ask("POST", f"{TABLE}/find", {"where": where}), 1017)


def test_pages(filled: Wire) -> None:
    every = found(filled)
    assert len(every) == 7 == filled.ask("POST", f"{TABLE}/count").json()
    assert found(filled, pageSize=3, offset=2) == every[2:5]
    assert filled.ask("POST", f"{TABLE}/find").json() == every
    assert filled.ask("POST", f"{TABLE}/find", {}).json() == every
    assert found(filled, pageSize=1, offset=7) == [] == found(filled, offset=1_000_000)
    filled.register(channels=[f"c{number}" for number in range(12)])
    assert len(filled.ask("POST", f"{TABLE}/find", {"where": ""}).json()) == 10


def test_pages_have_limits(wire: Wire) -> None:
    cases: list[Any] = [0, 101, -1, 1.5, "10", True, [], 10**30]
    for size in cases:
        refusal(wire.ask("POST", f"{TABLE}/find", {"pageSize": size}), 1025)


def test_offsets_have_limits(wire: Wire) -> None:
    cases: list[Any] = [-1, 1.5, "1", True, [], 10**30]
    for offset in cases:
        refusal(wire.ask("POST", f"{TABLE}/find", {"offset": offset}), 1025)


def test_bodies_that_are_none(wire: Wire) -> None:
    for body, code in ((b"[]", 8004), (b"{", 8002), (b'{"where":"","where":""}', 8001)):
        refusal(wire.ask("POST", f"{TABLE}/find", body), code)


def test_one_row_is_read_and_deleted(filled: Wire) -> None:
    [row] = found(filled, where="channelName = 'News'")
    path = f"{TABLE}/{row['objectId']}"
    assert filled.ask("GET", path).json() == row == filled.ask("GET", path.lower().replace(TABLE.lower(), TABLE)).json()
    before = int(time.time() * 1000)
    answer = filled.ask("DELETE", path).json()
    assert list(answer) == ["deletionTime"] and before - 1000 <= answer["deletionTime"] <= before + 60_000
    assert filled.read()["channels"] == ["ads"]
    for method in ("GET", "DELETE"):
        for id in (row["objectId"], "nobody", "%00", "%FF", "x" * 300):
            refusal(filled.ask(method, f"{TABLE}/{id}"), 1000)


def test_many_are_deleted_by_the_server_alone_and_never_by_saying_nothing(filled: Wire) -> None:
    path, server = "/data/bulk/DeviceRegistration/delete", filled.with_key("server")
    refusal(filled.ask("POST", path, {"where": "channelName = 'ads'"}), 1014, 403)
    for body in (None, {}, {"where": None}, {"where": ""}, {"other": 1}):
        refusal(server.ask("POST", path, body), 8005)
    assert server.ask("POST", path, {"where": "channelName = 'ads'"}).json() == 3
    assert sorted(row["channelName"] for row in found(filled)) == ["ADS", "News", "a'b", "c%d"]


def test_an_apps_rows_are_its_own(filled: Wire) -> None:
    [row] = found(filled, where="channelName = 'News'")
    id, keys = apps.create_app(filled.store, "Shop")
    for kind in ("client", "server"):
        other = filled.at(f"/{id}/{keys[kind]}")
        assert found(other) == [] and other.ask("POST", f"{TABLE}/count").json() == 0
        refusal(other.ask("GET", f"{TABLE}/{row['objectId']}"), 1000)
        refusal(other.ask("DELETE", f"{TABLE}/{row['objectId']}"), 1000)
    assert other.ask("POST", "/data/bulk/DeviceRegistration/delete", {"where": "os <> ''"}).json() == 0
    assert len(found(filled)) == 7
