"""Puts the scopes of a flow together to one module, looks it over, and compiles or prints it."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Any

from blockloom.runtime import operations, values
from blockloom.runtime.attempts import attempt
from blockloom.runtime.catalog import Definition
from blockloom.runtime.check import Facts
from blockloom.runtime.check.names import changed_by
from blockloom.runtime.compile.allowed import check_tree
from blockloom.runtime.compile.calls import LEVEL
from blockloom.runtime.compile.coder import Coder
from blockloom.runtime.compile.names import HOOKS, Names, Namespace
from blockloom.runtime.compile.nodes import Maker
from blockloom.runtime.compile.style import READABLE, Style
from blockloom.runtime.compile.told import Teller
from blockloom.runtime.compile.workshop import Workshop
from blockloom.runtime.errors import FlowError
from blockloom.runtime.kinds import PYTHON_TYPES
from blockloom.runtime.model import Flow, Function, Input, blocks_in
from blockloom.runtime.values import copied

_ENDS_TEXT = re.compile(r'"(?="|\Z)')
_numbers = itertools.count(1)
FILENAME = "<flow "
_OURS = {"flow", "play", FlowError.__name__, attempt.__name__, *vars(operations), *vars(values)}
"""What generated code may refer to, so that readable code calls nothing else by these names."""


@dataclass(frozen=True)
class Code:
    """A flow ready to run: ``main(turns, chunks, refund, passed, at, saw, keep, *inputs)``.

    ``variables`` maps slots to the flow's variables, ``machinery`` are the other names in ``main``, ``teller`` puts
    failures into words, ``paths`` gives a line's address. ``scopes`` has the variables of each function of
    the flow by its name in the code.
    """

    main: Callable[..., Any]
    inputs: dict[str, Input]
    variables: dict[str, str]
    machinery: tuple[str, ...]
    teller: Teller
    paths: list[str]
    scopes: dict[str, dict[str, str]]


def compile_flow(flow: Flow, facts: Facts, style: Style) -> Code:
    """Translate and compile a flow that has no errors among its findings."""
    shop = _workshop(flow, facts, style)
    names = Names(False, set())
    tree = ast.Module(body=[_main(shop, names)], type_ignores=[])
    check_tree(tree)
    filename = f"{FILENAME}{next(_numbers)}>"
    space: dict[str, Any] = {"__builtins__": {}, **shop.space.objects}
    teller = Teller(filename, shop.make.paths, shop.twins, space)
    space["told"] = teller.told
    exec(compile(tree, filename, "exec"), space)
    main, variables = space["flow"], names.variables()
    machinery = {*main.__code__.co_varnames, *main.__code__.co_cellvars} - variables.keys()
    scopes = {name: own.variables() for name, own in shop.scopes.items()}
    return Code(main, flow.inputs, variables, tuple(machinery), teller, shop.make.paths, scopes)


def python_of(flow: Flow, facts: Facts) -> str:
    """The flow as a Python program of its own: the same tree without hooks, with names for people."""
    shop = _workshop(flow, facts, READABLE)
    functions = [_function(shop, function, Names(True, set(shop.taken))) for function in flow.functions.values()]
    if _may_recur(flow):
        for function in functions:
            function.decorator_list = [shop.make.name(shop.space.use(operations.within_depth))]
    names = Names(True, set(shop.taken))
    coder = Coder(shop, names, None)
    inputs = [names.slot(name) for name in flow.inputs]
    body = coder.steps(flow.do)
    main = shop.make.function("flow", inputs, [*_declared(coder), *coder.functions, *_copies(shop, inputs), *body])
    _declare_inputs(shop, main, flow.inputs)
    return _printed(flow, shop, [*functions, main])


def _workshop(flow: Flow, facts: Facts, style: Style) -> Workshop:
    shop = Workshop(
        flow,
        facts,
        style,
        Maker(),
        Namespace(style.readable),
        changed_by(facts.blocks),
    )
    if style.readable:
        used = {block.definition.name: block.definition for block in facts.blocks}.values()
        shop.taken.update(_OURS, *(_referred(definition) for definition in used))
    for number, name in enumerate(flow.functions):
        shop.functions[name] = Names(True, shop.taken).slot(name) if style.readable else f"f{number}"
    for function in flow.functions.values():
        names = Names(style.readable, set(shop.taken))
        shop.parameters[function.name] = {name: names.slot(name) for name in function.params}
    return shop


def _referred(definition: Definition) -> set[str]:
    """The names that the code of a block may refer to."""
    found = {definition.function.__name__}
    if definition.source is not None:
        names = (node.id for node in ast.walk(definition.source) if isinstance(node, ast.Name))
        found.update(name for name in names if name in definition.function.__globals__)
    return found


def _main(shop: Workshop, names: Names) -> ast.stmt:
    make, flow = shop.make, shop.flow
    coder = Coder(shop, names, HOOKS[0])
    inputs = [names.slot(name) for name in flow.inputs]
    functions = [_function(shop, function, Names(False, set())) for function in flow.functions.values()]
    coder.frame.depth = 1
    body = coder.steps(flow.do)
    keep = make.run(make.call("keep", [make.call(shop.space.use(locals), [])]))
    guarded = make.put(ast.Try, body=make.body(body), handlers=[], orelse=[], finalbody=[keep])
    for name, written in zip(flow.functions, functions, strict=True):
        if shop.shortcuts.get(name) is not None and name not in shop.entered:
            _drop_first_if(make, written)
    return make.function(
        "flow", [*HOOKS, *inputs], [*_declared(coder), *coder.functions, *_copies(shop, inputs), *functions, guarded]
    )


def _function(shop: Workshop, function: Function, names: Names) -> ast.FunctionDef:
    make, metered = shop.make, shop.style.metered
    coder = Coder(shop, names, LEVEL if metered else None)
    shop.scopes[shop.functions[function.name]] = names
    parameters = [names.slot(name) for name in function.params]
    before, body = make.on(function.place.path), coder.steps(function.do)
    level = [LEVEL] if metered else []
    written = make.function(
        shop.functions[function.name], [*parameters, *level], [*_declared(coder), *coder.functions, *body]
    )
    make.line = before
    return written


def _may_recur(flow: Flow) -> bool:
    """Whether a function calls itself, directly or through others."""
    called = {name: _called(function) for name, function in flow.functions.items()}
    try:
        TopologicalSorter(called).prepare()
    except CycleError:
        return True
    return False


def _called(function: Function) -> set[str]:
    blocks = [block for step in function.do for block in blocks_in(step)]
    slots = [(block, slot.key) for block in blocks for slot in block.definition.slots if slot.shape == "function"]
    return {str(block.slots[key]) for block, key in slots}


def _drop_first_if(make: Maker, function: ast.FunctionDef) -> None:
    """Leave out what everybody who calls the function has asked before."""
    first = next(statement for statement in function.body if isinstance(statement, ast.If))
    function.body = make.body([statement for statement in function.body if statement is not first])


def _declared(coder: Coder) -> list[ast.stmt]:
    """Makes the variables that parts share the scope's own, also those that only parts assign."""
    make = coder.make
    return [
        make.put(ast.AnnAssign, target=make.target(slot), annotation=make.constant(None), simple=1)
        for slot in sorted(coder.nonlocals)
    ]


