"""Tree → flow: the top of the file, its inputs, functions and tests."""

from __future__ import annotations

from blockloom.runtime.catalog import Catalog
from blockloom.runtime.findings import Finding, Place, did_you_mean, guess
from blockloom.runtime.format.draft import Draft, data, described
from blockloom.runtime.format.steps import Steps
from blockloom.runtime.format.tree import Mapping, Scalar, Tree
from blockloom.runtime.kinds import ANY, BITS, Kind, kind_of
from blockloom.runtime.model import Flow, Function, Input, Test

TOP_KEYS = ("flow", "name", "description", "when", "inputs", "functions", "do", "drafts", "tests", "layout")
TYPES = {word: Kind(bit) for word, bit in BITS.items() if word != "nothing"} | {"any": ANY}
GIVEN = ("inputs", "device", "clock", "random")


def build(tree: Tree, text: str, catalog: Catalog) -> tuple[Flow | None, list[Finding]]:
    """The flow of a file and everything that is wrong with its shape. None only if the top is no map."""
    draft = Draft(catalog, text.splitlines())
    top = draft.mapping(tree, "", "A flow file", "flow: 1")
    if top is None:
        return None, draft.findings
    _check_top(draft, top)
    steps = Steps(draft)
    functions = _functions(draft, top, steps)
    flow = Flow(
        _text(draft, top, "name"),
        _text(draft, top, "description"),
        _inputs(draft, top.pairs.get("inputs"), "inputs", "An input"),
        functions,
        steps.body(top.pairs["do"], "do") if "do" in top.pairs else [],
        _tests(draft, top, steps),
    )
    return flow, draft.findings


def _check_top(draft: Draft, top: Mapping) -> None:
    for key in top.pairs:
        if key not in TOP_KEYS:
            message = f'A flow file has no "{key}".{did_you_mean(key, TOP_KEYS)}'
            draft.find(top.keys[key], "", "unknown_key", message, guess(key, TOP_KEYS))
    version = top.pairs.get("flow")
    if version is None:
        draft.find(
            top, "", "version", 'The file does not say which format it is in. Start it with "flow: 1".', "flow: 1"
        )
    elif not isinstance(version, Scalar) or version.value != 1 or isinstance(version.value, bool):
        message = f"This version reads the format 1 only. This is {described(version)}."
        draft.find(version, "flow", "version", message, "1")
    if "do" not in top.pairs:
        draft.find(top, "", "no_steps", 'The flow has no steps. They stand under "do:".', "do: []")


def _text(draft: Draft, top: Mapping, key: str) -> str:
    return (draft.text(top.pairs[key], key, f'"{key}"') or "") if key in top.pairs else ""


def _inputs(draft: Draft, tree: Tree | None, path: str, what: str) -> dict[str, Input]:
    declared = draft.mapping(tree, path, f'"{path}"', "{limit: {type: number}}") if tree is not None else None
    found: dict[str, Input] = {}
    for name, inner in declared.pairs.items() if declared else ():
        at = declared.keys[name] if declared else inner
        said = draft.mapping(inner, f"{path}/{name}", what, "{type: number, default: 100}")
        if draft.name(at, path, what) is not None and said is not None:
            found[name] = _input(draft, name, at, said, f"{path}/{name}")
    return found


def _input(draft: Draft, name: str, at: Tree, said: Mapping, path: str) -> Input:
    word = "any"
    for key in said.pairs:
        if key not in ("type", "default"):
            message = f'An input has no "{key}".{did_you_mean(key, ("type", "default"))}'
            draft.find(said.keys[key], path, "unknown_key", message)
    if "type" in said.pairs:
        inner = said.pairs["type"]
        word = draft.text(inner, f"{path}/type", '"type"') or "any"
        if word not in TYPES:
            known = ", ".join(TYPES)
            draft.find(
                inner, f"{path}/type", "type", f'"{word}" is no type. The types are: {known}.', guess(word, TYPES)
            )
            word = "any"
    default = data(said.pairs["default"]) if "default" in said.pairs else None
    if "default" in said.pairs and not kind_of(default).meets(TYPES[word]):
        place = said.pairs["default"]
        message = f"The default of {name} has to be of type {word}. This is {described(place)}."
        draft.find(place, f"{path}/default", "type", message)
    here = Place(at.line, at.column, path)
    return Input(name, word, TYPES[word], default, "default" not in said.pairs, here)


