"""What holds for every page: markup, axe, width, the policy."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

from blockloom.runtime.data import Data
from tests.browser import Complaints
from tests.web.conftest import Site, wait_until
from tests.web.pages.support import Visit, state

BLOCKS = ["/blocks", "/blocks?q=channel", "/blocks/try", "/blocks/register_device", "/blocks/find_groups"]
LONG = f"""\
flow: 1
name: {"long" * 40}
description: {"longer " * 200}
do:
- print: {"x" * 500}
- return: {{object: {{{"name" * 30}: {"y" * 500}}}}}
"""


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


def all_pages(site: Site) -> list[str]:
    runs = {flow: site.start(flow) for flow in ("register", "fails")}
    for run in runs.values():
        site.events(run)
    site.ask("PUT", "/calls/flows/long", {"text": LONG})
    site.events(runs.setdefault("long", site.start("long")))
    shown = [f"/flows/{flow}?run={run}" for flow, run in runs.items()]
    Data(site.services.store).save("orders", {"long": "x" * 1000, "l" * 64: [], "paid": True, "total": 5, "none": None})
    return [
        "/",
        "/data",
        "/phones",
        "/data/orders?sort=paid",
        "/flows/greet",
        "/flows/mistaken",
        "/runs",
        f"/runs/{runs['register']}",
        *shown,
        *BLOCKS,
        "/nowhere",
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(site: Site, visit: Visit, complaints: Complaints, scheme: str) -> None:
    for path in all_pages(site):
        page = visit(path)
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
        if "run=" in path:
            page.wait_for_selector("#run-state[data-state=ok], #run-state[data-state=error]")
        found = Axe().run(page).response["violations"]
        assert not found, [(path, each["id"], [node["html"] for node in each["nodes"]][:3]) for each in found]
    assert [complaint for complaint in complaints if "404" not in complaint] == []
    complaints.clear()


@pytest.mark.parametrize("size", [(390, 844), (1280, 900), (1920, 1080)])
def test_nothing_is_wider_than_the_screen(
    site: Site, visit: Visit, complaints: Complaints, size: tuple[int, int]
) -> None:
    for path in all_pages(site):
        page = visit(path)
        page.set_viewport_size({"width": size[0], "height": size[1]})
        if "run=" in path:
            page.wait_for_selector("#run-state[data-state=ok], #run-state[data-state=error]")
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], path
        if size[0] == 390:
            small = page.evaluate(
                "[...document.querySelectorAll('button, input:not([type=radio]), summary')]"
                ".filter((each) => each.offsetParent && each.type !== 'checkbox' && each.offsetHeight < 44)"
                ".map((each) => each.outerHTML)"
            )
            assert small == [], path
    complaints.clear()


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


def test_axe_and_the_width_would_tell(visit: Visit) -> None:
    page = visit("/")
    page.evaluate("document.querySelector('main').append(document.createElement('input'))")
    assert "label" in [each["id"] for each in Axe().run(page).response["violations"]]
    page.set_viewport_size({"width": 390, "height": 844})
    page.evaluate("document.querySelector('h1').style.whiteSpace = 'nowrap'")
    assert page.evaluate("document.documentElement.scrollWidth") > 390
