"""Every word of ours goes through the catalogue: in a language of brackets nothing stands on a page without them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from babel.messages.pofile import write_po
from playwright.sync_api import Browser, Page, expect

from blockloom.runtime.data import Data
from blockloom.runtime.users import Recovery, Users
from blockloom.web.app import create_app
from blockloom.web.apptables import COLUMNS
from blockloom.web.services import NAME
from blockloom.web.settings import Public, ServerSettings
from blockloom.web.words import catalogue
from tests.browser import Complaints
from tests.project.wording import LETTER, extracted
from tests.web.client import Site
from tests.web.conftest import WEB
from tests.web.pages.support import state

MESSAGES = WEB / "node_modules" / "blockly" / "msg"
PUBLIC = "https://zelt.example"
FINDINGS = 8
LANGUAGE = "de"
"""Its catalogue is made here; what Blockly says comes in real German."""
FLOW = """\
flow: 1
name: Zumba
description: Zwiebel
inputs:
  zahl: {type: number, default: 2}
do:
- set: zora
  to: []
- repeat: =zahl
  do:
  - add_item: zora
    item: zett
- if: =zahl > 5
  then:
  - print: zett
  else:
  - print: zuck
- register_device:
    channels: [zoo]
  save: zoll
  retry: {times: 2}
- call: zaun
  with: {zeit: zett}
- return: =zora
functions:
  zaun:
    params: {zeit: {type: text}}
    do:
    - print: =zeit
tests:
- name: zweck
  expect:
  - =length(result) == 2
"""
FAILING = """\
flow: 1
name: Zank
inputs:
  zahl: {type: number, default: 7}
do:
- set: zora
  to: [zett]
- register_device:
    channels: [zoo]
- print: =item(zora, zahl)
"""
BROKEN = """\
flow: 1
name: Zwist
do:
- prnt: zett
- print: =zett(zuck)
- set: zora
- repeat: zett
  do:
  - print: =zelt + 1
- while: =1 < 2
  do:
  - print: {zett: zuck}
- print: =zora
  note: [zett]
