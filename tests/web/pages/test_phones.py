"""The page of the phones: published in the box or by a flow, pushes arrive on every phone, and everybody notices."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from blockloom.runtime.messaging import publishing
from tests.browser import Complaints
from tests.web.client import Site
from tests.web.conftest import let_in, wait_until

SOON = 20_000


@pytest.fixture
def site(serve: Callable[..., Site]) -> Site:
    return serve(delivers=True)


@pytest.fixture
def phones(site: Site, page: Page) -> Page:
    let_in(page, site.address)
    page.goto(f"{site.base}/phones")
    page.wait_for_selector("html[data-script=ready]")
    return page


def add(page: Page, name: str, system: str = "Android") -> Locator:
    page.get_by_label("Name of another phone").fill(name)
    page.get_by_label("Its system").select_option(system)
    page.get_by_role("button", name="Add phone").click()
    expect(device(page, name)).to_be_visible()
    expect(device(page, name).get_by_text("not registered yet")).to_be_hidden()
    return device(page, name)


def device(page: Page, name: str) -> Locator:
    return page.locator(".device").filter(has=page.get_by_role("heading", name=name, exact=True))


def pushes(page: Page, name: str) -> Locator:
    return page.get_by_role("list", name=f"Pushes on {name}").get_by_role("listitem")


def publish(page: Page, message: str, channel: str = "default") -> None:
    page.get_by_label("Channel", exact=True).fill(channel)
    page.get_by_label("Message", exact=True).fill(message)
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator("#publish-said")).to_contain_text("Published")


def turn(phone: Locator, state: str) -> None:
    if phone.get_by_role("combobox", name="State of").is_hidden():
        phone.get_by_text("Channels and state").click()
    phone.get_by_role("combobox", name="State of").select_option(state)


def test_a_visitor_without_any_flow_sees_a_phone_buzz_after_two_clicks(phones: Page) -> None:
    phones.get_by_role("button", name="Put it on default").click()
    expect(phones.get_by_role("button", name="Publish on default")).to_contain_text("1 device")
    phones.get_by_role("button", name="Publish", exact=True).click()
    expect(phones.locator(".device.ringing")).to_be_visible(timeout=SOON)
    expect(pushes(phones, "this computer")).to_contain_text(["Tea is ready"])
    expect(phones.locator("#phones-said")).to_have_text("Push on this computer: Kitchen. Tea is ready.")
    expect(phones.get_by_label("1 not read")).to_be_visible()
    assert phones.title() == "(1) Phones · Blockloom"


def test_every_system_gets_its_push_which_can_be_read_and_cleared(
    phones: Page, monkeypatch: pytest.MonkeyPatch, complaints: Complaints
) -> None:
    for name, system in (("Ada", "Android"), ("Grace", "iOS"), ("Konrad", "Windows")):
        add(phones, name, system)
    publish(phones, "Hello")
    publish(phones, "Hello again")
    for name in ("Ada", "Grace", "Konrad"):
        expect(pushes(phones, name)).to_have_count(2, timeout=SOON)
        expect(pushes(phones, name).first).to_contain_text("Kitchen")
    grace = device(phones, "Grace")
    expect(grace.locator(".look-ios .push.new")).to_have_count(2)
    grace.get_by_role("button", name="Mark read").click()
    expect(grace.locator(".push.new")).to_have_count(0)
    expect(grace.get_by_role("button", name="Mark read")).to_be_disabled()
    grace.get_by_role("button", name="Clear").click()
    expect(pushes(phones, "Grace")).to_have_count(0)
    phones.reload()
    expect(pushes(phones, "Ada")).to_have_count(2)
    expect(pushes(phones, "Grace")).to_have_count(0)
    assert phones.title().startswith("(4) ")
    monkeypatch.setattr(publishing, "ASKED_ABOVE", 2)
    ask, send = phones.locator("#publish-ask"), phones.get_by_role("button", name="Publish", exact=True)
    for answer in ("Leave it", "Publish to all of them"):
        send.click()
        expect(ask).to_contain_text("This goes to 3 phones. Nothing is published yet.")
        ask.get_by_role("button", name=answer).click()
        expect(ask).to_be_hidden()
    expect(pushes(phones, "Ada")).to_have_count(3, timeout=SOON)
    assert [complaints.pop() for _ in range(2)] and all("409" in one for one in complaints)


def test_a_phone_that_was_off_gets_what_is_still_worth_something(site: Site, phones: Page) -> None:
    def sent() -> int:
        with site.services.store.reading() as connection:
            return int(connection.exec_driver_sql("SELECT count(*) FROM delivery").scalar() or 0)

    ada = add(phones, "Ada")
    turn(ada, "Offline")
    expect(ada.get_by_text("No connection.")).to_be_visible()
    phones.get_by_text("For phones that are off").click()
    phones.get_by_label("A newer one takes the place").fill("score")
    publish(phones, "1:0")
    expect(ada.get_by_text("1 waiting")).to_be_visible(timeout=SOON)
    publish(phones, "2:0")
    phones.get_by_label("A newer one takes the place").fill("")
    phones.get_by_label("Keep it for").select_option("now or never")
    publish(phones, "Too late")
    wait_until(lambda: sent() == 3, 20)
    phones.get_by_label("Keep it for").select_option("a minute")
    publish(phones, "Rain")
    expect(ada.get_by_text("2 waiting")).to_be_visible(timeout=SOON)
    turn(ada, "Online")
    expect(pushes(phones, "Ada")).to_have_count(2)
    assert sorted(pushes(phones, "Ada").locator("p").all_inner_texts()) == ["2:0", "Rain"]


def test_a_phone_whose_app_is_gone_loses_its_token_and_gets_another_one(site: Site, phones: Page) -> None:
    ada = add(phones, "Ada")
    old = site.services.phones.named("Ada").device.device_token
    turn(ada, "App uninstalled")
    expect(ada.get_by_text("The server learns it with the next push.")).to_be_visible()
    publish(phones, "Nobody home")
    expect(ada.get_by_text("the server took its token away")).to_be_visible(timeout=SOON)
    turn(ada, "Online")
    publish(phones, "Welcome back")
    expect(pushes(phones, "Ada")).to_have_count(1, timeout=SOON)
    expect(pushes(phones, "Ada")).to_contain_text(["Welcome back"])
    assert site.services.phones.named("Ada").device.device_token != old


def test_a_throttled_phone_gets_its_push_after_its_peace_and_others_at_once(site: Site, phones: Page) -> None:
    for name in ("Ada", "Bo"):
        add(phones, name)
    id = site.services.phones.named("Ada").device.device_id
    assert site.ask("POST", "/calls/phones/state", {"id": id, "state": "throttled", "retryAfter": 2}).status == 200
    expect(device(phones, "Ada").get_by_text("It wants 2 s of peace")).to_be_visible()
    publish(phones, "Slowly")
    expect(pushes(phones, "Bo")).to_have_count(1, timeout=SOON)
    expect(pushes(phones, "Ada")).to_have_count(0)
    turn(device(phones, "Ada"), "Online")
    expect(pushes(phones, "Ada")).to_have_count(1, timeout=SOON)


def test_channels_are_joined_for_a_while_counted_and_left(phones: Page) -> None:
    ada = add(phones, "Ada")
    ada.get_by_text("Channels and state").click()
    ada.get_by_label("Channel for Ada").fill("news")
    ada.get_by_label("For how long").select_option("for a minute")
    ada.get_by_role("button", name="Join").click()
    expect(ada.locator("[data-ends]")).to_have_text("58 s left", timeout=10_000)
    expect(phones.get_by_role("button", name="Publish on news")).to_contain_text("1 device")
    phones.get_by_role("button", name="Publish on news").click()
    expect(phones.get_by_label("Channel", exact=True)).to_have_value("news")
    ada.get_by_role("button", name="Leave news").click()
    expect(phones.get_by_role("button", name="Publish on news")).to_contain_text("0 devices")
    publish(phones, "Anybody?", "news")
    expect(phones.locator("#publish-said")).to_contain_text("nobody is on it")


def test_a_phone_is_removed_and_the_first_one_stays(phones: Page) -> None:
    ada = add(phones, "Ada")
    ada.get_by_text("Channels and state").click()
    ada.get_by_role("button", name="Remove this phone").click()
    expect(ada).to_have_count(0)
    device(phones, "this computer").get_by_text("Channels and state").click()
    expect(phones.get_by_role("button", name="Remove this phone")).to_have_count(0)


def test_what_cannot_be_done_is_said_where_it_was_tried(phones: Page, complaints: list[str]) -> None:
    phones.get_by_label("Message", exact=True).fill(" ")
    phones.get_by_role("button", name="Publish", exact=True).click()
    expect(phones.locator("#publish-problem")).to_contain_text("The message is nothing")
    ada = add(phones, "Ada")
    phones.get_by_label("Name of another phone").fill("Ada")
    phones.get_by_role("button", name="Add phone").click()
    expect(phones.locator("#phone-problem")).to_contain_text('There is a phone called "Ada" already')
    ada.get_by_text("Channels and state").click()
    ada.get_by_label("Channel for Ada").fill("a/b")
    ada.get_by_role("button", name="Join").click()
    expect(ada.get_by_role("alert")).to_contain_text("which it can't")
    assert len(complaints) == 3 and all("400" in complaint for complaint in complaints)
    complaints.clear()


def test_it_rings_once_for_what_comes_together_and_never_while_it_is_muted(phones: Page) -> None:
    def rang() -> int:
        return int(phones.evaluate("document.documentElement.dataset.rang ?? 0"))

    add(phones, "Ada")
    add(phones, "Bo")
    publish(phones, "Aloud")
    expect(pushes(phones, "Bo")).to_have_count(1, timeout=SOON)
    assert rang() in (1, 2), "two phones in one moment are one sound"
    before = rang()
    phones.get_by_role("button", name="Sound is on").click()
    expect(phones.get_by_role("button", name="Sound is off")).to_have_attribute("aria-pressed", "true")
    publish(phones, "Quietly")
    expect(pushes(phones, "Bo")).to_have_count(2, timeout=SOON)
    assert rang() == before
    phones.reload()
    expect(phones.get_by_role("button", name="Sound is off")).to_be_visible()


def test_two_pages_show_the_same(site: Site, phones: Page) -> None:
    with phones.context.new_page() as other:
        other.goto(f"{site.base}/phones")
        add(phones, "Ada")
        publish(phones, "Hello")
        for page in (phones, other):
            expect(pushes(page, "Ada")).to_have_count(1, timeout=SOON)
        device(other, "Ada").get_by_role("button", name="Mark read").click()
        expect(device(phones, "Ada").locator(".push.new")).to_have_count(0)


def test_the_keyboard_is_enough(phones: Page) -> None:
    phones.get_by_label("Name of another phone").focus()
    phones.keyboard.type("Ada")
    phones.keyboard.press("Enter")
    expect(device(phones, "Ada").get_by_text("not registered yet")).to_be_hidden()
    phones.get_by_label("Message", exact=True).focus()
    phones.keyboard.press("Enter")
    expect(pushes(phones, "Ada")).to_have_count(1, timeout=SOON)
    phones.get_by_role("list", name="Pushes on Ada").focus()
    phones.keyboard.press("Tab")
    phones.keyboard.press("Enter")
    expect(device(phones, "Ada").locator(".push.new")).to_have_count(0)
    phones.keyboard.press("Tab")
    expect(device(phones, "Ada").get_by_role("button", name="Clear")).to_be_focused()
