"""Tree → flow: the top of the file. Whatever can be read is, so that everything wrong with it can be said at once."""

from __future__ import annotations

from typing import Any

from blockloom.runtime.catalog import Catalog
from blockloom.runtime.findings import Finding, guess
from blockloom.runtime.format.declarations import functions, inputs
from blockloom.runtime.format.draft import Draft, TooMany, data, described
from blockloom.runtime.format.drafts import drafts
from blockloom.runtime.format.expectations import tests
from blockloom.runtime.format.steps import Steps
from blockloom.runtime.format.tree import Mapping, Scalar, Tree
from blockloom.runtime.format.triggers import triggers
from blockloom.runtime.model import Flow
from blockloom.runtime.wording import sentence

TOP_KEYS = ("flow", "name", "description", "when", "inputs", "functions", "do", "drafts", "tests", "layout")


def build(tree: Tree, text: str, catalog: Catalog) -> tuple[Flow | None, list[Finding]]:
    """The flow of a file and what is wrong with its shape. None if the top is no map, or too much is wrong."""
    draft = Draft(catalog, text.removeprefix("\ufeff").splitlines())
    try:
        return _flow(draft, tree), draft.findings
    except TooMany:
        return None, draft.findings


def _flow(draft: Draft, tree: Tree) -> Flow | None:
    top = draft.mapping(tree, "", sentence("A flow file"), "flow: 1")
    if top is None:
        return None
    _check_top(draft, top)
    steps = Steps(draft)
    flow = Flow(
        _text(draft, top, "name"),
        _text(draft, top, "description"),
        triggers(draft, top.pairs.get("when")),
        inputs(draft, top.pairs.get("inputs"), "inputs"),
        functions(draft, top.pairs.get("functions"), steps),
        steps.body(top.pairs["do"], "do") if "do" in top.pairs else [],
        drafts(draft, top.pairs.get("drafts")),
        tests(draft, top.pairs.get("tests"), steps),
        _layout(draft, top.pairs.get("layout")),
    )
    flow.lost, flow.torn, flow.unsure = frozenset(draft.lost), draft.torn, draft.torn or draft.unknown
    flow.partial = draft.partial or draft.torn
    return flow


def _check_top(draft: Draft, top: Mapping) -> None:
    dashed = [key for key in top.pairs if key.startswith("-") and key[1:] in draft.catalog]
    for key in dashed:
        message = sentence('A "-" needs a space behind it: "- {key}".', key=key[1:])
        draft.find(top.keys[key], "", "unknown_key", message, f"- {key[1:]}")
        draft.lose(top.pairs[key])
    draft.known_keys(top, "", sentence("A flow file"), TOP_KEYS, but=dashed)
    version = top.pairs.get("flow")
    if version is None:
        message = sentence('The file does not say which format it is in. Start it with "flow: 1".')
        draft.find(top, "", "version", message, "flow: 1")
    elif not isinstance(version, Scalar) or version.value != 1 or isinstance(version.value, bool):
        message = sentence("This version reads the format 1 only. This is {found}.", found=described(version))
        draft.find(version, "flow", "version", message, "1")
    if "do" not in top.pairs:
        draft.torn = True
        if not dashed and not any(guess(key, TOP_KEYS) == "do" for key in top.pairs):
            draft.find(top, "", "no_steps", sentence('The flow has no steps. They stand under "do:".'), "do: []")


def _text(draft: Draft, top: Mapping, key: str) -> str:
    return (draft.text(top.pairs[key], key, f'"{key}"') or "") if key in top.pairs else ""


def _layout(draft: Draft, tree: Tree | None) -> dict[str, Any]:
    said = draft.mapping(tree, "layout", '"layout"', "{do: [40, 40]}") if tree is not None else None
    return {key: data(inner) for key, inner in said.pairs.items()} if said else {}
