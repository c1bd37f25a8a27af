"""The pages of tables: what flows saved is there, page by page, sorted, by the keyboard too."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.web.client import Site
from tests.web.conftest import wait_until
from tests.web.pages.support import Visit, state

SAVES = """\
flow: 1
name: Saves
do:
- count: n
  from: 1
  to: 120
  do:
  - save_row:
      table: orders
      row: {object: {n: =n, customer: "<b>${n}</b>", paid: =n > 100, tags: [=n], note: =nothing}}
"""


def first_of(page: Page, column: int) -> str:
    return page.locator(".rows tbody tr").first.locator("td").nth(column).inner_text()


def test_from_nothing_to_rows_that_are_paged_and_sorted_with_the_keyboard(site: Site, visit: Visit) -> None:
    page = visit("/data")
    expect(page.get_by_text("No table yet.")).to_be_visible()
    site.ask("PUT", "/calls/flows/saves", {"text": SAVES})
    page.goto(f"{site.base}/flows/saves")
    page.get_by_role("button", name="Run", exact=True).click()
    state(page, "ok")
    page.get_by_role("link", name="Data").click()
    expect(page.get_by_text("120 rows")).to_be_visible()
    expect(page.locator(".chip")).to_have_text(
        ["n number", "customer text", "paid boolean", "tags list", "note nothing"]
    )
    page.get_by_role("link", name="orders").click()
    expect(page.get_by_role("heading", name="orders")).to_be_visible()
    expect(page.get_by_text("Rows 1 to 50 of 120, as they were saved.")).to_be_visible()
    assert page.locator("thead th").all_inner_texts() == [
        "n", "customer", "paid", "tags", "note", "objectId", "created", "updated",
    ]  # fmt: skip
    cells = page.locator(".rows tbody tr").first.locator("td").all_inner_texts()
    assert cells[:5] == ["1", "<b>1</b>", "false", "[1]", "nothing"] and page.locator(".rows b").count() == 0
    page.get_by_role("link", name="Page 2").press("Enter")
    expect(page.get_by_text("Rows 51 to 100 of 120")).to_be_visible()
    page.get_by_role("link", name="Page 3").press("Enter")
    expect(page.get_by_text("Rows 101 to 120 of 120")).to_be_visible()
    assert page.get_by_role("link", name="Page 4").count() == 0
    page.get_by_role("link", name="n", exact=True).press("Enter")
    expect(page.get_by_text("sorted by n")).to_be_visible()
    assert first_of(page, 0) == "1"
    page.get_by_role("link", name="n", exact=True).press("Enter")
    expect(page.locator("th[aria-sort=descending]")).to_have_count(1)
    assert first_of(page, 0) == "120"
    page.get_by_role("link", name="Page 2").press("Enter")
    expect(page.get_by_text("Rows 51 to 100")).to_be_visible()
    assert first_of(page, 0) == "70"
    page.set_viewport_size({"width": 390, "height": 844})
    region = page.get_by_role("region", name="Rows of orders")
    region.press("ArrowRight")
    wait_until(lambda: bool(page.evaluate("document.querySelector('.panel-table').scrollLeft > 0")))

    assert site.ask("GET", "/data/ordrs").status == 404
    for query in ("page=0", "page=x", "page=99999999999999999999", "sort=nope", "sort='", "order=up&sort=n"):
        answer = site.ask("GET", f"/data/orders?{query}")
        assert answer.status == 200, query
    assert site.ask("GET", "/data/orders?page=20000").status == 200
    assert site.ask("POST", "/data/orders", {}).status == 405