"""
DATA = {"zora", "zoll", "zett", "zuck", "zoo", "zahl", "zaun", "zeit", "zweck", "zelt", "zelle"}
DATA |= {"zumba", "zwist", "zank", "zwiebel"}
TOLD = ("prnt", "print", "set", "to", "repeat", "object", "note")
"""Blocks and slots that findings call as the file does."""
OTHERS = {"blockloom", "android", "ios", "windows", "yaml", "utc", "ms", "min", "alt", "shift", "default", "localhost"}
OTHERS |= {"objectid", "created", "updated", "registrationid", "register_device", "find_groups"}
"""Names, and what the API calls things."""
COLLECT = """() => {
  const skipped = ["script, style, code, pre, kbd, .text-host, .desk .shapes, .clock, option[lang], .diff li:not(.gap)",
    ".blocklyEditableField:not(.blocklyDropdownField)", ".blocklyFlyout .blocklyPath"].join();
  const found = [];
  const shown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: false });
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const element = node.parentElement;
    if (!element.closest(skipped) && (element.closest("option") || shown(element))) found.push(node.data);
  }
  const attributes = ["aria-label", "title", "placeholder", "alt", "aria-valuetext", "aria-roledescription"];
  for (const element of document.querySelectorAll(attributes.map((name) => `[${name}]`).join())) {
    if (element.closest(skipped) || !shown(element)) continue;
    for (const name of attributes) found.push(element.getAttribute(name) ?? "");
  }
  return [document.title, ...found].filter((text) => /\\p{L}{2}/u.test(text));
}"""
PASTE = """(text) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  dispatchEvent(new ClipboardEvent("paste", { clipboardData }));
}"""
BRACKETED = re.compile("⟦[^⟦⟧]*(⟧|…|$)")
FILES = re.compile(
    r'http:\S+|z\w+\.flow\.yaml|\{"registrationId".*?…|[0-9A-F]{8}-[0-9A-F-]{27}|[0-9A-Z]{3}-[0-9A-Z]{3}'
)
"""Names that are made anew for each run."""
WORD = re.compile(r"[^\W\d]+")


def bracketed(message: str) -> str:
    """Each piece between holes in brackets, so that what fills the holes is looked at, too."""
    pieces = re.split(r"(\{\w*\}|%\d|: )", message)
    return "".join(f"⟦{piece}⟧" if not at % 2 and LETTER.search(piece) else piece for at, piece in enumerate(pieces))


@pytest.fixture(name="site")
def _site(serve: Callable[..., Site], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    catalog = extracted()
    for message in catalog:
        if message.id:
            message.string = bracketed(message.id) if isinstance(message.id, str) else tuple(map(bracketed, message.id))
    with (tmp_path / f"{LANGUAGE}.po").open("wb") as file:
        write_po(file, catalog)
    monkeypatch.setattr(catalogue, "FOLDER", tmp_path)
    (tmp_path / "zelle.flow.yaml").write_text(FLOW, "utf-8")
    return serve(examples=tmp_path, lan="localhost")


def blockly() -> set[str]:
    """The words of what Blockly says in the language."""
    english, said = (
        dict(re.findall(r'Msg\["(\w+)"\] = "(.*)";', (MESSAGES / f"{language}.js").read_text("utf-8")))
        for language in ("en", LANGUAGE)
    )
    return {word.lower() for key, one in said.items() if one != english.get(key) for word in WORD.findall(one)}


class Reader:
    """Looks for words of ours that stand bare; ``known`` are those of somebody else."""

    def __init__(self) -> None:
        self.known = DATA | OTHERS | blockly()
        self.wrong: dict[str, str] = {}

    def look(self, page: Page, where: str, *names: str) -> None:
        """``names`` are those of tables, blocks and slots that are told there as they stand in the file."""
        for text in page.evaluate(COLLECT):
            left = WORD.findall(BRACKETED.sub(" ", FILES.sub(" ", text)))
            if any(word.lower() not in self.known | {*names} and len(word) > 1 for word in left):
                self.wrong.setdefault(text, where)


def visit(page: Page, address: str) -> Page:
    page.goto(address)
    page.wait_for_selector(f"html[lang={LANGUAGE}][data-script=ready]")
    return page


def test_no_word_stands_bare(site: Site, page: Page, browser: Browser, complaints: Complaints) -> None:
    reader = Reader()
    site.services.library.save("zumba", FLOW)
    Data(site.services.store).save("zelt", {"zahl": 1})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site.address)
    page.wait_for_selector("html[lang=en][data-script=ready]")
    assert not [url for url in asked if "/words/" in url], "English needs no words"
    page.locator("#language").select_option(LANGUAGE)
    page.wait_for_selector(f"html[lang={LANGUAGE}][data-script=ready]")
    assert len([url for url in asked if "/words/" in url]) == 1
    page.locator("[data-act=rename]").click()
    page.evaluate(PASTE, FLOW.replace("Zumba", "Zelt"))
    expect(page.locator("#offers button").first).to_be_visible()
    reader.look(page, "/")
    for path in ("/data", "/data/zelt", "/phones", "/blocks", "/blocks/find_groups", "/blocks/register_device"):
        reader.look(visit(page, f"{site.base}{path}"), path, *(table.lower() for table in COLUMNS))
    reader.look(visit(page, f"{site.base}/messages"), "/messages", "osversion")
    visit(page, f"{site.base}/nowhere")
    assert "404" in complaints.pop()
    reader.look(page, "an error")
    see_the_editor(site, page, reader)
    see_what_is_wrong(site, page, complaints, reader)
    see_whoever_is_no_guest(site, page, complaints, reader)
    reader.look(visit(page, f"{site.base}/runs"), "runs")
    page.locator("th a").first.click()
    page.wait_for_selector("html[data-script=ready]")
    reader.look(page, "one run")
    see_a_visitor(site, browser, complaints, reader)
    assert not reader.wrong


def see_the_editor(site: Site, page: Page, reader: Reader) -> None:
    visit(page, f"{site.base}/flows/zumba")
    page.locator("#step-run").click()
    expect(page.locator("#standing button").first).to_be_visible()
    reader.look(page, "standing still")
    page.locator("#standing button").first.click()
    state(page, "ok")
    reader.look(page, "a run")
    page.locator("#run-tests").click()
    expect(page.locator("#tests-list .ok, #tests-list .error")).to_have_count(1)
    page.locator("#keep-run").click()
    expect(page.locator("#tests-list li")).to_have_count(2)
    for button, opened in (("#show-keys", "#keys dl"), ("#find", ".find input"), ("#versions", "#version ol")):
        page.locator(button).click()
        expect(page.locator(opened).first).to_be_visible()
        reader.look(page, button)
        page.keyboard.press("Escape")
        expect(page.locator("dialog[open]")).to_have_count(0)
    for at in (0, 4, -1):
        page.locator(".blocklyToolboxCategory").nth(at).click()
        reader.look(page, f"toolbox {at}")
    page.keyboard.press("Escape")
    for step in page.locator(".blocklyWorkspace > .blocklyBlockCanvas .blocklyPath").filter(visible=True).all()[:6]:
        step.click(button="right", position={"x": 6, "y": 12}, force=True)
        reader.look(page, "a menu")
        page.keyboard.press("Escape")
    page.locator(".bubble").first.click()
    reader.look(page, "a value")


def see_what_is_wrong(site: Site, page: Page, complaints: Complaints, reader: Reader) -> None:
    site.services.library.save("zwist", BROKEN)
    reader.look(
        visit(page, f"{site.base}/flows/zwist"), "findings", "prnt", "print", "set", "to", "repeat", "object", "note"
    )
    expect(page.locator("#problems-list li")).to_have_count(FINDINGS)
    site.services.history.take_in("zank", FAILING)
    visit(page, f"{site.base}/flows/zank")
    page.locator("#run").click()
    expect(page.locator("#consent button")).to_have_count(2)
    assert "403" in complaints.pop()
    reader.look(page, "a question before a flow from elsewhere runs")
    page.locator("#consent button").first.click()
    state(page, "error")
    reader.look(page, "a run that failed")
    expect(page.locator("#run-state")).not_to_contain_text("There is no position")


def see_whoever_is_no_guest(site: Site, page: Page, complaints: Complaints, reader: Reader) -> None:
    """The pages of those who have no way in yet: of a user who forgot the password, and of whoever runs a server."""
    services = site.services
    user = Users(services.store, services.passwords).register({"email": "zora@zoo.zett", "password": "zuck"})
    visit(page, f"{site.base}/recover/{Recovery(services.store, services.passwords).begin(user)}")
    reader.look(page, "a new password")
    visit(page, f"{site.base}/recover/zett")
    assert "410" in complaints.pop()
    reader.look(page, "a link that is over")
    public = create_app(ServerSettings(services.settings.data, public=Public(PUBLIC, "127.0.0.1")))
    answer = public.test_client().post(
        "/login", base_url=PUBLIC, headers={"Accept-Language": LANGUAGE, "Origin": PUBLIC}, data={"token": "zett"}
    )
    public.extensions[NAME].store.close()
    assert answer.status_code == 403 and "login" in answer.text
    page.route(f"{PUBLIC}/**", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.route(f"{PUBLIC}/login", lambda route: route.fulfill(body=answer.text, content_type="text/html"))
    page.goto(f"{PUBLIC}/login")
    reader.look(page, "login")


def see_a_visitor(site: Site, browser: Browser, complaints: Complaints, reader: Reader) -> None:
    context = browser.new_context(locale=f"{LANGUAGE}-AT")
    page = context.new_page()
    complaints.listen(page)
    reader.look(visit(page, site.services.gate.join_address), "join")
    page.locator("input[name=name]").fill("Zumba")
    page.locator("button[type=submit]").click()
    page.wait_for_url("**/phone")
    page.wait_for_selector("html[data-script=ready]")
    reader.look(page, "phone")
    context.close()
