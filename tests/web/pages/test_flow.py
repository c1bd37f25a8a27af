"""A flow's page: run it, stop it, its inputs, its phones, its errors."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.browser import Complaints
from tests.web.client import Site
from tests.web.conftest import wait_until
from tests.web.pages.support import Visit, registered, state


def test_stop_ends_an_endless_loop_whose_line_is_marked_while_it_runs(visit: Visit) -> None:
    page = visit("/flows/endless")
    page.get_by_role("button", name="Run", exact=True).click()
    state(page, "running")
    expect(page.locator("#blocks-host g.mark-now")).to_have_count(1)
    expect(page.locator("#trace li")).not_to_have_count(0)
    expect(page.locator("#trace-count")).to_have_text(re.compile(r"\d{2},\d{3} entries"), timeout=20_000)
    page.get_by_role("button", name="Stop").click()
    state(page, "stopped")
    expect(page.locator(".bubble[data-path='do/1']")).to_have_text(re.compile(r"round \d+ of those kept"))
    expect(page.locator("#trace-count")).to_have_text(re.compile(r"\d,\d{3} entries"))
    assert int(re.sub(r"\D", "", page.locator("#trace-count").inner_text())) >= 10_000, "what was not kept counts, too"
    expect(page.locator("#blocks-host g.mark-now")).to_have_count(0)
    expect(page.get_by_role("button", name="Run", exact=True)).to_be_enabled()
    assert page.locator("#trace li").count() <= 400


def test_an_error_stands_at_its_block_and_with_the_outcome(visit: Visit) -> None:
    page = visit("/flows/fails")
    page.get_by_role("button", name="Run", exact=True).click()
    state(page, "error")
    expect(page.locator("#run-state")).to_contain_text("line 5")
    expect(page.locator("#editor-problem")).to_have_text("The order has no customer")
    expect(page.locator("#blocks-host g.mark-wrong > .blocklyPath")).to_have_attribute(
        "aria-label", re.compile("Raise")
    )
    expect(page.locator("#run-error")).to_contain_text("The order has no customer")
    expect(page.locator("#printed")).to_have_text("Before")


def test_findings_stand_below_the_blocks_with_mends_and_run_waits(visit: Visit) -> None:
    page = visit("/flows/mistaken")
    expect(page.locator("#problems li")).to_contain_text("register_device")
    expect(page.locator("#problems .place")).to_have_text("Line 4")
    expect(page.locator("#blocks-host g.has-finding")).to_have_count(1)
    expect(page.get_by_role("button", name="Run", exact=True)).to_be_disabled()
    expect(page.locator("#cannot-run")).to_be_visible()


def test_inputs_are_a_form_with_defaults_and_say_what_is_wrong(visit: Visit, complaints: Complaints) -> None:
    page = visit("/flows/greet")
    expect(page.get_by_label("name text")).to_have_value("Ada")
    expect(page.get_by_label("times number")).to_have_value("2")
    page.get_by_label("name text").fill("Grace")
    page.get_by_label("times number").fill("many")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator("#run-problem")).to_contain_text("many")
    expect(page.get_by_label("times number")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("times number")).to_be_focused()
    assert len(complaints) == 1 and "400" in complaints.pop()
    page.get_by_label("times number").fill("3")
    page.get_by_role("checkbox", name="loud").check()
    page.get_by_role("button", name="Run", exact=True).click()
    state(page, "ok")
    expect(page.locator("#run-problem")).to_be_hidden()
    expect(page.get_by_label("times number")).not_to_have_attribute("aria-invalid", "true")
    assert page.locator("#printed li").all_inner_texts() == ["Hello, Grace"] * 3
    expect(page.locator("#result")).to_contain_text("true")


def test_a_phone_is_added_chosen_and_registered(visit: Visit, tmp_path: Path, complaints: Complaints) -> None:
    page = visit("/flows/register")
    page.get_by_label("Name of another phone").fill("Ada's phone")
    page.get_by_role("button", name="Add phone").click()
    expect(page.get_by_role("radio", name="Ada's phone")).to_be_checked()
    page.get_by_role("button", name="Run", exact=True).click()
    state(page, "ok")
    expect(page.locator(".phone", has_text="Ada's phone")).to_contain_text("on ads, discount")
    page.get_by_role("radio", name="this computer").check()
    page.get_by_role("button", name="Run", exact=True).click()
    wait_until(lambda: len({device for *_, device in registered(tmp_path)}) == 2)
    state(page, "ok")
    page.reload()
    expect(page.get_by_role("radio", name="Ada's phone")).to_be_visible()
    page.get_by_label("Name of another phone").press("Enter")
    expect(page.locator("#phone-problem")).to_be_visible()
    assert len(complaints) == 1 and "400" in complaints.pop()


def test_the_blocks_of_a_flow_are_shown_and_the_one_that_runs_is_marked(visit: Visit) -> None:
    page = visit("/flows/endless")
    for words in ("Set, n, to, 0", "While, true", "Change, n, by, 1"):
        expect(page.get_by_role("figure", name=re.compile(words))).to_be_visible()
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator("#blocks-host g.mark-now")).to_have_count(1)
    page.get_by_role("button", name="Stop").click()
    state(page, "stopped")
    expect(page.locator("#blocks-host g.mark-now")).to_have_count(0)


def test_a_text_of_a_million_letters_is_cut_where_it_is_shown(site: Site, visit: Visit) -> None:
    steps = '- set: long\n  to: ="ab"\n- repeat: 19\n  do:\n  - set: long\n    to: =long + long\n- return: =long\n'
    site.services.library.save("long", f"flow: 1\ndo:\n{steps}")
    page = visit("/flows/long")
    page.get_by_role("button", name="Run", exact=True).click()
    state(page, "ok")
    expect(page.locator("#result")).to_contain_text(f"{'ab' * 2000}… and {1_048_576 - 4_000:,} more")
    assert page.evaluate("document.documentElement.scrollHeight") < 20_000
