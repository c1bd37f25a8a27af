"""Modifiers: what a step's map says beside its block and the slots, in part also a value's."""

from __future__ import annotations

from typing import Literal

from blockloom.runtime.catalog.catalog import MODIFIERS
from blockloom.runtime.findings import guess
from blockloom.runtime.format.draft import Draft, described
from blockloom.runtime.format.tree import Mapping, Scalar, Tree
from blockloom.runtime.model import Block, Retry
from blockloom.runtime.wording import sentence

OF_VALUES = ("disabled", "collapsed", "note")
"""The modifiers that a value block can have, too."""
ON_ERROR: tuple[Literal["stop", "continue"], ...] = ("stop", "continue")
_NAMES = frozenset(MODIFIERS)
RETRY = {"times": (1, 100), "wait": (0, 3_600), "backoff": (1, 10)}
"""The settings of ``retry``, each with its least and its largest number."""
TIMEOUT = (0.001, 86_400)
"""The least and the largest number of seconds."""

_FLAGS = dict.fromkeys(("true", "yes", "y", "on", "1"), "true") | dict.fromkeys(
    ("false", "no", "n", "off", "0"), "false"
)
"""How else a flag is said, and what it means."""


def modify(draft: Draft, block: Block, tree: Mapping, path: str, step: bool) -> None:
    """Give a block the modifiers that its map holds."""
    if _NAMES.isdisjoint(tree.pairs):
        return
    for key in MODIFIERS:
        if key not in tree.pairs or block.definition.slot(key) is not None:
            continue
        inner, at, inside = tree.pairs[key], tree.keys[key], f"{path}/{key}"
        if not step and key not in OF_VALUES:
            draft.find(
                at, path, "unknown_slot", sentence('"{key}" belongs to a step. A value has no such thing.', key=key)
            )
            draft.lose(inner)
        elif key == "save":
            _save(draft, block, inner, at, path)
        elif key == "retry":
            block.retry = _retry(draft, inner, inside)
        elif key == "timeout":
            block.timeout = _number(draft, inner, inside, key, TIMEOUT)
        elif key == "on_error":
            _on_error(draft, block, inner, inside)
        elif key == "note":
            block.note = draft.text(inner, inside, '"note"')
        elif key == "disabled":
            block.disabled = _flag(draft, inner, inside, key)
        else:
            block.collapsed = _flag(draft, inner, inside, key)


def _save(draft: Draft, step: Block, tree: Tree, at: Scalar, path: str) -> None:
    if step.definition.result is None:
        message = sentence("{block} answers nothing that could be saved.", block=step.definition.name)
        draft.find(at, path, "no_result", message, sentence("take the save away"))
        draft.lose(tree)
    else:
        step.save = draft.name(tree, f"{path}/save", '"save"')


def _retry(draft: Draft, tree: Tree, path: str) -> Retry | None:
    said = draft.mapping(tree, path, '"retry"', "{times: 3, wait: 2}")
    if said is None:
        return None
    draft.known_keys(said, path, '"retry"', tuple(RETRY))
    if "times" not in said.pairs:
        message = sentence('"retry" needs "times": how many attempts there are in all.')
        draft.find(said, path, "missing_slot", message, "times: 3")
    numbers = {
        key: _number(draft, said.pairs[key], f"{path}/{key}", key, ends, whole=key == "times")
        for key, ends in RETRY.items()
        if key in said.pairs
    }
    times, wait, backoff = (numbers.get(key) for key in RETRY)
    return Retry(int(times or 1), wait or 0, backoff or 1)


def _number(
    draft: Draft, tree: Tree, path: str, key: str, ends: tuple[float, float], whole: bool = False
) -> float | None:
    number = tree.value if isinstance(tree, Scalar) else None
    if isinstance(number, int | float) and not isinstance(number, bool) and ends[0] <= number <= ends[1]:
        if number == int(number):
            return int(number)
        if not whole:
            return number
    what = sentence("a whole number") if whole else sentence("a number")
    if key in ("wait", "timeout"):
        what = sentence("a number of seconds")
    least, most = ends
    message = sentence(
        '"{key}" has to be {what} from {least:,} to {most:,}. This is {found}.',
        key=key,
        what=what,
        least=least,
        most=most,
        found=described(tree),
    )
    draft.find(tree, path, "modifier", message)
    return None


def _on_error(draft: Draft, step: Block, tree: Tree, path: str) -> None:
    word = next((word for word in ON_ERROR if isinstance(tree, Scalar) and tree.value == word), None)
    if word is not None:
        step.on_error = word
    else:
        message = sentence(
            '"on_error" has to be one of {choices}. This is {found}.',
            choices=", ".join(ON_ERROR),
            found=described(tree),
        )
        draft.find(tree, path, "modifier", message, guess(_word(tree), ON_ERROR))


def _flag(draft: Draft, tree: Tree, path: str, key: str) -> bool:
    if isinstance(tree, Scalar) and isinstance(tree.value, bool):
        return tree.value
    message = sentence('"{key}" has to be true or false. This is {found}.', key=key, found=described(tree))
    draft.find(tree, path, "shape", message, _FLAGS.get(_word(tree)))
    return False


def _word(tree: Tree) -> str:
    return str(tree.value).lower() if isinstance(tree, Scalar) else ""
