"""Every state of the pages, looked at: nothing overlaps, nothing is cut, all has a name, axe finds nothing.

``pytest tests/web/pages/test_states.py --shots DIR`` keeps the pictures. Each walk has its own size and look;
``--audit`` goes each in all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from blockloom.runtime.data import Data
from blockloom.runtime.permissions import PUBLIC
from blockloom.web.counting import counters
from blockloom.web.settings import Public
from tests.browser import Complaints
from tests.web.client import Site
from tests.web.conftest import let_in
from tests.web.pages.eye import Eye, Look, views
from tests.web.pages.support import state
from tests.web.pages.test_phones import add, publish, pushes, turn
from tests.web.test_public import ADDRESS, THROUGH

SOON = 20_000
STALL = """\
flow: 1
name: A stall on the market
description: Adds up what was sold, and tells the phones of it.
inputs:
  limit: {type: number, default: 20}
functions:
  thank:
    params: {who: {type: text}}
    do:
    - return: Thank you, ${who}!
do:
- register_device:
    channels: [ads, discount]
  save: registration
- set: total
  to: 0
- for_each: price
  in: [5, 20, 7]
  do:
  - change: total
    by: =price
- if: =total > limit
  then:
  - publish: {channel: ads, message: "Sold for ${total}"}
    save: status
  else:
  - print: A quiet day
- print: =registration.registrationId
- return: {object: {total: =total, ids: =registration.registrationId}}
tests:
- name: a good day
  expect: [=result.total == 32]
- name: a quiet day
  given: {inputs: {limit: 50}}
  expect: ['=log == ["nothing"]']
