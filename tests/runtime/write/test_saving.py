"""Saving changes only the text of what changed: every other byte stays, and no comment is lost."""

from __future__ import annotations

import re
from random import Random
from typing import Any

import pytest

from blockloom import catalog
from blockloom.runtime.format import read_yaml
from blockloom.runtime.format.tree import Mapping, Sequence
from blockloom.runtime.model import Flow
from blockloom.runtime.write import formatted, save
from tests.runtime.random_flows import Maker
from tests.runtime.write.odd_text import OddText
from tests.runtime.write.random_edits import Editor, addressed
from tests.runtime.write.support import meant, read, said

QUICK, AUDIT = 25, 1_000
COMMENT = re.compile(r"# c\d+\.")


def odd(seed: int) -> str:
    random = Random(seed)
    data = Maker(random).flow()
    data["tests"] = [{"name": "one", "expect": ["=n == 1"]}, {"given": {"inputs": {"given": 3}}, "expect": ["=n == 2"]}]
    data["when"] = [{"http": {"method": "POST", "path": "/a"}}, {"schedule": {"cron": "0 9 * * 1-5"}}]
    data["drafts"] = [{"do": [{"print": "=nowhere"}, {"brew_tea": 5}]}, {"value": {"add": {"a": 1, "b": 2}}}]
    data["layout"] = {"do": [1, 2], "functions/half": {"x": 1.5}}
    unknown = {"brew_tea": {"cups": 2, "kind": ["green", "=x"]}, "save": "tea", "do": [{"pour": "=tea"}]}
    data["do"].insert(random.randint(0, len(data["do"])), unknown)
    data["functions"]["spare"] = {"params": {"a": {}}, "do": [{"print": "=a"}]}
    return OddText(random).text(data)


def edit_and_save(seed: int) -> str:
    """Edit a flow and check what becomes of its text; answers the edits."""
    text, random = odd(seed), Random(seed)
    flow = read(text)
    editor = Editor(flow, random)
    slices = {id(step): piece for step, piece in pieces(text, flow)}
    before = {id(step): meant(step) for step, _ in addressed(flow)}
    edits = " ".join(editor.edit() for _ in range(random.choice([1, 1, 2, 4])))
    new = save(text, flow, editor.origins(), catalog())
    where = f"seed {seed}: {edits}"
    assert said(read(new)) == said(flow), where
    assert new.startswith("\ufeff") == text.startswith("\ufeff"), where
    assert text.endswith("\n") or not new.endswith("\n"), where
    assert "\r\n" not in text or not re.search(r"(?<!\r)\n", new), where
    kept, left = plain(new), {id(step) for step, _ in addressed(flow)}
    for step, _ in addressed(flow):
        if id(step) in before and meant(step) == before[id(step)]:
            assert plain(slices[id(step)]) in kept, f"{where}: {slices[id(step)]}"
    lost = set(COMMENT.findall(text)) - set(COMMENT.findall(new))
    gone = [around(text, slices[one]) for one in editor.old if one not in left]
    removed = gone if "top" not in edits else [text]
    assert lost <= set(COMMENT.findall("\n".join(removed))), where
    return edits


def plain(text: str) -> str:
    """A text whatever its indentation."""
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def pieces(text: str, flow: Flow) -> list[tuple[Any, str]]:
    """Every step with its text from its first character to the end of its last line."""
    text = text.removeprefix("\ufeff")
    tree, found = read_yaml(text), []
    for step, address in addressed(flow):
        node: Any = tree
        for word in address.split("/"):
            if isinstance(node, Sequence):
                node = node.items[int(word)]
            else:
                assert isinstance(node, Mapping)
                node = node.pairs.get(word) or first_slot(node)
        end = node.end if node.inline else re.compile(r"$", re.MULTILINE).search(text, node.end).end()  # type: ignore[union-attr]
        found.append((step, text[node.start : end]))
    return found


def first_slot(node: Mapping) -> Any:
    return next(node.pairs[key] for key in node.pairs if key in catalog())


def around(text: str, piece: str) -> str:
    """A piece of the text with the comments above and below it."""
    start = text.index(piece)
    above = re.search(r"(^[ \t]*(#.*)?\r?\n)*[^\n]*\Z", text[:start], re.MULTILINE)
    below = re.match(r"[^\n]*\n([ \t]*(#.*)?\r?\n)*([ \t]*#.*\Z)?", text[start + len(piece) :])
    return (above[0] if above else "") + piece + (below[0] if below else "")


def test_nothing_changes_where_nothing_changed() -> None:
    for seed in range(QUICK):
        text = odd(seed)
        flow = read(text)
        assert save(text, flow, {one: one for _, one in addressed(flow)}, catalog()) == text, seed


def test_random_edits_change_only_what_changed() -> None:
    assert len({edit_and_save(seed) for seed in range(QUICK)}) > 10


@pytest.mark.audit
def test_a_thousand_random_edits_change_only_what_changed() -> None:
    for seed in range(QUICK, QUICK + AUDIT):
        edit_and_save(seed)


def put_in_order(seed: int) -> None:
    text = odd(seed)
    done = formatted(text, catalog())
    assert said(read(done)) == said(read(text)), seed
    assert sorted(COMMENT.findall(done)) == sorted(COMMENT.findall(text)), seed
    assert formatted(done, catalog()) == done, seed


def test_formatting_loses_no_comment() -> None:
    for seed in range(QUICK):
        put_in_order(seed)


@pytest.mark.audit
def test_formatting_a_thousand_loses_no_comment() -> None:
    for seed in range(QUICK, QUICK + AUDIT):
        put_in_order(seed)
