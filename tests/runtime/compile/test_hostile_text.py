"""Nothing that somebody wrote into a flow becomes code, whatever it says and wherever it stands."""

from __future__ import annotations

import ast
import builtins
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from blockloom import Program, catalog, python_of, read_flow
from blockloom.runtime.catalog import Definition, Slot
from blockloom.runtime.compile import compile_flow
from blockloom.runtime.formula import is_name
from tests.runtime.compile.hostile import LONG, NAMES, TEXTS, filler
from tests.runtime.compile.printed import look_over
from tests.runtime.written import run, same_everywhere

Step = dict[str, Any]
VALUES = ("value", "lazy")


@pytest.fixture(autouse=True)
def canary(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A function that any code could call by its bare name. Nobody may."""
    calls: list[str] = []
    monkeypatch.setattr(builtins, "canary", lambda *_: calls.append("called"), raising=False)
    yield calls
    assert not calls


def read(flow: dict[str, Any], filename: str = "hostile.flow.json") -> Program:
    return read_flow(json.dumps({"flow": 1, **flow}), catalog(), filename)


def in_every_engine(program: Program) -> dict[str, Any]:
    """The ending on which all engines agree; what they print is looked over, too."""
    assert program.ok, program.findings
    look_over(python_of(program))
    return same_everywhere(program)


def plain_slot(slot: Slot) -> Any:
    if slot.shape in VALUES:
        return slot.choices[0] if slot.choices else filler(slot.kind.words())
    plain: dict[str, Any] = {
        "name": "things" if slot.kind.words() == "list" else "thing" if slot.kind.words() == "object" else "n",
        "body": [{"break": {}}],
        "fields": {},
        "verbatim": "harmless",
        "function": "same",
        "values": [1],
    }
    return plain[slot.shape]


def use(definition: Definition, **given: Any) -> Step:
    """The block with these slots, the others filled with something harmless."""
    slots = {slot.key: given.get(slot.key, plain_slot(slot)) for slot in definition.slots}
    if definition.cases is not None:
        slots[definition.cases.key] = [{"case": [1], "do": slots[definition.cases.key]}]
    first = definition.first
    if first is None:
        return {definition.name: slots}
    step = {definition.name: slots.pop(first.key), **slots}
    return step if definition.case is None else {"switch": 1, "do": [step]}


def hostile_uses(text: str) -> Iterator[Step]:
    """Every block, with the text in each of its slots in turn in every way in which it can stand there."""
    for definition in catalog().values():
        for slot in definition.slots:
            for hostile in hostile_contents(slot, text):
                yield use(definition, **{slot.key: hostile})


def hostile_contents(slot: Slot, text: str) -> Iterator[Any]:
    literal = {"text": text}
    if slot.shape in VALUES:
        yield "=evil"
        if slot.kind.meets(TEXT_KIND) and not slot.choices:
            yield literal
        if slot.kind.words() in ("list", "anything"):
            yield [literal, [literal]]
        if slot.kind.words() in ("object", "anything"):
            yield {"object": {text[:256]: literal}}
    elif slot.shape == "values":
        yield [literal, "=evil"]
    elif slot.shape == "fields":
        yield {text[:256]: literal}
    elif slot.shape == "verbatim":
        yield text
    elif slot.shape == "name" and is_name(text):
        yield text
    elif slot.shape == "body":
        yield [{"comment": text}, {"print": literal, "note": text}, {"break": {}}]


REFUSALS = {"wrong_condition", "wrong_kind", "unknown_name", "maybe_unset", "unknown_slot", "misplaced_case", "unused"}
TEXT_KIND = next(slot.kind for slot in catalog()["raise"].slots if slot.key == "message")
START = [
    {"set": "things", "to": [1]},
    {"set": "thing", "to": {"object": {}}},
    {"set": "n", "to": 1},
]
SAME = {"same": {"params": {"it": {"default": 1}}, "do": [{"return": "=it"}]}}
AT_ONCE = 100
OFTEN = ("triple quotes", "template")
NOT_KEYS = ("separators",)
"""Texts that a key may not hold, since it would look like another one."""


@pytest.mark.parametrize(
    "name", [name if name in OFTEN else pytest.param(name, marks=pytest.mark.audit) for name in TEXTS]
)
def test_hostile_text_in_every_slot_of_every_block(name: str) -> None:
    text = TEXTS[name]
    head = {"inputs": {"evil": {"default": text}}, "functions": SAME}
    steps: list[Step] = []
    for step in hostile_uses("harmless" if name in NOT_KEYS else text):
        around = {"try": [*START, {"repeat": 1, "do": [step]}], "catch": [{"print": "=error.message"}]}
        program = read({**head, "do": [around]})
        if program.ok:
            steps.append(around)
        else:
            assert {finding.code for finding in program.errors} <= REFUSALS, step
    assert len(steps) > 80
    returning = [step for step in steps if "'return'" in str(step)]
    others = [step for step in steps if step not in returning]
    batches = [others[start : start + AT_ONCE] for start in range(0, len(others), AT_ONCE)]
    for do in (*batches, *([step] for step in returning)):
        in_every_engine(read({**head, "do": do}))


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_text_stays_what_it_is(text: str) -> None:
    """Also where it is put into a template: what a hole brings in is not looked at again."""
    program = read({
        "do": [
            {"set": "evil", "to": {"text": text}},
            {"set": "again", "to": "${evil}|${[evil]}|${evil + evil}"},
            {"print": "=evil"},
            {"print": {"join_text": ["=again", "${again}"]}},
            {"return": {"object": {"it": "=evil", "again": "=again"}}},
        ]
    })  # fmt: skip
    ending = in_every_engine(program)
    again = f"{text}|{json.dumps([text], ensure_ascii=False)}|{text}{text}"
    assert ending["log"] == [text, again * 2]
    assert ending["result"] == {"it": text, "again": again}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_key_is_only_a_key(text: str) -> None:
    key = "".join(letter for letter in text[:256] if letter not in "\u2028\u2029\u0085")
    program = read({
        "do": [
            {"set": "o", "to": {"object": {key: 1}}},
            {"set_property": "o", "name": {"text": f"{key}2"}, "to": 2},
            {"return": ["=o", "=keys(o)", {"property": "=o", "name": {"text": key}}]},
        ]
    })  # fmt: skip
    assert in_every_engine(program)["result"] == [{key: 1, f"{key}2": 2}, [key, f"{key}2"], 1]


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_names_descriptions_notes_and_file_names_are_not_run(text: str) -> None:
    flow = {"name": text, "description": text, "do": [{"return": 1, "note": text}, {"comment": text, "note": text}]}
    program = read(flow, f"{text[:100]}.flow.json")
    assert in_every_engine(program)["result"] == 1
    printed = ast.parse(python_of(program))
    assert ast.get_docstring(printed, clean=False) == f"{text}\n\n{text}".replace("\r\n", "\n")


@pytest.mark.parametrize("text", [text for text in TEXTS.values() if not is_name(text)])
def test_hostile_names_are_no_names(text: str) -> None:
    steps: list[Step] = [
        {"set": text, "to": 1},
        {"for_each": text, "in": [1], "do": []},
        {"count": text, "from": 1, "to": 2, "do": []},
        {"add_item": text, "item": 1},
        {"print": {"map": [1], "item": text, "to": 1}},
        {"length": "a", "save": text},
        {"call": text},
    ]
    for step in steps:
        program = read({"do": [step]})
        assert not program.ok and {finding.code for finding in program.errors} <= {"name"}, program.findings
    for part in ("inputs", "functions"):
        declared = read({part: {text[:200]: {"do": []} if part == "functions" else {}}, "do": []})
        assert not declared.ok and declared.findings[0].code in ("name", "key_invisible"), declared.findings


def test_a_name_of_ten_thousand_letters_is_refused() -> None:
    program = read({"do": [{"set": "n" * 10_000, "to": 1}]})
    assert [finding.code for finding in program.findings] == ["name"]
    assert "100 letters" in program.findings[0].message and len(program.findings[0].message) < 200


def test_names_that_mean_something_to_python_are_plain_variables() -> None:
    """All at once, so that no two may become one, by Python's own normalisation of names either."""
    assert len(NAMES) > 250 and LONG in NAMES
    values = {name: number for number, name in enumerate(NAMES)}
    steps: list[Step] = [{"set": name, "to": value} for name, value in values.items()]
    steps += [{"length": "ab", "save": name} for name in NAMES[::7]]
    values.update(dict.fromkeys(NAMES[::7], 2))
    program = read({"do": [*steps, {"return": [f"={name}" for name in NAMES]}]})
    ending = in_every_engine(program)
    assert ending["result"] == list(values.values())
    assert run(program).variables == values
    assert len(assigned(python_of(program))) == len(NAMES)


def test_names_that_mean_something_to_python_are_plain_inputs() -> None:
    inputs = {name: {"type": "number", "default": number} for number, name in enumerate(NAMES)}
    program = read({"inputs": inputs, "do": [{"return": [f"={name}" for name in NAMES]}]})
    assert in_every_engine(program)["result"] == list(range(len(NAMES)))
    assert run(program, {NAMES[3]: -1}).result[3] == -1


def test_names_that_mean_something_to_python_are_plain_functions_and_parameters() -> None:
    names = [name for name in NAMES if name not in catalog()]
    functions = {
        name: {"params": {name: {}, "print_": {}} if name != "print_" else {name: {}}, "do": [{"return": f"={name}"}]}
        for name in names
    }
    calls = []
    for number, name in enumerate(names):
        given = {"print_": 0, name: number} if number % 2 else {name: number, "print_": 0}
        calls.append({"call": name, "with": {name: number} if name == "print_" else given})
    steps: list[Step] = [{"set": name, "to": call} for name, call in zip(names, calls, strict=True)]
    program = read({"functions": functions, "do": [*steps, {"print": 1}, {"return": [f"={name}" for name in names]}]})
    ending = in_every_engine(program)
    assert ending["result"] == list(range(len(names))) and ending["log"] == ["1"]


def test_names_that_mean_something_to_python_where_blocks_make_them() -> None:
    names = NAMES[::5]
    for name in names:
        program = read({
            "do": [
                {"set": "seen", "to": []},
                {"for_each": name, "in": [1, 2], "do": [{"add_item": "seen", "item": f"={name}"}]},
                {"count": name, "from": 3, "to": 4, "do": [{"add_item": "seen", "item": f"={name}"}]},
                {"set": "seen", "to": {"add": {"a": "=seen", "b": {"map": [5], "item": name, "to": f"={name} + 1"}}}},
                {"set": name, "to": "=seen"},
                {"add_item": name, "item": f"=length({name})"},
                {"return": f"={name}"},
            ]
        })  # fmt: skip
        assert in_every_engine(program)["result"] == [1, 2, 3, 4, 6, 5], name


def test_no_file_is_touched(tmp_path: Path) -> None:
    planted = tmp_path / "planted"
    text = f"open({str(planted)!r}, 'w').close()"
    for hostile in (text, f'");{text};("', f"'''{text}'''", f"{{{text}}}", f"${{{text}}}"):
        program = read({"name": hostile, "do": [{"set": "it", "to": {"text": hostile}}, {"print": "a ${it} b"}]})
        assert in_every_engine(program)["log"] == [f"a {hostile} b"]
    assert not planted.exists()


def test_generated_code_is_looked_over_before_it_is_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[ast.AST] = []
    monkeypatch.setattr("blockloom.runtime.compile.module.check_tree", seen.append)
    program = read({"do": [{"return": 1}]})
    flow = program.runnable()
    from blockloom.runtime.compile import PLAIN, TRACED

    for style in (PLAIN, TRACED):
        compile_flow(flow, program.facts, style)
    assert [type(tree) for tree in seen] == [ast.Module] * 2


def assigned(source: str) -> set[str]:
    tree = ast.parse(source)
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
