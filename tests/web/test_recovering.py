"""A user who forgot the password: asked for by the unmodified SDK, sent by a real mail server, chosen in a browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page

from blockloom.runtime.delivery.smtp import MailServer
from blockloom.runtime.messaging.mailtemplates import MailTemplates
from tests.browser import Complaints
from tests.runtime.delivery.postoffice import Office, Post, open_at
from tests.web.api.conftest import Wire, packages, refusal, wire_of
from tests.web.api.running_sdk import Sdk
from tests.web.client import Answer, Site

__all__ = ["packages"]

ADA = {"email": "ada@example.com", "password": "engine"}


@pytest.fixture
def post() -> Iterator[tuple[Post, str]]:
    post = Post()
    with open_at(post) as place:
        yield post, f"smtp://{place}"


def delivered(wire: Wire, url: str) -> None:
    """Hand over what the server kept."""
    office = Office(wire.store, MailServer.read(url, "Shop <shop@example.com>", "X"))
    office.clock.time = 9_000_000_000_000
    office.delivery.start()
    office.queue.run(office.clock)


def test_the_sdk_asks_and_a_browser_sets_it(
    serve: Callable[..., Site], post: tuple[Post, str], packages: Path, page: Page, complaints: Complaints
) -> None:
    office, url = post
    wire = wire_of(serve(smtp=url, mail_from="Shop <shop@example.com>"))
    sdk = Sdk(wire, packages, {"appId": wire.app_id, "apiKey": wire.keys["client"]})
    MailTemplates(wire.store).add({"name": "Welcome", "subject": "Hi {{name}}", "text": "Tea?"}, 1)
    envelope = {"addresses": ["bob@example.com"], "query": "email = 'ada@example.com'", "uniqueEmails": True}
    _, _, welcome, by_mail, *_ = sdk.values(
        ("Users.register", ADA),
        ("Users.restorePassword", "ada@example.com"),
        ("Messaging.sendEmailFromTemplate", "Welcome", {"$new": ["EmailEnvelope", envelope]}, {"name": "Bob"}),
        ("Messaging.sendEmail", "Tea", {"textmessage": "It is ready"}, ["ada@example.com"]),
        ("Users.restorePassword", "ADA@example.com"),
    )
    assert welcome["status"] == by_mail["status"] == "scheduled"
    delivered(wire, url)
    said = [(message["To"], message["Subject"]) for _, message in office.taken]
    asked = ("ada@example.com", "Choose a new password")
    assert sorted(said) == sorted([
        ("bob@example.com", "Hi Bob"), ("ada@example.com", "Hi Bob"), ("ada@example.com", "Tea"), asked, asked,
    ])  # fmt: skip
    links = [found[0] for _, message in office.taken if (found := re.findall(r"http://\S+", message.get_content()))]
    assert len(links) == 2 and all(link.startswith(f"{wire.site.base}/recover/") for link in links)

    session = wire.ask("POST", "/users/login", {"login": "ada@example.com", "password": "engine"}).json()["user-token"]
    page.goto(links[0])
    page.get_by_label("New password").fill("new")
    page.get_by_label("Once more").fill("other")
    page.get_by_role("button", name="Set the password").click()
    assert "not the same" in page.get_by_role("alert").inner_text()
    page.get_by_label("New password").fill("new ü")
    page.get_by_label("Once more").fill("new ü")
    page.get_by_role("button", name="Set the password").click()
    assert "ada@example.com can log in" in page.get_by_role("status").inner_text()
    refusal(wire.ask("GET", "/info", user_token=session), 3064)
    [user] = sdk.values(("Users.login", "ada@example.com", "new ü"))
    assert user["email"] == "ada@example.com"
    for link in links:
        page.goto(link)
        assert "Ask the app for another one" in page.get_by_role("alert").inner_text()
    assert page.get_by_role("button", name="Set the password").count() == 0
    complaints.clear()  # of the statuses 400 and 410


def sent(site: Site, method: str, token: str, **headers: str) -> Answer:
    """What a browser without any cookie sends."""
    data = urlencode({"password": "x", "again": "x"}).encode() if method == "POST" else None
    content = {"Content_Type": "application/x-www-form-urlencoded"} if data else {}
    return site.ask(method, f"/recover/{token}", data, drop=("Cookie",), **{**content, **headers})


def test_what_anybody_may_try(serve: Callable[..., Site]) -> None:
    wire = wire_of(serve(smtp="smtp://127.0.0.1:9", mail_from="a@b", recovers=False))
    site, ask = wire.site, "/users/restorepassword/"
    assert sent(site, "GET", "guess").status == sent(site, "POST", "guess").status == 410
    for origin, place in (("https://evil.example", "cross-site"), ("null", "cross-site"), ("null", "same-site")):
        assert sent(site, "POST", "guess", Origin=origin, Sec_Fetch_Site=place).status == 403
    told = sent(site, "POST", "guess", Origin="null", Sec_Fetch_Mode="navigate")
    assert told.status == 410 and b"Ask the app for another" in told.body, "browsers tell a form of ours so"
    assert sent(site, "GET", "guess", Host="evil.example").status == 400
    assert site.ask("GET", "/recover", drop=("Cookie",)).status == 403, "no other page is open"
    wire.ask("POST", "/users/register", ADA)
    refusal(wire.ask("GET", f"{ask}ada@example.com"), 3101)
    refusal(wire.ask("GET", f"{ask}nobody"), 3020)
    wire = replace(wire, site=serve(smtp="smtp://127.0.0.1:9", mail_from="a@b"))
    for turn in range(5):
        answer = wire.ask("GET", f"{ask}{('ada@example.com', 'ADA@example.com')[turn % 2]}")
        assert (answer.status, answer.body) == (200, b"")
    for identity in ("ada@example.com", "Ada@example.com"):
        refusal(wire.ask("GET", f"{ask}{identity}"), 999, 429)
    refusal(wire.ask("GET", f"{ask}nobody"), 3020)