"""
BROKEN = STALL.replace("- set: total", "- set: totl").replace("register_device:", "register_devise:")


@pytest.fixture
def site(serve: Callable[..., Site]) -> Site:
    return serve(delivers=True)


@pytest.fixture
def eye(page: Page, size: str, look: Look, tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[Eye]:
    kept = pytestconfig.getoption("--shots")
    folder = Path(kept) if kept else tmp_path / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    with Eye(page, size, look, folder) as eye:
        yield eye


def opened(page: Page, site: Site, path: str) -> None:
    let_in(page, site.address)
    page.goto(f"{site.base}{path}")
    page.wait_for_selector("html[data-script=ready]")


def keys(page: Page, *pressed: str) -> None:
    for key in pressed:
        page.keyboard.press(key)


@pytest.mark.parametrize(("size", "look"), views("desk", "light"))
def test_building(site: Site, page: Page, eye: Eye, tmp_path: Path, complaints: Complaints) -> None:
    site.ask("PUT", "/calls/flows/stall", {"text": STALL.replace("20, 7", "20")})
    was = site.services.library.read("stall").version
    site.ask("PUT", "/calls/flows/stall", {"text": STALL, "was": was})
    opened(page, site, "/flows/stall")
    eye.at("rest")
    keys(page, "w", "t", "ArrowDown", "ArrowDown", "ArrowDown")
    eye.at("palette")
    keys(page, "t")
    page.keyboard.type("channel")
    eye.at("search")
    keys(page, "Escape", "ArrowDown", "Shift+F10")
    expect(page.locator(".blocklyContextMenu")).to_be_visible()
    eye.at("menu")
    keys(page, "Escape", "m", "ArrowDown")
    page.locator(".blocklyToastCloseButton").press("Enter")
    keys(page, "Escape", "?")
    eye.at("keys")
    keys(page, "Escape")
    page.get_by_role("button", name="Versions").press("Enter")
    expect(page.locator("#versions-list button")).to_have_count(2)
    eye.at("versions")
    keys(page, "Escape")
    page.get_by_role("button", name="Find in the flow").press("Enter")
    page.keyboard.type("total")
    eye.at("find")
    keys(page, "Escape")
    page.locator(".switch label", has_text="Split").click()
    (tmp_path / "flows" / "stall.flow.yaml").write_text(STALL.replace("quiet day", "very quiet day"))
    page.locator(".cm-content").press("ControlOrMeta+Home")
    keys(page, *["ArrowDown"] * STALL[: STALL.index("quiet day")].count("\n"), "End")
    page.keyboard.type(" indeed")
    expect(page.get_by_role("alert", name="Two changes at one place")).to_be_visible()
    eye.at("merge")
    page.get_by_role("button", name="Keep mine").press("Enter")
    page.locator(".cm-content").press("ControlOrMeta+End")
    page.keyboard.type("- na")
    expect(page.locator("#blocks-host")).to_have_attribute("data-stale", "")
    eye.at("broken")
    assert [each for each in complaints if "409" not in each] == []
    complaints.clear()


@pytest.mark.parametrize(("size", "look"), views("phone", "dark"))
def test_running(site: Site, page: Page, eye: Eye) -> None:
    site.services.library.save("stall", STALL)
    site.services.library.save("broken", BROKEN)
    opened(page, site, "/flows/stall")
    eye.at("rest", whole=True)
    keys(page, "w", "Control+Enter")
    state(page, "ok")
    expect(page.locator(".bubble").first).to_be_visible()
    eye.at("ran", whole=True)
    page.locator('.bubble[data-path="do/0"]').press("Enter")
    expect(page.get_by_role("dialog", name="A value of the run")).to_be_visible()
    eye.at("value")
    keys(page, "Escape")
    page.get_by_role("slider", name="Moment of the run").focus()
    keys(page, *["ArrowLeft"] * 8)
    eye.at("travel")
    keys(page, "End", "w")
    quiet = page.get_by_role("figure", name="Print, A quiet day").and_(page.locator(":focus"))
    for _ in range(12):
        if not quiet.count():
            keys(page, "ArrowDown")
    keys(page, "Shift+F10")
    eye.at("menu")
    page.get_by_text("Why did this not run?").click()
    expect(page.get_by_role("dialog", name="Why it did not run")).to_be_visible()
    eye.at("why")
    keys(page, "Escape")
    page.get_by_role("button", name="Run the tests").press("Enter")
    expect(page.locator("#tests-state")).to_have_text("1 of 2 passed")
    page.locator("#tests").scroll_into_view_if_needed()
    eye.at("tests")
    page.goto(f"{site.base}/flows/broken")
    page.wait_for_selector("html[data-script=ready]")
    page.locator("#problems").scroll_into_view_if_needed()
    eye.at("findings", whole=True)


@pytest.mark.parametrize(("size", "look"), views("tablet", "black"))
def test_standing_still(site: Site, page: Page, eye: Eye, complaints: Complaints) -> None:
    site.services.library.save("stall", STALL)
    site.ask("PUT", "/calls/flows/theirs", {"text": STALL, "foreign": True})
    opened(page, site, "/flows/stall")
    keys(page, "w", "ArrowDown", "ArrowDown", "ArrowDown", "F9", "Control+Enter")
    expect(page.locator("#standing")).to_contain_text("The run stands still")
    eye.at("standing", whole=True)
    keys(page, "Control+Enter")
    state(page, "stopped")
    eye.at("stopped")
    page.goto(f"{site.base}/flows/fails")
    page.wait_for_selector("html[data-script=ready]")
    keys(page, "Control+Enter")
    state(page, "error")
    eye.at("error", whole=True)
    page.goto(f"{site.base}/flows/theirs")
    page.wait_for_selector("html[data-script=ready]")
    keys(page, "Control+Enter")
    expect(page.locator("#consent")).to_be_visible()
    eye.at("consent", whole=True)
    page.goto(f"{site.base}/flows/endless")
    page.wait_for_selector("html[data-script=ready]")
    keys(page, "Control+Enter")
    expect(page.locator("#blocks-host g.mark-now")).to_have_count(1)
    eye.at("running")
    keys(page, "Control+Enter")
    state(page, "stopped")
    complaints.clear()


@pytest.mark.parametrize(("size", "look"), views("wall", "light"))
def test_in_front_of_a_class(site: Site, page: Page, eye: Eye) -> None:
    site.services.library.save("stall", STALL)
    opened(page, site, "/flows/stall")
    eye.at("rest")
    keys(page, "Control+Enter")
    state(page, "ok")
    expect(page.locator("#phones .phone").first.get_by_label("1 not read")).to_be_visible(timeout=SOON)
    eye.at("ringing", whole=True)
    keys(page, "p", "Control+Enter")
    expect(page.locator(".spotlight")).to_be_visible()
    page.get_by_role("button", name="Pause").press("Enter")
    eye.at("projector")


@pytest.mark.parametrize(("size", "look"), views("phone", "strong"))
def test_the_other_pages(site: Site, page: Page, eye: Eye, complaints: Complaints) -> None:
    page.goto(site.address)
    page.wait_for_selector("html[data-script=ready]")
    eye.at("gallery-empty", whole=True)
    long = f"flow: 1\nname: {'long' * 40}\ndescription: {'longer ' * 200}\ndo:\n- print: {'x' * 500}\n"
    for key, text in {"stall": STALL, "broken": BROKEN, "long": long}.items():
        site.services.library.save(key, text)
    runs = {flow: site.start(flow) for flow in ("stall", "fails", "long")}
    for run in runs.values():
        site.events(run)
    Data(site.services.store).save("orders", {"long": "x" * 1000, "l" * 64: [], "paid": True, "total": 5, "none": None})
    for name, path in {
        "gallery": "/",
        "runs": "/runs",
        "run": f"/runs/{runs['stall']}",
        "long": f"/flows/long?run={runs['long']}",
        "blocks": "/blocks",
        "found": "/blocks?q=channel",
        "control": "/blocks/try",
        "block": "/blocks/find_groups",
        "messages": "/messages",
        "tables": "/data",
        "table": "/data/orders?sort=paid",
        "registrations": "/data/DeviceRegistration?where=os",
        "lost": "/nowhere",
    }.items():
        page.goto(f"{site.base}{path}")
        page.wait_for_selector("html[data-script=ready]")
        eye.at(name, whole=True)
    complaints.clear()


@pytest.mark.parametrize(("size", "look"), views("tablet", "light"))
def test_phones_and_visitors(serve: Callable[..., Site], page: Page, eye: Eye, complaints: Complaints) -> None:
    counters.storage.reset()
    site = serve(lan="localhost", delivers=True)
    opened(page, site, "/phones")
    for name, system, turned in (
        ("Ada", "Android", ""),
        ("Grace", "iOS", "Offline"),
        ("Konrad", "Windows", "Throttled"),
    ):
        turn(add(page, name, system), turned or "Online")
    publish(page, "Tea is ready, and so is " + "x" * 150)
    expect(pushes(page, "Ada")).to_have_count(1, timeout=SOON)
    assert page.evaluate("getComputedStyle(document.querySelector('.push')).animationName") == "none"
    eye.at("phones", whole=True)
    page.goto(site.services.gate.join_address)
    page.wait_for_selector("html[data-script=ready]")
    eye.at("join", whole=True)
    page.get_by_label("Name of your phone").fill("Emmy")
    page.get_by_role("button", name="Get my phone").press("Enter")
    page.wait_for_url("**/phone")
    eye.at("visitor", whole=True)
    public = serve(public=Public(ADDRESS, "127.0.0.1"), policy=PUBLIC, rate_limits=True, simulator=False)

    def proxy(route: Route) -> None:
        path = route.request.url.removeprefix(ADDRESS)
        answer = public.ask("GET", path, drop=("Cookie",), **THROUGH)
        route.fulfill(status=answer.status, headers=answer.headers, body=answer.body)

    page.route(f"{ADDRESS}/**", proxy)
    page.goto(f"{ADDRESS}/login")
    eye.at("login", whole=True)
    complaints.clear()


@pytest.mark.parametrize(("size", "look"), [("phone", "light")])
def test_the_eye_would_tell(site: Site, page: Page, eye: Eye) -> None:
    opened(page, site, "/")
    for harm, told in {
        "document.querySelector('main').append(document.createElement('input'))": "label: <input",
        "document.querySelector('h1').style.whiteSpace = 'nowrap'": "px wide on a screen of 390",
        "document.querySelector('.lead').style.cssText = 'width: 5em; overflow: hidden; text-wrap: nowrap'": "cut: ",
        "document.querySelector('.lead').style.cssText = 'margin-top: -2em'": "overlap: <h1",
        "document.querySelector('[data-new-flow] button').style.minHeight = '1rem'": "lower than a finger: <button",
        "document.querySelector('[data-new-flow] button').textContent = ''": "no name: <button",
    }.items():
        page.evaluate(harm)
        eye.at("harmed")
        assert any(told in each for each in eye.told), (told, eye.told)
        eye.told.clear()
