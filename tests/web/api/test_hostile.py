"""Whatever is sent to whichever route: an answer in the API's shape, and never a fault of ours."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from blockloom.web.api.app import create_api
from tests.web.api.conftest import PHONE, Wire
from tests.web.api.test_users import ADA, LOGIN

ODD: list[Any] = [
    *(
        None,
        True,
        False,
        0,
        -1,
        1.5,
        2**53,
        10**30,
        -(10**400),
        1e308,
        "",
        " ",
        "a",
        "\x00",
        "\u2028",
        "\uffff",
        "😀" * 200,
    ),
    *("' OR 1=1 --", '"', "%", "_", "\\", "../..", "null", "NaN", "x" * 5000, "2030-01-01", "=1+1", "${x}", "{{x}}"),
    *([], [None], [[]], ["a", 1], [{"a": []}], {}, {"a": None}, {"": ""}, {"$date": 1}, [["x"] * 50] * 50),
]
NAMES = sorted({*PHONE, *ADA, *LOGIN, "channels", "expiration", "where", "pageSize", "offset", "loadRelations"}) + [
    *("userStatus", "user", "roleName", "objectId", "message", "__proto__", "constructor", "pk", "app_pk", ""),
]
ROUNDS = 40


def routes(wire: Wire) -> list[tuple[str, str, int]]:
    """Every route with each of its methods, and how often to try it; what varies in it stands as ``{}``."""
    rules = create_api(wire.site.services).url_map.iter_rules()
    return sorted(
        (method, re.sub("<[^>]+>", "{}", rule.rule), ROUNDS if "unbuilt" not in rule.endpoint else 2)
        for rule in rules
        for method in (rule.methods or set()) - {"OPTIONS", "HEAD"}
    )


def bodies(chance: random.Random) -> Iterator[bytes | None]:
    yield from (None, b"", b"{", b"[]", b"null", b"\xff", b'{"a":1,"a":2}', b'"\\ud800"', b"[" * 10_000, b"1" * 5000)
    while True:
        body = {name: chance.choice(ODD) for name in chance.sample(NAMES, chance.randrange(1, 8))}
        body |= chance.choice([{}, PHONE, ADA, LOGIN, {name: chance.choice(ODD) for name in PHONE}])
        yield json.dumps(body).encode()


@pytest.mark.parametrize("kind", ["client", "server"])
def test_no_route_has_a_fault_of_ours(wires: Wire, kind: str, caplog: pytest.LogCaptureFixture) -> None:
    wire, chance = wires.with_key(kind), random.Random(kind)
    wire.ask("POST", "/users/register", ADA)
    token = wire.ask("POST", "/users/login", LOGIN).json()["user-token"]
    wire.register(channels=["ads"])
    parts = ["phone-1", "ads", token, "0" * 36, *(text for text in ODD if isinstance(text, str))]
    good = 0
    for method, route, rounds in routes(wire):
        sent = bodies(chance)
        for _ in range(rounds):
            path = route
            while "{}" in path:
                path = path.replace("{}", quote(chance.choice(parts), safe="") or "x", 1)
            headers = {"user_token": token} if chance.random() < 0.2 and "logout" not in route else {}
            answer = wire.ask(method, path, next(sent) if method in ("POST", "PUT") else None, **headers)
            assert answer.status < 500 or answer.status == 501, (method, path, answer.body)
            if answer.status >= 400:
                said = answer.json()
                assert set(said) == {"code", "message", "errorData"} and isinstance(said["code"], int), said
                continue
            good += 1
            if answer.body:
                said = answer.json()
                assert not (isinstance(said, dict) and {"code", "message"} <= set(said)), "an error, to SDKs"
    assert good > 20, "else nothing was reached"
    assert not [record for record in caplog.records if record.name == "blockloom.web"]
