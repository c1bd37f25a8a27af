"""Small flows that use a block, made from its doctest where that can be said in a flow, else from its signature."""

from __future__ import annotations

import ast
import doctest
from collections.abc import Iterator
from typing import Any

from blockloom.runtime import is_value
from blockloom.runtime.catalog import Catalog, Definition, Slot
from blockloom.runtime.kinds import BOOLEAN, LIST, NUMBER, TEXT

Step = dict[str, Any]
FUNCTION = "my_function"
HELLO: list[Step] = [{"print": "hello"}]


def flows_with(block: Definition, catalog: Catalog) -> Iterator[dict[str, Any]]:
    """Flows to try as the block's example, the simplest first; not each can run."""
    sample = Sample(block, catalog)
    steps = [sample.step(sample.said()), sample.step({})]
    for step in steps:
        yield {"flow": 1, **sample.functions(), "do": [step]}
        yield {"flow": 1, **sample.functions(), "do": [*sample.settings(step), step]}
    for other in catalog.values():
        if other.bodies and other is not block:
            around = Sample(other, catalog)
            for step in steps:
                yield {"flow": 1, "do": [around.step({**around.said(), other.bodies[0].key: [step]})]}


class Sample:
    """What a block's doctest says: the call, and what its variables were set to before. ``call`` is one inside it."""

    def __init__(self, block: Definition, catalog: Catalog, call: ast.Call | None = None) -> None:
        self.block = block
        self.catalog = catalog
        nodes = nodes_of(block.example)
        calls = [call] if call else [node for node in nodes if isinstance(node, ast.Call)]
        self.made = {node.name: node for node in nodes if isinstance(node, ast.FunctionDef)}
        name = block.function.__name__
        self.given = next((arguments(each, block.slots) for each in calls if called(each) == name), {})
        self.before = dict(filter(None, map(setting, nodes)))

    def step(self, said: dict[str, Any]) -> Step:
        """The block as a step: what was said, and for the rest of what is needed something that fits."""
        slots = {
            slot.key: said[slot.key] if slot.key in said else self.fitting(slot)
            for slot in self.block.slots
            if slot.key in said or slot.required or (slot.shape == "name" and slot.key in self.given)
        }
        first = self.block.first
        keep = {"save": "result"} if self.block.result is not None else {}
        if first is None:
            return {self.block.name: slots, **keep}
        return {self.block.name: slots.pop(first.key, {}), **slots, **keep}

    def said(self) -> dict[str, Any]:
        """What the doctest's call says, by slot, as far as a flow can say it."""
        found = (
            (slot, self.content(slot, self.given[slot.key])) for slot in self.block.slots if slot.key in self.given
        )
        return {slot.key: value for slot, value in found if value is not None or slot.shape == "value"}

    def content(self, slot: Slot, node: ast.expr) -> Any:
        """What stands in the slot of a flow, where the call has ``node``; None where a flow can't say it."""
        if slot.shape == "name":
            return node.id if isinstance(node, ast.Name) else None
        if slot.shape == "body":
            return self.steps(self.made.get(node.id, node) if isinstance(node, ast.Name) else node)
        if slot.shape == "function":
            return FUNCTION
        if slot.shape == "fields":
            fields = literal(node)
            return {name: plain(value) for name, value in fields.items()} if isinstance(fields, dict) else None
        if slot.shape == "verbatim":
            text = literal(node)
            return text if isinstance(text, str) else None
        return expression(node.body if isinstance(node, ast.Lambda) else node)

    def steps(self, made: ast.AST) -> list[Step] | None:
        """The steps that a doctest's lambda or function stands for, as far as a flow can say them."""
        if isinstance(made, ast.Lambda):
            return [
                self.step_of(part) for part in (made.body.elts if isinstance(made.body, ast.Tuple) else [made.body])
            ]
        if isinstance(made, ast.FunctionDef):
            return [self.step_of(line.value if isinstance(line, ast.Expr) else line) for line in made.body]
        return None

    def step_of(self, node: ast.AST) -> Step:
        """The step for something printed, for a number that is changed, or for another block."""
        if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add):
            return {"change": expression(node.target).removeprefix("="), "by": expression(node.value)}
        if not isinstance(node, ast.Call):
            return HELLO[0]
        if called(node) == "print":
            said = [expression(argument) for argument in node.args]
            return {"print": said[0] if len(said) == 1 else " ".join(f"${{{word.removeprefix('=')}}}" for word in said)}
        for block in self.catalog.values():
            if block.function.__name__ == called(node):
                inner = Sample(block, self.catalog, node)
                return inner.step(inner.said())
        return HELLO[0]

    def fitting(self, slot: Slot) -> Any:
        """Something that the slot takes."""
        if slot.shape == "name":
            node = self.given.get(slot.key)
            return node.id if isinstance(node, ast.Name) else slot.key
        if slot.shape == "body":
            return HELLO
        if slot.shape == "function":
            return FUNCTION
        if slot.shape == "fields":
            return {}
        names = [self.fitting(each) for each in self.block.slots if each.shape == "name"]
        if slot.shape == "lazy" and names and not slot.kind.bits == BOOLEAN:
            return f"={names[0]}"
        return slot.choices[0] if slot.choices else of_kind(slot.kind.bits)

    def settings(self, step: Step) -> list[Step]:
        """Steps that set the variables which the block names."""
        names = [self.fitting(slot) for slot in self.block.slots if slot.shape == "name"]
        kinds = {self.fitting(slot): slot.kind.bits for slot in self.block.slots if slot.shape == "name"}
        others = [name for name in self.before if name not in names and f"{name}" in str(step)]
        return [{"set": name, "to": self.before.get(name, of_kind(kinds.get(name, 0)))} for name in [*names, *others]]

    def functions(self) -> dict[str, Any]:
        """The flow's function that the block names, if it names one."""
        slot = next((slot for slot in self.block.slots if slot.shape == "function"), None)
        if slot is None:
            return {}
        made = self.given.get(slot.key)
        if not isinstance(made, ast.Lambda):
            return {"functions": {FUNCTION: {"do": HELLO}}}
        params = {argument.arg: {"type": "any"} for argument in made.args.args}
        return {"functions": {FUNCTION: {"params": params, "do": [{"return": expression(made.body)}]}}}