def _copies(shop: Workshop, inputs: list[str]) -> list[ast.stmt]:
    """Inputs belong to the caller; a flow that changes values in place works on copies."""
    if not shop.copies:
        return []
    shared = [slot for slot, said in zip(inputs, shop.flow.inputs.values(), strict=True) if not said.kind.scalar]
    return [shop.make.assign(slot, shop.make.call(shop.space.use(copied), [shop.make.name(slot)])) for slot in shared]


def _declare_inputs(shop: Workshop, main: ast.stmt, inputs: dict[str, Input]) -> None:
    """Give the inputs their types and defaults, by which ``play`` reads and checks them."""
    assert isinstance(main, ast.FunctionDef)
    for argument, said in zip(main.args.args, inputs.values(), strict=True):
        if said.type in PYTHON_TYPES:
            argument.annotation = shop.make.name(PYTHON_TYPES[said.type].__name__)
    main.args.kwonlyargs, main.args.args = main.args.args, []
    main.args.kw_defaults = [None if said.required else shop.make.plain(said.default) for said in inputs.values()]


def _printed(flow: Flow, shop: Workshop, functions: list[ast.FunctionDef]) -> str:
    by_module: dict[str, list[str]] = {}
    for name, (module, said) in sorted(shop.space.imports.items()):
        if module != "builtins":
            by_module.setdefault(module, []).append(said if name == said else f"{said} as {name}")
    imports = [f"from {module} import {', '.join(names)}" for module, names in sorted(by_module.items())]
    said = "\n\n".join(text for text in (flow.name, flow.description) if text)
    head = [_docstring(said)] if said else []
    written = [ast.unparse(function) for function in functions]
    start = 'if __name__ == "__main__":\n    play(flow)'
    top = "\n".join(["from blockloom import play", *imports])
    return "\n\n\n".join(["\n\n".join([*head, top]), *written, start]) + "\n"


def _docstring(text: str) -> str:
    escaped = _ENDS_TEXT.sub(r'\\"', text.replace("\\", "\\\\"))
    return f'"""{escaped}"""'
