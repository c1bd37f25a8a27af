"""Whatever is asked of the pages and sent to their calls: it is taken or refused, and never a fault of ours."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from blockloom.web.app import create_app
from blockloom.web.services import NAME
from blockloom.web.settings import ServerSettings
from tests.web.api.test_hostile import ODD
from tests.web.client import Site
from tests.web.conftest import FLOWS, WEB

READ = re.compile(r"""(?:field|_get|get)\(\s*(?:body, )?"(\w+)"|body\["(\w+)"\]""")
NAMES = sorted(
    {name for path in WEB.glob("*.py") for found in READ.findall(path.read_text("utf-8")) for name in found if name}
)
EMPTY = "flow: 1\ndo: []\n"
GOOD: list[dict[str, Any]] = [
    {},
    {"flow": "greet", "key": "greet", "text": FLOWS["greet"], "path": "do/0", "paths": ["do/0"], "section": "do"},
    {"flow": "mine", "key": "mine", "text": EMPTY, "old": "", "new": "x", "act": "paste", "yaml": "- print: x\n"},
    {"flow": "register", "text": FLOWS["mistaken"], "phone": "this computer", "channel": "ads", "message": "hello"},
]
PARTS = ["x", "0", "-1", "1" * 20, "-" + "1" * 20, "%00", "%ff", "1e9", "greet", "mine", "0" * 32, "é"]
ROUNDS = 40


def routes(folder: Path) -> list[tuple[str, str]]:
    """Every address of the pages with each of its methods; what varies in it stands as ``{}``."""
    app = create_app(ServerSettings(folder))
    app.extensions[NAME].store.close()
    return sorted(
        (method, re.sub("<[^>]+>", "{}", rule.rule))
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"OPTIONS", "HEAD"}
    )


def bodies(chance: random.Random) -> Iterator[bytes]:
    yield from (b"", b"{", b"[]", b"null", b"\xff", b'{"a":1,"a":2}', b'"\\ud800"', b"[" * 10_000)
    yield from (json.dumps(good).encode() for good in GOOD)
    while True:
        body = chance.choice(GOOD) | {name: chance.choice(ODD) for name in chance.sample(NAMES, chance.randrange(5))}
        yield json.dumps(body).encode()


def test_no_call_has_a_fault_of_ours(site: Site, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    site.services.library.save("mine", EMPTY)
    calls = [(method, route) for method, route in routes(tmp_path / "other") if method != "GET"]
    chance, good = random.Random(7), set()
    assert len(calls) > 30 and len(NAMES) > 40
    for method, route in calls:
        sent = bodies(chance)
        for _ in range(ROUNDS):
            path = route
            while "{}" in path:
                path = path.replace("{}", quote(chance.choice(["mine", "greet", "0" * 32, "a/b", "%"]), safe=""), 1)
            answer = site.ask(method, path, next(sent))
            assert answer.status < 500, (method, path, answer.body)
            good |= {route} if answer.status < 300 else set()
    assert len(good) > 12, "else little was reached"
    assert not [record for record in caplog.records if record.name == "blockloom.web"]


def test_no_address_has_a_fault_of_ours(site: Site, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    site.services.library.save("mine", EMPTY)
    chance, good = random.Random(8), set()
    for method, route in routes(tmp_path / "other"):
        if method != "GET" or route.endswith("/events"):
            continue
        for part in PARTS:
            asked = {name: chance.choice(PARTS) for name in chance.sample(NAMES, 3)} | {"before": part, "page": part}
            path = route.replace("{}", quote(part, safe="%"))
            for query in ("", "?" + urlencode(asked)):
                answer = site.ask("GET", path + query)
                assert answer.status < 500, (path + query, answer.body)
                good |= {route} if answer.status < 300 else set()
    assert len(good) > 10, "else little was reached"
    assert not [record for record in caplog.records if record.name == "blockloom.web"]
