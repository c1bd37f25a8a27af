"""Devices over the wire: what is answered, in which form, and what is refused with which code."""

from __future__ import annotations

import json
import time
from typing import Any
from urllib.parse import quote

from blockloom.runtime.messaging import sweep
from tests.runtime.messaging.support import UPPER_UUID
from tests.web.api.conftest import PHONE, Wire, refusal

PATH = "/messaging/registrations"
LATER = int(time.time()) + 3600


def test_the_answer_is_one_text_of_ids_and_channels(wires: Wire) -> None:
    answer = wires.register(channels=["ads", "dis:count", "ads", "Ads"])
    assert answer.status == 200 and list(answer.json()) == ["registrationId"]
    ids = wires.ids(channels=["ads", "dis:count", "Ads"])
    assert answer.json()["registrationId"] == ",".join(f"{id}::{channel}" for channel, id in ids.items())
    assert list(ids) == ["ads", "dis:count", "Ads"] and len(set(ids.values())) == 3
    assert all(UPPER_UUID.fullmatch(id) for id in ids.values())


def test_without_channels_it_is_the_default_one(wire: Wire) -> None:
    cases: list[Any] = [..., None, [], [""], [None]]
    for channels in cases:
        assert list(wire.ids(channels=channels)) == ["default"]


def test_what_is_read_is_a_list_of_one(wires: Wire) -> None:
    ids = wires.ids(channels=["b", "a"], os="iOs", expiration=LATER)
    assert wires.ask("GET", f"{PATH}/phone-1").json() == [
        {
            "id": wires.read()["id"],
            "deviceToken": "token-1",
            "deviceId": "phone-1",
            "os": "IOS",
            "osVersion": "14",
            "channels": ["a", "b"],
            "expiration": LATER * 1000,
        }
    ]
    assert wires.read()["id"] in ids.values()
    wires.register(channels=["c"])
    assert wires.read()["id"] in ids.values(), "the oldest one's"
    assert wires.read()["expiration"] is None and wires.read()["channels"] == ["a", "b", "c"]


def test_cancelling_answers_a_boolean(wires: Wire) -> None:
    wires.register(channels=["a", "b"])
    assert wires.ask("DELETE", f"{PATH}/phone-1").json() == {"result": True}
    refusal(wires.ask("GET", f"{PATH}/phone-1"), 5000)
    refusal(wires.ask("DELETE", f"{PATH}/phone-1"), 5001)


def test_single_channels_can_be_left(wire: Wire) -> None:
    wire.register(channels=["a", "b", "c d"])
    assert wire.ask("DELETE", f"{PATH}/phone-1?channels=a,c%20d,other").json() == {"result": True, "remaining": 1}
    assert wire.read()["channels"] == ["b"]
    assert wire.ask("DELETE", f"{PATH}/phone-1?channels=").json() == {"result": True, "remaining": 1}
    refusal(wire.ask("DELETE", f"{PATH}/phone-1?channels=push"), 5044)
    assert wire.ask("DELETE", f"{PATH}/phone-1?channels=b").json() == {"result": True, "remaining": 0}
    refusal(wire.ask("DELETE", f"{PATH}/phone-1?channels=b"), 5001)


def test_a_device_id_of_any_letters(wires: Wire) -> None:
    cases: list[str] = ["a/b", "/a", "a//b/", "ü 1", "%41", "a?b#c", "..", "x" * 255, "registrations/1", "😀"]
    for id in cases:
        wires.register(deviceId=id)
        for path in (quote(id, safe="/"), quote(id, safe="")):
            assert wires.read(path)["deviceId"] == id
        assert wires.ask("DELETE", f"{PATH}/{quote(id)}").json() == {"result": True}


def test_an_unknown_device(wires: Wire) -> None:
    cases: list[str] = ["nobody", "x" * 256, "%00", "a%0Ab", "%FF", "%ED%A0%80", "' OR 1=1 --"]
    for id in cases:
        id = id.replace(" ", "%20")
        refusal(wires.ask("GET", f"{PATH}/{id}"), 5000)
        refusal(wires.ask("DELETE", f"{PATH}/{id}"), 5001)


def test_every_spelling_of_an_expiration(wire: Wire) -> None:
    cases: list[tuple[Any, int | None]] = [
        (LATER, LATER * 1000),
        (LATER + 0.25, LATER * 1000 + 250),
        (LATER * 1000, LATER * 1000),
        (time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(LATER)), LATER * 1000),
        (time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(LATER)), LATER * 1000),
        (time.strftime("%Y-%m-%dT%H:%M:%S.5+00:00", time.gmtime(LATER)), LATER * 1000 + 500),
        (None, None),
        ("", None),
    ]
    for given, kept in cases:
        wire.register(expiration=given)
        assert wire.read()["expiration"] == kept


def test_an_expired_registration_is_gone_at_that_moment(wire: Wire) -> None:
    old = wire.ids(channels=["a", "b"], expiration=time.time() + 0.3)
    time.sleep(0.35)
    refusal(wire.ask("GET", f"{PATH}/phone-1"), 5000)
    new = wire.ids(channels=["a"])
    assert new["a"] != old["a"]
    sweep(wire.store)
    assert wire.read()["channels"] == ["a"]


