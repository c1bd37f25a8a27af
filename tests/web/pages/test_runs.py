"""Runs on pages: watched, found again, lost."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4

from playwright.sync_api import Page, expect

from blockloom.runtime.store.runs import find_run
from blockloom.web.world import Starter
from tests.browser import Complaints
from tests.web.client import Site
from tests.web.conftest import Served, let_in, wait_until
from tests.web.pages.support import Visit, state


def test_a_run_is_found_again_on_its_page_loaded_anew_and_in_the_list_of_runs(visit: Visit) -> None:
    page = visit("/flows/register")
    page.get_by_role("button", name="Run", exact=True).click()
    state(page, "ok")
    result = page.locator("#result").inner_text()
    page.reload()
    state(page, "ok")
    assert page.locator("#result").inner_text() == result
    page.get_by_role("link", name="Runs").click()
    expect(page.locator(".runs .state")).to_have_text("Finished")
    page.get_by_role("link", name="Register a device on two channels").click()
    assert page.locator("#result").inner_text() == result
    expect(page.locator("#trace li").first).to_contain_text("line 5")
    expect(page.locator("#trace-count")).not_to_be_empty()


@contextmanager
def going(run: Callable[..., object], *given: object) -> Iterator[None]:
    """A run that goes on in a thread, as a schedule or a call has it, and ends in the block."""
    thread = threading.Thread(target=run, args=given)
    thread.start()
    yield
    thread.join(10)
    assert not thread.is_alive()


def test_runs_that_nobody_started_on_a_page_are_shown_watched_and_stopped(site: Site, visit: Visit) -> None:
    runs, store, id = site.services.runs, site.services.store, str(uuid4())
    site.services.library.save("patient", "flow: 1\nname: Patient\ndo:\n- wait: 15\n")
    patient = site.services.library.read("patient")
    page = visit("/flows/patient")
    with going(runs.carry_out, patient, Starter(store, caller="schedule 0 9 * * *, UTC"), id):
        expect(page.locator("#going li")).to_have_text(
            re.compile("^Running since .*, started by its schedule, 0 9 .*, UTC")
        )
        page.get_by_role("link", name="Watch it").click()
        state(page, "running")
        page.reload()
        state(page, "running")
        expect(page.locator("#blocks-host g.mark-now")).to_have_count(1)
        expect(page.locator("#going li")).to_have_count(0)
        page.get_by_role("button", name="Stop").click()
        state(page, "stopped")
    found = find_run(store, id)
    assert found and found.error and (found.status, found.error["code"]) == ("stopped", "cancelled")
    with going(runs.call, patient, {}, Starter(store, caller="GET /x, client key")):
        expect(page.locator("#going li")).to_contain_text("started by GET /x, client key")
        expect(page.get_by_role("link", name="Watch it")).to_have_count(0)
        page.goto(f"{site.base}/runs")
        expect(page.locator(".runs tbody tr")).to_have_count(2)
        expect(page.locator(".runs .state").first).to_have_text("Running")
        page.get_by_role("button", name="Stop Patient").focus()
        site.ask("POST", "/calls/runs", {"flow": "greet"})  # the list keeps up, and the focus stays
        expect(page.locator(".runs .state")).to_have_text(["Running", "Finished", "Stopped"])
        expect(page.get_by_role("button", name="Stop Patient")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator(".runs .state")).to_have_text(["Stopped", "Finished", "Stopped"])
        expect(page.locator(".runs tbody tr").first).to_contain_text("GET /x, client key")
        expect(page.locator(".runs tbody tr").first.get_by_role("link")).to_be_focused()


def test_a_server_that_ends_tells_how_the_run_ended(site: Site, visit: Visit, complaints: Complaints) -> None:
    page = visit("/flows/endless")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator("#blocks-host g.mark-now")).to_have_count(1)
    site.server.stop()
    state(page, "stopped")
    page.close()  # else it goes on asking for its phones, in vain
    assert all("Failed to load resource" in each for each in complaints), complaints
    complaints.clear()


def test_a_page_says_that_the_server_was_lost_and_recovers(
    served: Callable[[], Served], page: Page, complaints: Complaints
) -> None:
    first = served()
    let_in(page, first.address)
    page.goto(f"{first.base}/flows/endless")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator("#blocks-host g.mark-now")).to_have_count(1)
    first.kill()
    expect(page.locator("#run-state")).to_contain_text("does not answer", timeout=20_000)
    second = served()
    assert second.base == first.base
    expect(page.locator("#run-state")).to_contain_text("Open the address that Blockloom printed", timeout=20_000)
    page.context.new_page().goto(second.address)
    expect(page.locator("#run-state")).to_contain_text("no such run", timeout=20_000)
    page.get_by_role("button", name="Run", exact=True).click()
    state(page, "running")
    page.get_by_role("button", name="Stop").click()
    state(page, "stopped")
    assert all("Failed to load resource" in each for each in complaints), complaints
    complaints.clear()


def test_run_says_that_the_server_is_not_there(site: Site, visit: Visit, complaints: Complaints) -> None:
    page = visit("/flows/register")
    site.server.stop()
    wait_until(lambda: not site.answers())
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator("#run-problem")).to_have_text("Blockloom does not answer. Is it still running?")
    expect(page.get_by_role("button", name="Run", exact=True)).to_be_enabled()
    complaints.clear()
