"""Keys alone: no mouse, and nothing slipped into the page. What a person hears is asked for by role and name."""

from __future__ import annotations

import ast
import inspect
import sys
from pathlib import Path

import yaml
from playwright.sync_api import Page, expect

from tests.web.client import Site
from tests.web.conftest import let_in
from tests.web.pages.support import registered, state

SEED = next((Path(__file__).parents[3] / "flows").glob("01-*.flow.yaml"))
OTHER_THAN_KEYS = {"click", "dblclick", "hover", "drag_to", "mouse", "tap", "check", "fill", "focus", "evaluate"} | {
    "add_init_script",
    "dispatch_event",
    "select_option",
    "set_checked",
}


def press(page: Page, *keys: str) -> None:
    """Keys by their names, and words in lower case or after a ``=`` that are typed."""
    for key in keys:
        if key[0] == "=" or (len(key) > 1 and key.islower()):
            page.keyboard.type(key)
        else:
            page.keyboard.press(key)


def ready(page: Page) -> None:
    expect(page.locator("html[data-script=ready]")).to_be_attached()


def focused(page: Page, role: str, name: str) -> None:
    """What has the focus, as a screen reader calls it."""
    expect(page.locator("*:focus").and_(page.get_by_role(role, name=name))).to_be_focused()  # type: ignore[arg-type]


def test_keys_alone_build_the_seed_flow_and_run_it(site: Site, page: Page, tmp_path: Path) -> None:
    page.goto(site.address)
    ready(page)
    press(page, "Tab", "Enter", "Tab")
    focused(page, "link", "Begin a new one")
    press(page, "Enter")
    focused(page, "textbox", "Name of a new flow")
    page.keyboard.type("Register a device on two channels")
    press(page, "Enter")
    page.wait_for_url("**/flows/Register-a-device-on-two-channels")
    ready(page)

    press(page, "Tab", "Tab", "Enter")
    focused(page, "figure", "Begin stack, When the flow runs")
    press(page, "ArrowDown", "Delete")
    focused(page, "figure", "Begin stack, When the flow runs")
    press(page, "T", "register", "Enter", "Enter")
    focused(page, "figure", "Register this device on default")
    press(page, "Enter")
    focused(page, "button", "Add one")
    press(page, "Enter", "ads", "Enter", "Enter", "discount", "Enter")
    focused(page, "button", "Add one")
    press(page, "A", "registration", "Enter")
    press(page, "T", "print", "Enter", "Enter")
    focused(page, "figure", "Print, hello")
    press(page, "Enter", "=registration.registrationId", "Enter")
    focused(page, "figure", "Print, =registration.registrationId")
    press(page, "T", "return", "Enter", "Enter")
    focused(page, "figure", "Return, 5")
    press(page, "Enter", "=registration", "Enter")
    focused(page, "figure", "Return, =registration")

    press(page, "Control+Enter")
    state(page, "ok")
    ids = {channel: id_ for channel, id_, _ in registered(tmp_path)}
    assert sorted(ids) == ["ads", "discount"]
    for id_ in ids.values():
        expect(page.locator("#printed")).to_contain_text(id_)
        expect(page.get_by_role("region", name="What came out")).to_contain_text(id_)
    made = yaml.safe_load(site.services.library.read("Register-a-device-on-two-channels").program.text)
    seed = yaml.safe_load(SEED.read_text("utf-8"))
    for step in seed["do"]:
        if isinstance(step, dict):
            step.pop("note", None)
    assert (made["name"], made["do"]) == (seed["name"], seed["do"])
    the_ways_round_the_page(page)


def the_ways_round_the_page(page: Page) -> None:
    """The focus goes back to where it was, letters are letters where somebody types, and Stop is where Run was."""
    press(page, "T", "Escape")
    focused(page, "figure", "Return, =registration")
    press(page, "T", "ArrowDown")
    expect(page.locator(".blocklyFlyout :focus")).to_have_attribute("role", "option")
    press(page, "T", "return")
    expect(page.locator("#blocklyAriaAnnounce")).to_contain_text("blocks were found; Enter takes the first.")
    press(page, "Escape", "D")
    expect(page.get_by_role("figure", name="Return, =registration")).to_have_count(2)
    focused(page, "figure", "Return, =registration")
    press(page, "Control+z")
    expect(page.get_by_role("figure", name="Return, =registration")).to_have_count(1)
    expect(page.locator("#blocks-host g.blocklyBlock *:focus")).to_be_attached()
    press(page, "?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    focused(page, "heading", "Keys")
    press(page, "T", "Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()
    press(page, "P")
    expect(page.get_by_role("button", name="Projector")).to_have_attribute("aria-pressed", "true")
    press(page, "P", "W")
    expect(page.locator("#blocks-host *:focus")).to_be_attached()


def test_a_run_that_cannot_begin_leads_to_the_finding_and_on_to_its_block(site: Site, page: Page) -> None:
    let_in(page, site.address)
    page.goto(f"{site.base}/flows/mistaken")
    ready(page)
    press(page, "Control+Enter")
    focused(page, "button", "Line 4")
    press(page, "Enter")
    expect(page.locator("#blocks-host g.has-finding *:focus")).to_be_attached()
    page.goto(f"{site.base}/flows/endless")
    ready(page)
    assert ways(page) == ["head", "bar", "outline", "blocks", "text", "run"]
    press(page, "Enter")
    focused(page, "button", "Stop")
    state(page, "running")
    press(page, "Enter")
    state(page, "stopped")
    focused(page, "button", "Run")
    press(page, "W", "Control+Enter")
    state(page, "running")
    press(page, "Control+Enter")
    state(page, "stopped")


def ways(page: Page) -> list[str]:
    """Where Tab leads, one after the other, from the top of the page to Run; the text is shown on the way."""
    parts = {"head": ".top", "bar": "#editor-bar", "outline": "#outline"}
    parts |= {"blocks": "#blocks-host", "text": "#text-host", "run": "#run-form"}
    seen: list[str] = []
    for _ in range(60):
        press(page, "Tab")
        for name, part in parts.items():
            if page.locator(f"{part} :focus").count() and name not in seen[-1:]:
                seen.append(name)
                if name == "bar":
                    press(page, "ArrowRight")
                    expect(page.get_by_role("radio", name="Split")).to_be_checked()
        if seen[-1:] == ["text"]:
            press(page, "Escape")  # so that the next Tab leads out
        if page.get_by_role("button", name="Run", exact=True).and_(page.locator(":focus")).count():
            return seen
    return seen


def test_this_file_uses_keys_alone() -> None:
    tree = ast.parse(inspect.getsource(sys.modules[__name__]))
    used = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert used.isdisjoint(OTHER_THAN_KEYS), used & OTHER_THAN_KEYS
