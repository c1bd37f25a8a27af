"""Modifiers of a step: ``save``, ``note``, ``disabled``; those that this version does not know yet are refused."""

from __future__ import annotations

from blockloom.runtime.catalog.catalog import MODIFIERS
from blockloom.runtime.format.draft import Draft, described
from blockloom.runtime.format.tree import Mapping, Scalar, Tree
from blockloom.runtime.model import Block

_LATER = ("retry", "timeout", "on_error")


def modify(draft: Draft, step: Block, tree: Mapping, path: str) -> None:
    """Give a step the modifiers that its map holds."""
    for key in MODIFIERS:
        if key not in tree.pairs or step.definition.slot(key) is not None:
            continue
        inner, at = tree.pairs[key], tree.keys[key]
        if key == "save":
            _save(draft, step, inner, at, path)
        elif key == "note":
            step.note = draft.text(inner, f"{path}/note", '"note"')
        elif key == "disabled":
            step.disabled = _flag(draft, inner, path, key)
        elif key == "collapsed":
            _flag(draft, inner, path, key)
        elif key in _LATER:
            draft.find(at, path, "later", f'This version does not know "{key}" yet.', f"take {key} away")


def _save(draft: Draft, step: Block, tree: Tree, at: Scalar, path: str) -> None:
    if step.definition.result is None:
        message = f"{step.definition.name} answers nothing that could be saved."
        draft.find(at, path, "no_result", message, "take the save away")
        draft.lose(tree)
    else:
        step.save = draft.name(tree, f"{path}/save", '"save"')


def _flag(draft: Draft, tree: Tree, path: str, key: str) -> bool:
    if isinstance(tree, Scalar) and isinstance(tree.value, bool):
        return tree.value
    message = f'"{key}" has to be true or false. This is {described(tree)}.'
    draft.find(tree, f"{path}/{key}", "shape", message, "true")
    return False
