"""Tree → loose pieces: steps and values that lie beside the flow. They are kept as they are and never run."""

from __future__ import annotations

from dataclasses import replace

from blockloom.runtime.findings import Place
from blockloom.runtime.format.draft import Draft, data, described
from blockloom.runtime.format.steps import Steps
from blockloom.runtime.format.tree import Mapping, Sequence, Tree
from blockloom.runtime.model import Loose
from blockloom.runtime.wording import sentence


def drafts(draft: Draft, tree: Tree | None) -> list[Loose]:
    """The loose pieces of a list. What is unfinished in them is no fault: it is what they are for.

    Whatever else stands here is kept as data, with a warning that nothing shows it.
    """
    if tree is None:
        return []
    if not isinstance(tree, Sequence):
        draft.find(
            tree,
            "drafts",
            "draft",
            sentence('"drafts" is a list of loose pieces. This is {found}.', found=described(tree)),
            None,
            True,
        )
        return [_kept(tree, "drafts")]
    steps = Steps(replace(draft, findings=[], lost=set(), quiet=True))
    return [_piece(draft, steps, inner, f"drafts/{number}") for number, inner in enumerate(tree.items)]


def _piece(draft: Draft, steps: Steps, tree: Tree, path: str) -> Loose:
    piece = _kept(tree, path)
    keys = list(tree.pairs) if isinstance(tree, Mapping) else []
    if isinstance(tree, Mapping) and keys == ["do"]:
        piece.do = steps.body(tree.pairs["do"], f"{path}/do")
    elif isinstance(tree, Mapping) and keys == ["value"]:
        piece.value = steps.value(tree.pairs["value"], f"{path}/value")
    else:
        message = sentence('A loose piece holds steps ("do") or one value ("value"). This one is kept and not shown.')
        draft.find(tree, path, "draft", message, "- do: []", warning=True)
    return piece


def _kept(tree: Tree, path: str) -> Loose:
    return Loose(None, None, data(tree), Place(tree.line, tree.column, path))
