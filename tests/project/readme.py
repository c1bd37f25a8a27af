"""What the README shows of the examples, made from the examples themselves.

``python -m tests.project.readme`` makes all of it anew: the pictures of pages, the drawing of the blocks, the texts.
"""

from __future__ import annotations

import re
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page, sync_playwright

import blockloom
from blockloom.runtime import Program, python_of, read_flow
from blockloom.web.app import create_app
from blockloom.web.drawing import svg
from blockloom.web.picture import picture
from blockloom.web.serve import Server, listen
from blockloom.web.settings import ServerSettings
from tests.browser import launch, provide_driver
from tests.project.support import ROOT

README = ROOT / "README.md"
FLOW = ROOT / "flows" / "01-register-a-device.flow.yaml"
PAGE = ROOT / ".github" / "page.png"
MOMENT = ROOT / ".github" / "moment.png"
BLOCKS = ROOT / ".github" / "blocks.svg"


def program() -> Program:
    return read_flow(FLOW.read_text("utf-8"), blockloom.catalog(), filename=FLOW.name)


def texts() -> dict[str, str]:
    """What stands in the README's first fence of each language."""
    return {"yaml": program().text, "python": python_of(program())}


def fence(language: str) -> re.Pattern[str]:
    return re.compile(rf"(?<=^```{language}\n)(.*?)(?=^```$)", re.DOTALL | re.MULTILINE)


def drawing() -> str:
    """The example's blocks as an SVG, in the words and colours of the catalog."""
    flow = program().runnable()
    return svg(picture(flow, blockloom.catalog(), 100), flow.name)


@contextmanager
def ran(name: str, height: int, look: Literal["light", "dark"]) -> Iterator[Page]:
    """The page of an example, just after it has run."""
    listening = listen("127.0.0.1", 0)
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        server = Server(create_app(ServerSettings(Path(data), port=listening.getsockname()[1])), listening)
        thread = threading.Thread(target=server.run)
        thread.start()
        try:
            page = launch(playwright).new_page(viewport={"width": 1280, "height": height}, color_scheme=look)
            page.goto(server.services.gate.address)
            page.get_by_role("link", name=name).click()
            page.wait_for_selector("html[data-script=ready]")
            page.get_by_role("button", name="Run", exact=True).click()
            page.wait_for_selector("#run-state[data-state=ok]")
            yield page
        finally:
            server.stop()
            thread.join()


def after_a_run() -> bytes:
    """A picture of the first example's page."""
    with ran(program().runnable().name, 1120, "light") as page:
        page.wait_for_selector(".phone :text('on ads, discount')")
        page.mouse.move(0, 0)
        page.evaluate("document.activeElement.blur()")
        return page.screenshot(animations="disabled")


def at_a_moment() -> bytes:
    """A picture of a page on which somebody looks back at what a run did."""
    with ran("Add up the orders", 800, "dark") as page:
        page.get_by_role("slider", name="Moment of the run").focus()
        for _ in range(7):
            page.keyboard.press("ArrowLeft")
        page.mouse.move(0, 0)
        return page.screenshot(animations="disabled")


def main() -> None:
    text = README.read_text("utf-8")
    for language, content in texts().items():
        text = fence(language).sub(lambda _, content=content: content, text, count=1)  # type: ignore[misc]
    README.write_text(text, "utf-8")
    BLOCKS.write_text(drawing(), "utf-8")
    provide_driver()
    PAGE.write_bytes(after_a_run())
    MOMENT.write_bytes(at_a_moment())


if __name__ == "__main__":
    main()
