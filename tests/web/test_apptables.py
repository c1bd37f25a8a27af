"""The tables that the app keeps, on the pages: paged, searched by a condition, and nothing but text."""

from __future__ import annotations

import html
import re

from tests.crowd import gather
from tests.web.api.conftest import wire_of
from tests.web.client import Site


def shown(site: Site, path: str) -> str:
    answer = site.ask("GET", path)
    assert answer.status == 200, answer.body
    return answer.body.decode()


def test_registrations_and_users_are_shown_page_by_page(site: Site) -> None:
    wire, table = wire_of(site), "/data/DeviceRegistration"
    assert "No rows here." in shown(site, table) and f'href="{table}"' in shown(site, "/data")
    gather(site.services.store, 120)
    wire.register(deviceId="<b>mine</b>", channels=["news"], expiration="9999-12-31T23:59:59Z")
    first, last = shown(site, table), shown(site, f"{table}?page=3")
    assert "Rows 1 to 50 of 121" in first and "Rows 101 to 121 of 121" in last
    assert len(re.findall("<tr>", last)) == 22 and "&lt;b&gt;mine" in last and "<b>mine" not in last
    found = shown(site, f"{table}?where=channelName+%3D+%27news%27")
    assert "Rows 1 to 1 of 1" in found and "9999-12-31 23:59:59" in found and "token-1" in found
    match = re.search('rel="next" href="([^"]+)"', shown(site, f"{table}?where=channelName+%3D+%27ads%27"))
    assert match and "Rows 51 to 100 of 120" in shown(site, html.unescape(match[1])), "it is one of the same search"
    wrong = shown(site, f"{table}?where=colour+%3D+%27%3Cb%3E%27")
    assert "has no column &#34;colour&#34;" in wrong and 'aria-invalid="true"' in wrong and "No rows here." in wrong

    wire.ask("POST", "/users/register", {"email": "ada@example.com", "password": "secret-word", "age": 36})
    wire.ask("POST", "/users/register/guest")
    users = shown(site, "/data/Users")
    assert "Rows 1 to 2 of 2" in users and "ada@example.com" in users and "age" in users
    assert "secret-word" not in users and "argon2" not in users
    assert "No rows here." in shown(site, "/data/Users?page=2")
