"""What holds for every page: no markup but its own, and the policy."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]
from playwright.sync_api import expect

from tests.browser import Complaints
from tests.web.client import Site
from tests.web.conftest import wait_until
from tests.web.pages.eye import VIOLATIONS
from tests.web.pages.support import Visit, state


def test_what_a_flow_says_is_text_and_never_markup(site: Site, visit: Visit) -> None:
    evil = "<img src=x onerror=alert(1)>"
    text = f"flow: 1\nname: '{evil}'\ndescription: '{evil}'\ndo:\n- print: '{evil}'\n- return: '{evil}'\n"
    site.ask("PUT", "/calls/flows/evil", {"text": text})
    page = visit("/")
    page.get_by_role("link", name=evil).click()
    page.get_by_role("button", name="Run", exact=True).click()
    state(page, "ok")
    assert page.locator("#result .value").inner_text() == evil
    for path in ("/flows/evil", "/runs"):
        visit(path)
        assert page.locator("img").count() == 0


def test_the_reference_of_the_api_is_drawn_searched_and_copied_from(visit: Visit) -> None:
    """By Redoc, whose order of headings and look in high contrast are not ours to hold to."""
    page = visit("/blocks")
    page.set_viewport_size({"width": 1280, "height": 1000})
    page.get_by_role("link", name="What apps call: the REST API").click()
    call = page.locator("[id='operation/registrations.register']")
    call.get_by_role("tab", name="JavaScript").click()
    expect(call.get_by_role("tabpanel", name="JavaScript")).to_contain_text('fetch("http://127.0.0.1')
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate(VIOLATIONS, {"resultTypes": ["violations"]})
    assert [each["id"] for each in found if each["impact"] in ("serious", "critical")] == []
    page.get_by_placeholder("Search").fill("verify password")
    expect(page.locator("[data-role='search:results']")).to_contain_text("password")
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_tests_notice_errors_and_what_the_policy_forbids(visit: Visit, complaints: Complaints) -> None:
    page = visit("/")
    page.evaluate("console.error('by hand')")
    page.evaluate("setTimeout(() => { throw new Error('thrown') })")
    page.evaluate("document.body.setAttribute('style', 'color: red')")
    for sink in ("document.body.innerHTML = '<b>x</b>'", "document.body.setAttribute('onclick', 'x()')"):
        assert "Trusted" in page.evaluate(f"try {{ {sink} }} catch (error) {{ String(error) }}"), sink
    wait_until(lambda: page.evaluate("1") == 1 and len(complaints) >= 4)
    for sign in ("by hand", "thrown", "style-src-attr", "require-trusted-types-for"):
        assert any(sign in complaint for complaint in complaints), complaints
    complaints.clear()