def _functions(draft: Draft, top: Mapping, steps: Steps) -> dict[str, Function]:
    """All names and parameters first, so that functions can call each other; then the bodies."""
    tree = top.pairs.get("functions")
    example = "{tell: {params: {}, do: []}}"
    declared = draft.mapping(tree, "functions", '"functions"', example) if tree is not None else None
    heads: dict[str, tuple[Mapping, dict[str, Input]]] = {}
    for name, inner in declared.pairs.items() if declared else ():
        assert declared is not None
        path = f"functions/{name}"
        said = draft.mapping(inner, path, "A function", "{params: {}, do: []}")
        if draft.name(declared.keys[name], path, "A function") is None or said is None:
            continue
        if name in draft.catalog:
            draft.find(
                declared.keys[name], path, "taken", f'"{name}" is the name of a block. Call the function otherwise.'
            )
        heads[name] = said, _inputs(draft, said.pairs.get("params"), f"{path}/params", "A parameter")
        draft.functions[name] = list(heads[name][1])
    return {name: _function(draft, steps, name, said, params) for name, (said, params) in heads.items()}


def _function(draft: Draft, steps: Steps, name: str, said: Mapping, params: dict[str, Input]) -> Function:
    path = f"functions/{name}"
    for key in said.pairs:
        if key not in ("params", "do"):
            message = f'A function has no "{key}".{did_you_mean(key, ("params", "do"))}'
            draft.find(said.keys[key], path, "unknown_key", message)
    if "do" not in said.pairs:
        draft.find(said, path, "no_steps", f'The function {name} has no steps. They stand under "do:".', "do: []")
    body = steps.body(said.pairs["do"], f"{path}/do") if "do" in said.pairs else []
    return Function(name, params, body, Place(said.line, said.column, path))


def _tests(draft: Draft, top: Mapping, steps: Steps) -> list[Test]:
    tree = top.pairs.get("tests")
    listed = draft.sequence(tree, "tests", '"tests"', "- expect: [=result == 1]") if tree is not None else None
    found = []
    for number, inner in enumerate(listed.items if listed else []):
        path = f"tests/{number}"
        said = draft.mapping(inner, path, "A test", "{name: adds up, expect: [=result == 3]}")
        if said is not None:
            found.append(_test(draft, steps, said, path, number))
    return found


def _test(draft: Draft, steps: Steps, said: Mapping, path: str, number: int) -> Test:
    for key in said.pairs:
        if key not in ("name", "given", "expect"):
            message = f'A test has no "{key}".{did_you_mean(key, ("name", "given", "expect"))}'
            draft.find(said.keys[key], path, "unknown_key", message)
    name = draft.text(said.pairs["name"], f"{path}/name", '"name"') if "name" in said.pairs else None
    given = draft.mapping(said.pairs["given"], path, '"given"', "{inputs: {}}") if "given" in said.pairs else None
    for key in given.pairs if given else ():
        assert given is not None
        if key not in GIVEN:
            message = f'A test can\'t be given "{key}".{did_you_mean(key, GIVEN)} It can be given: {", ".join(GIVEN)}.'
            draft.find(given.keys[key], path, "unknown_key", message)
    expect = (
        draft.sequence(said.pairs["expect"], path, '"expect"', "[=result == 3]") if "expect" in said.pairs else None
    )
    if expect is None or not expect.items:
        draft.find(said, path, "no_expectation", "A test has to expect something.", "expect: [=result == 3]")
    values = [steps.value(item, f"{path}/expect/{at}") for at, item in enumerate(expect.items if expect else [])]
    return Test(name or f"test {number + 1}", data(given) if given else {}, values, Place(said.line, said.column, path))
