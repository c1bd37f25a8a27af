"""What holds for every page: no markup but its own, and the policy."""

from __future__ import annotations

from tests.browser import Complaints
from tests.web.client import Site
from tests.web.conftest import wait_until
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
