"""What the README shows of the first example, made from the example itself.

``python -m tests.project.readme`` makes all of it anew: the picture of the page, the drawing of the blocks, the texts.
"""

from __future__ import annotations

import re
import tempfile
import threading
from pathlib import Path

from playwright.sync_api import sync_playwright

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


def page() -> bytes:
    """A picture of the example's page, just after it has run."""
    listening = listen("127.0.0.1", 0)
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        server = Server(create_app(ServerSettings(Path(data), port=listening.getsockname()[1])), listening)
        thread = threading.Thread(target=server.run)
        thread.start()
        try:
            shown = launch(playwright).new_page(viewport={"width": 1280, "height": 975}, color_scheme="light")
            shown.goto(server.services.gate.address)
            shown.get_by_role("link", name=program().runnable().name).click()
            shown.wait_for_selector("html[data-script=ready]")
            shown.get_by_role("button", name="Run", exact=True).click()
            shown.wait_for_selector("#run-state[data-state=ok]")
            shown.wait_for_selector(".phone :text('on ads, discount')")
            shown.mouse.move(0, 0)
            shown.evaluate("document.activeElement.blur()")
            return shown.screenshot(animations="disabled")
        finally:
            server.stop()
            thread.join()


def main() -> None:
    text = README.read_text("utf-8")
    for language, content in texts().items():
        text = fence(language).sub(lambda _, content=content: content, text, count=1)  # type: ignore[misc]
    README.write_text(text, "utf-8")
    BLOCKS.write_text(drawing(), "utf-8")
    provide_driver()
    PAGE.write_bytes(page())


if __name__ == "__main__":
    main()