def called(call: ast.Call) -> str:
    """The name that is called, empty where it is no plain name."""
    return call.func.id if isinstance(call.func, ast.Name) else ""


def arguments(call: ast.Call, slots: tuple[Slot, ...]) -> dict[str, ast.expr]:
    """The arguments of a call by the slot's key."""
    named = {word.arg: word.value for word in call.keywords}
    found = {slot.key: named[slot.name] for slot in slots if slot.name in named}
    if call.args and slots and slots[0].shape == "values":
        return {**found, slots[0].key: ast.List(elts=call.args, ctx=ast.Load())}
    return {**found, **{slot.key: argument for slot, argument in zip(slots, call.args, strict=False)}}


def setting(node: ast.AST) -> tuple[str, Any] | None:
    """The variable and its value, where a doctest says ``list = Name([1, 2])`` or ``list = [1, 2]``."""
    if not (isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)):
        return None
    value = node.value
    if isinstance(value, ast.Call):
        value = value.args[0] if value.args else ast.Constant(None)
    found = literal(value)
    return None if found is None or found is NO_LITERAL else (node.targets[0].id, plain(found))


def expression(node: ast.expr) -> Any:
    """A value as a flow says it: to the letter, or as a formula."""
    found = literal(node)
    return "=" + ast.unparse(Formula().visit(node)) if found is NO_LITERAL else plain(found)


def nodes_of(example: str) -> list[ast.AST]:
    """All that a doctest says; nothing of it if that is no Python."""
    try:
        sources = [each.source for each in doctest.DocTestParser().get_examples(example)]
        return [node for source in sources for node in ast.walk(ast.parse(source))]
    except (SyntaxError, ValueError):
        return []


NO_LITERAL = object()


def literal(node: ast.AST) -> Any:
    """The value of the language that is written out in a node, else NO_LITERAL."""
    try:
        found = tuples_as_lists(ast.literal_eval(node))
    except (ValueError, TypeError, SyntaxError):
        return NO_LITERAL
    return found if is_value(found) else NO_LITERAL


def tuples_as_lists(value: Any) -> Any:
    return [tuples_as_lists(item) for item in value] if isinstance(value, tuple | list) else value


class Formula(ast.NodeTransformer):
    """From a doctest's Python to the words of a formula."""

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        return self.visit(node.value) if node.attr == "value" else node

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        name = node.slice
        if isinstance(name, ast.Constant) and isinstance(name.value, str):
            return ast.Attribute(self.visit(node.value), name.value, ast.Load())
        return node

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.Name("length" if node.id == "len" else node.id, node.ctx)


def plain(value: Any) -> Any:
    """A Python value as a flow file says it."""
    if isinstance(value, str):
        return {"text": value} if value.startswith("=") or "${" in value else value
    if isinstance(value, dict):
        return {"object": {name: plain(inner) for name, inner in value.items()}}
    return [plain(item) for item in value] if isinstance(value, list) else value


def of_kind(bits: int) -> Any:
    """Some value of one of the kinds."""
    if bits & TEXT:
        return "hello"
    if bits & NUMBER or not bits:
        return 1
    if bits & BOOLEAN:
        return True
    return [1, 2] if bits & LIST else {"object": {"name": "Ada"}}