def test_a_token_belongs_to_the_device_that_named_it_last(wires: Wire) -> None:
    wires.register()
    wires.register(deviceId="phone-2")
    assert wires.read()["deviceToken"] is None and wires.read("phone-2")["deviceToken"] == "token-1"
    wires.register(deviceToken="token-2")
    assert wires.read()["deviceToken"] == "token-2"


def test_registering_again_adds_channels_and_keeps_ids(wires: Wire) -> None:
    first = wires.ids(channels=["a", "b"])
    again = wires.ids(channels=["b", "c"], osVersion="15")
    assert again["b"] == first["b"] and wires.read()["channels"] == ["a", "b", "c"]
    assert wires.read()["osVersion"] == "15"


IN_ORDER: list[tuple[dict[str, Any], int]] = [
    ({"deviceId": ...}, 5011),
    ({"deviceToken": ""}, 8007),
    ({"os": "SYMBIAN"}, 8008),
    ({"osVersion": "9" * 65}, 8000),
    ({"channels": ["ok", "a/b"]}, 5044),
    ({"expiration": "soon"}, 8003),
]


def test_of_several_mistakes_the_first_in_order_is_told_and_nothing_is_written(wire: Wire) -> None:
    for first in range(len(IN_ORDER)):
        changed: dict[str, Any] = {}
        for change, _ in IN_ORDER[first:]:
            changed |= change
        refusal(wire.register(**changed), IN_ORDER[first][1])
        refusal(wire.ask("GET", f"{PATH}/phone-1"), 5000)


def each(code: int, names: str, *values: Any) -> list[tuple[dict[str, Any], int]]:
    """A case for each of the properties with each of the values."""
    return [({name: value}, code) for name in names.split() for value in values]


BAD = [
    *each(5011, "deviceId", ..., None, ""),
    *each(8007, "deviceToken os osVersion", ..., None, ""),
    *each(8008, " ".join(PHONE), 1, True, ["x"], {"a": 1}, "a\u0000b", "\u0085"),
    *each(8000, "deviceId", "x" * 256),
    *each(8000, "osVersion", "x" * 65),
    *each(8000, "deviceToken", "x" * 4097),
    *each(8008, "os", "WEB", "ANDROID ", "Mac OS X", "\u0131OS"),
    *each(8008, "channels", "ads", 1, True, {"a": 1}, [1], [["a"]], [{}], [True]),
    *each(5044, "channels", ["a/b"], ["a,b"], ["a::b"], ["a\nb"], [" "], ["."], [".."], ["push"], ["channels"]),
    *each(5044, "channels", ["registrations"], ["pushtemplates"], ["email"]),
    *each(8000, "channels", ["x" * 101], [f"c{number}" for number in range(101)]),
    *each(8003, "expiration", "soon", True, [], {}, "2030-13-01", 1e300),
    *each(5004, "expiration", 0, -1, 1, "2001-01-01", 1_000_000_000_000),
]


def test_a_bad_property_is_refused_with_its_code(wire: Wire) -> None:
    for changed, code in BAD:
        message = refusal(wire.register(**changed), code)
        if code == 8000 and "channels" not in changed:
            assert next(iter(changed)) in message and "limit of" in message
        refusal(wire.ask("GET", f"{PATH}/phone-1"), 5000)


def test_a_bad_body_is_refused_with_its_code(wire: Wire) -> None:
    cases: list[tuple[bytes, int]] = [
        *((body, 8002) for body in (b"{", b"nul", b'{"a": NaN}', b'{"a": Infinity}', b'{"a": 1e999}', b"\xff\xfe{}")),
        *((body, 8002) for body in (b"[" * 5000, b'{"a":' * 70 + b"1" + b"}" * 70, b'{"a": "\\ud800"}', b"{'a': 1}")),
        (b'{"a": ' + b"9" * 5000 + b"}", 8002),
        (b'{"deviceId": "a", "deviceId": "b"}', 8001),
        *((body, 5005) for body in (b"[]", b"[1]", b'"text"', b"1", b"true")),
        *((body, 5006) for body in (b"", b"   ", b"null", b"{}")),
    ]
    for body, code in cases:
        refusal(wire.ask("POST", PATH, body), code)


def test_a_body_is_read_as_json_whatever_it_claims_to_be(wire: Wire) -> None:
    body = json.dumps(PHONE).encode()
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "image/png", ""):
        assert wire.ask("POST", PATH, body, Content_Type=kind).status == 200, kind


def test_a_body_has_a_limit_far_above_those_of_its_properties(wire: Wire) -> None:
    refusal(wire.register(deviceToken="x" * 200_000), 8000)
    assert "deviceToken" in refusal(wire.register(deviceToken="x" * 200_000), 8000)
    refusal(wire.register(note="x" * (256 * 1024)), 8000, 413)
    assert wire.register(note="x" * 200_000).status == 200


def test_unknown_properties_are_passed_over_and_never_kept(wire: Wire) -> None:
    own = {"objectId": "mine", "ownerId": "me", "created": 1, "___class": "X", "app_pk": 9, "registrationId": "1"}
    id = wire.ids(**own)["default"]
    assert id != "mine" and set(wire.read()) == {
        *PHONE,
        "id",
        "channels",
        "expiration",
    }
