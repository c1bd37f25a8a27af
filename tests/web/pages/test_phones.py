"""The page of the phones: a flow publishes, and everybody sees the push arrive."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page, expect

from tests.web.conftest import Served
from tests.web.pages.support import Visit, state

TELL = """\
flow: 1
name: Tell everybody
do:
- register_device:
    channels: [ads]
- publish:
    channel: ads
    message: Tea is ready
    headers: {object: {android-content-title: Kitchen}}
- publish:
    channel: ads
    message: {object: {cups: 3}}
"""


def test_no_phone_yet(visit: Visit) -> None:
    page = visit("/phones")
    expect(page.get_by_text("No phone yet")).to_be_visible()
    expect(page.get_by_role("link", name="Phones")).to_have_attribute("aria-current", "page")


def test_a_push_arrives_while_somebody_looks(tmp_path: Path, served: Callable[[], Served], page: Page) -> None:
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows" / "tell.flow.yaml").write_text(TELL, "utf-8")
    server = served()
    page.goto(server.address)
    with page.context.new_page() as watching:
        watching.goto(f"{server.base}/phones")
        page.goto(f"{server.base}/flows/tell")
        page.wait_for_selector("html[data-script=ready]")
        page.get_by_role("button", name="Run").click()
        state(page, "ok")
        watching.bring_to_front()
        pushes = watching.get_by_role("list", name="Pushes on this computer").get_by_role("listitem")
        expect(pushes).to_have_count(2, timeout=20_000)
        told = " ".join(pushes.all_inner_texts())
        assert "Kitchen" in told and "Tea is ready" in told and '{"cups":3}' in told
        assert Axe().run(watching).violations_count == 0


def test_what_was_published_before_a_server_was_lost_arrives_after_its_restart(
    tmp_path: Path, served: Callable[[], Served], page: Page
) -> None:
    from blockloom.runtime.messaging import Messaging, stable_device
    from blockloom.runtime.store import Store

    store = Store.open(None, tmp_path)
    door = Messaging(store, stable_device(store))
    door.register(["ads"])
    door.publish("ads", {"message": "Not lost"})
    store.close()
    served().kill()
    page.goto(served().address)
    page.goto(page.url.partition("?")[0].rstrip("/") + "/phones")
    expect(page.get_by_text("Not lost")).to_be_visible(timeout=20_000)
