"""Tree → what a flow declares: its inputs, the parameters of its functions, the functions themselves."""

from __future__ import annotations

from blockloom.runtime.findings import Place, guess
from blockloom.runtime.format.draft import Draft, data, described
from blockloom.runtime.format.steps import Steps
from blockloom.runtime.format.tree import Mapping, Scalar, Tree
from blockloom.runtime.kinds import ANY, BITS, Kind, kind_of
from blockloom.runtime.model import Function, Input
from blockloom.runtime.wording import sentence

TYPES = {word: Kind(bit) for word, bit in BITS.items() if word != "nothing"} | {"any": ANY}
_INPUT = sentence("An input")


def inputs(draft: Draft, tree: Tree | None, path: str, what: str = _INPUT) -> dict[str, Input]:
    """The inputs of a flow, or the parameters of a function."""
    declared = draft.mapping(tree, path, f'"{path}"', "{limit: {type: number}}") if tree is not None else None
    found: dict[str, Input] = {}
    for name, inner in declared.pairs.items() if declared else ():
        assert declared is not None
        at = declared.keys[name]
        said = draft.mapping(inner, f"{path}/{name}", what, "{type: number, default: 100}")
        if draft.name(at, path, what) is not None:
            found[name] = _input(draft, name, Place(at.line, at.column, f"{path}/{name}"), said)
    return found


def _input(draft: Draft, name: str, place: Place, said: Mapping | None) -> Input:
    if said is None:
        return Input(name, "any", place=place)
    path = place.path
    draft.known_keys(said, path, _INPUT, ("type", "default"))
    word = _type(draft, said.pairs["type"], f"{path}/type") if "type" in said.pairs else "any"
    if "default" not in said.pairs:
        return Input(name, word, TYPES[word], place=place)
    inner = said.pairs["default"]
    default = data(inner)
    if not kind_of(default).meets(TYPES[word]):
        message = sentence(
            "The default of {name} has to be of type {type}. This is {found}.",
            name=name,
            type=sentence(word),
            found=described(inner),
        )
        draft.find(inner, f"{path}/default", "type", message)
    return Input(name, word, TYPES[word], default, False, place)


def _type(draft: Draft, tree: Tree, path: str) -> str:
    word = draft.text(tree, path, '"type"')
    if word is None or word in TYPES:
        return word or "any"
    message = sentence('"{type}" is no type. The types are: {types}.', type=word[:40], types=", ".join(TYPES))
    draft.find(tree, path, "type", message, guess(word, TYPES))
    return "any"


def functions(draft: Draft, tree: Tree | None, steps: Steps) -> dict[str, Function]:
    """All names and parameters first, so that functions can call each other; then the bodies."""
    example = "{tell: {params: {}, do: []}}"
    declared = draft.mapping(tree, "functions", '"functions"', example) if tree is not None else None
    heads: dict[str, tuple[Scalar, Mapping, dict[str, Input]]] = {}
    for name, inner in declared.pairs.items() if declared else ():
        assert declared is not None
        path, at = f"functions/{name}", declared.keys[name]
        said = draft.mapping(inner, path, sentence("A function"), "{params: {}, do: []}")
        draft.functions[name] = None
        if draft.name(at, path, sentence("A function")) is None or said is None:
            continue
        if name in draft.catalog:
            draft.find(
                at, path, "taken", sentence('"{name}" is the name of a block. Call the function otherwise.', name=name)
            )
        heads[name] = at, said, inputs(draft, said.pairs.get("params"), f"{path}/params", sentence("A parameter"))
        broken = len(heads[name][2]) != len(getattr(said.pairs.get("params"), "pairs", ()))
        if not broken:
            draft.functions[name] = list(heads[name][2])
    draft.torn |= None in draft.functions.values()
    return {name: _function(draft, steps, at, said, params) for name, (at, said, params) in heads.items()}


def _function(draft: Draft, steps: Steps, at: Scalar, said: Mapping, params: dict[str, Input]) -> Function:
    name = str(at.value)
    path = f"functions/{name}"
    draft.known_keys(said, path, sentence("A function"), ("params", "do"))
    if "do" not in said.pairs:
        draft.find(
            said,
            path,
            "no_steps",
            sentence('The function {name} has no steps. They stand under "do:".', name=name),
            "do: []",
        )
        draft.torn = True
    body = steps.body(said.pairs["do"], f"{path}/do") if "do" in said.pairs else []
    return Function(name, params, body, Place(at.line, at.column, path))
