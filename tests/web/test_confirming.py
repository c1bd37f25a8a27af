"""An app whose users confirm their address: they register with the unmodified SDK, a real mail server sends the links,
and they confirm in a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from blockloom.runtime import apps
from blockloom.runtime.messaging.mailtemplates import MailTemplates
from tests.browser import Complaints
from tests.runtime.delivery.postoffice import Post
from tests.web.api.conftest import packages, refusal, wire_of
from tests.web.api.running_sdk import Sdk
from tests.web.client import Site
from tests.web.test_recovering import delivered, post

__all__ = ["packages", "post"]

ADA = {"email": "ada@example.com", "password": "engine", "name": "Ada"}
FLOW = """\
flow: 1
when:
- http: {method: POST, path: /join}
do:
- register_user: {email: eve@example.com, password: engine}
  save: eve
- return: =eve.userStatus
"""


def test_who_registers_logs_in_once_the_address_is_confirmed(
    serve: Callable[..., Site], post: tuple[Post, str], packages: Path, page: Page, complaints: Complaints
) -> None:
    office, url = post
    wire = wire_of(serve(smtp=url, mail_from="Shop <shop@example.com>"))
    sdk, server = (
        Sdk(wire, packages, {"appId": wire.app_id, "apiKey": wire.keys[key]}) for key in ("client", "server")
    )
    apps.set_confirms(wire.store, apps.find_app(wire.store, wire.app_id), True)

    def letters() -> list[tuple[str, str]]:
        """(subject, link) of each e-mail that comes now."""
        office.taken.clear()
        delivered(wire, url)
        texts = [(str(message["Subject"]), message.get_content()) for _, message in office.taken]
        return [(subject, re.findall(r"http://\S+", text)[0]) for subject, text in texts]

    def outcomes(*calls: tuple[Any, ...]) -> list[Any]:
        return [outcome["error"]["code"] if "error" in outcome else outcome["value"] for outcome in sdk(*calls)]

    made, login, _, link, nobody = outcomes(
        ("Users.register", ADA),
        ("Users.login", "ada@example.com", "engine"),
        ("Users.resendEmailConfirmation", "ADA@example.com"),
        ("Users.createEmailConfirmationURL", "ada@example.com"),
        ("Users.resendEmailConfirmation", "nobody@example.com"),
    )
    assert (made["userStatus"], login, link, nobody) == ("EMAIL_CONFIRMATION_PENDING", 3087, 3054, 3104)
    [given] = server.values(("Users.createEmailConfirmationURL", "ada@example.com"))
    (subject, first), (_, second) = letters()
    assert subject == "Confirm your e-mail address" and first != second
    links = [first, second, given["confirmationURL"]]
    assert all(one.startswith(f"{wire.site.base}/confirm/") for one in links)

    page.goto(first)
    assert "gave this address: ada@example.com" in page.locator("main").inner_text()
    refusal(wire.ask("POST", "/users/login", {"login": "ada@example.com", "password": "engine"}), 3087)
    page.get_by_role("button", name="Confirm the address").click()
    assert "ada@example.com can log in now" in page.get_by_role("status").inner_text()
    user, again = outcomes(
        ("Users.login", "ada@example.com", "engine"), ("Users.resendEmailConfirmation", "ada@example.com")
    )
    assert (user["userStatus"], again) == ("ENABLED", 3102)
    session = wire.ask("POST", "/users/login", {"login": "ada@example.com", "password": "engine"}).json()
    path, token = f"/users/{session['objectId']}", {"user_token": session["user-token"]}
    assert wire.ask("PUT", path, {**user, "age": 36}, **token).json()["userStatus"] == "ENABLED", "the same address"
    changed = wire.ask("PUT", path, {"email": "countess@example.com", "password": "engine"}, **token).json()
    assert changed["userStatus"] == "EMAIL_CONFIRMATION_PENDING"
    refusal(wire.ask("POST", "/users/login", {"login": "countess@example.com", "password": "engine"}), 3087)
    [(_, new)] = letters()
    page.goto(new)
    page.get_by_role("button", name="Confirm the address").click()
    assert "countess@example.com can log in now" in page.get_by_role("status").inner_text()
    assert wire.ask("PUT", path, {"age": 37}, **token).json()["userStatus"] == "ENABLED", "the session goes on"
    assert outcomes(("Users.login", "countess@example.com", "engine"))[0]["age"] == 37
    for one in links:
        page.goto(one)
        assert "ask the app for another one" in page.get_by_role("alert").inner_text()

    MailTemplates(wire.store).add({"name": "confirm-email", "subject": "Hello {{email}}", "text": "{{link}}"}, 1)
    wire.site.ask("PUT", "/calls/flows/join", {"text": FLOW, "was": ""})
    assert wire.ask("POST", "/services/join").json() == "EMAIL_CONFIRMATION_PENDING", "so do blocks"
    [(subject, _)] = letters()
    assert subject == "Hello eve@example.com"
    complaints.clear()  # of the status 410


def test_where_no_e_mail_is_sent_nobody_registers_who_would_have_to_confirm(serve: Callable[..., Site]) -> None:
    wire = wire_of(serve())
    app = apps.find_app(wire.store, wire.app_id)
    apps.set_confirms(wire.store, app, True)
    refusal(wire.ask("POST", "/users/register", ADA), 5050)
    assert wire.store.app and wire.ask("POST", "/users/login", {"login": ADA["email"], "password": "x"}).status == 401
    apps.set_confirms(wire.store, app, False)
    assert wire.ask("POST", "/users/register", ADA).json()["userStatus"] == "ENABLED"
    refusal(wire.ask("POST", "/users/resendconfirmation/ada@example.com"), 3103)
