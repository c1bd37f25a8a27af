"""An eye on a page: takes a picture of it, and says what a person would call wrong with it."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]
from playwright.sync_api import Page

WRONG = Path(__file__).with_name("eye.js").read_text("utf-8")
SIZES = {"desk": (1280, 800), "phone": (390, 844), "tablet": (820, 1180), "wall": (3840, 2160)}
Look = Literal["light", "dark", "strong", "black"]
LOOKS: tuple[Look, ...] = ("light", "dark", "strong", "black")
"""The last two are high contrast on a light and on a dark ground."""
AT_REST = """() => Promise.all(document.getAnimations()
    .filter((one) => Number.isFinite(one.effect?.getComputedTiming().endTime))
    .map((one) => one.finished.catch(() => null))).then(() => null)"""
"""What fades from one look to another is looked at when it is there."""
VIOLATIONS = "options => axe.run(options).then(({ violations }) => violations)"
HIGH = {"rules": {"color-contrast-enhanced": {"enabled": True}}}


def views(size: str, look: Look) -> list[Any]:
    """Parameters of a walk: one size and look in every run, all others as before a release."""
    every = itertools.product(SIZES, LOOKS)
    return [pytest.param(*view, marks=() if view == (size, look) else pytest.mark.audit) for view in every]


class Eye:
    """Looks at a page in one size and look, state after state; at the end it says what it saw."""

    def __init__(self, page: Page, size: str, look: Look, pictures: Path) -> None:
        self.page, self.size, self.look, self.pictures = page, size, look, pictures
        self.told: list[str] = []
        self.high = look in ("strong", "black")
        page.set_viewport_size({"width": SIZES[size][0], "height": SIZES[size][1]})
        page.emulate_media(
            color_scheme="dark" if look in ("dark", "black") else "light",
            contrast="more" if self.high else "no-preference",
            reduced_motion="reduce",
        )

    def __enter__(self) -> Eye:
        return self

    def __exit__(self, kind: object, thrown: object, trace: object) -> None:
        told = "\n".join(self.told)
        if kind is None:
            assert not told, told
        else:
            print(told)

    def at(self, state: str, whole: bool = False) -> None:
        """Look at the page, which is in this state now; ``whole`` has a picture of all of it."""
        self.page.evaluate(AT_REST)
        self.page.screenshot(path=self.pictures / f"{state}-{self.size}-{self.look}.png", full_page=whole)
        wrong = self.page.evaluate(f"({WRONG})({str(self.size == 'phone').lower()})")
        nodes = [(each["id"], node) for each in self.violations() for node in each["nodes"] if not spared(node)]
        told = [f"{id}: {node['html'][:160]} {node['failureSummary'][:200]}" for id, node in nodes]
        self.told += [f"{state}, {self.size}, {self.look}: {each}" for each in [*wrong, *told]]

    def violations(self) -> list[dict[str, Any]]:
        """What axe finds wrong. What it finds right is no news, and many times as much to carry over."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE_SCRIPT)
        options = {"resultTypes": ["violations"], **(HIGH if self.high else {})}
        found: list[dict[str, Any]] = self.page.evaluate(VIOLATIONS, options)
        return found


def spared(node: dict[str, Any]) -> bool:
    """The toolbox can be scrolled with keys: they go from item to item, only one of which is in the order of Tab."""
    return 'class="blocklyToolbox"' in node["html"]
