"""Steps that leave a flow and come into one as YAML, with their comments."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from itertools import dropwhile, takewhile
from typing import Any

from blockloom.runtime.catalog import Catalog
from blockloom.runtime.format import Unreadable, build, read_yaml
from blockloom.runtime.format.draft import data
from blockloom.runtime.format.tree import Mapping
from blockloom.web.words import gettext, marked
from blockloom.web.workspace.sections import MAIN
from blockloom.web.workspace.wire import NotBlocks

NO_STEPS = marked('What was copied holds no steps. A step in YAML looks like this: "- print: hello".')
_BESIDE = {
    "drafts": ("drafts:\n- do:\n", "drafts/0/do"),
    "functions": ("functions:\n  pasted:\n    do:\n", "functions/pasted/do"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """Steps as plain data, and the list in YAML in which they stood, if they stood in one of their own."""

    steps: list[Any]
    text: str | None


def listed(yaml: str) -> Said:
    """A list of steps, one step alone, or the main steps of a whole flow; NotBlocks says kindly that it is none."""
    text = textwrap.dedent(yaml.replace("\r\n", "\n").replace("\t", "  ")).strip("\n")
    if not text.strip():
        raise NotBlocks(gettext(NO_STEPS))
    try:
        said = data(read_yaml(text))
    except Unreadable:
        text = _with_first_indent(text)
        try:
            said = data(read_yaml(text))
        except Unreadable as error:
            raise NotBlocks(gettext("That is no YAML, and so no steps. {reason}", reason=error)) from None
    whole = isinstance(said, list)
    if isinstance(said, dict):
        said = said["do"] if "flow" in said and isinstance(said.get("do"), list) else [said]
    if not isinstance(said, list) or not said or not all(isinstance(one, dict) for one in said):
        raise NotBlocks(gettext(NO_STEPS))
    return Said(said, text if whole else None)


def _with_first_indent(text: str) -> str:
    """What was copied from the middle of a line on lacks the indent of that line."""
    first, _, rest = text.partition("\n")
    dashes = [line for line in rest.split("\n") if line.lstrip().startswith("- ")]
    indent = min((len(line) - len(line.lstrip()) for line in dashes), default=0)
    return textwrap.dedent(f"{' ' * indent}{first}\n{rest}")


def main_list(text: str) -> str | None:
    """The main steps of a flow's text, as they stand there with their comments."""
    rest = [*dropwhile(lambda line: not line.startswith(f"{MAIN}:"), text.splitlines())]
    steps = textwrap.dedent("\n".join(takewhile(lambda line: line[:1] in ("", " ", "-", "#"), rest[1:])))
    return f"{steps}\n" if steps.startswith(("-", "#")) else None


def put_beside(text: str, steps: str, count: int, catalog: Catalog) -> tuple[str, str] | None:
    """A flow's text with steps in a part of their own, as if they had been there before, and the address of their list;
    nothing if there is no place for them, or if it would not read as so many steps."""
    tree = read_yaml(text)
    if not isinstance(tree, Mapping) or tree.inline:
        return None
    free = next((said for key, said in _BESIDE.items() if key not in tree.pairs), None)
    if free is None:
        return None
    head, address = free
    part = f"{head}{textwrap.indent(steps, '    ')}\n"
    whole = (part.replace("\n", "\r\n") if "\r\n" in text else part) + text
    try:
        flow, _ = build(read_yaml(whole), whole, catalog)
    except Unreadable:
        return None
    if flow is None:
        return None
    body = flow.drafts[0].do if address in _BESIDE["drafts"] else flow.functions["pasted"].do
    return (whole, address) if len(body or []) == count else None
