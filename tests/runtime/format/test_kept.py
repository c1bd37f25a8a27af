"""Whatever a file says is in the model, also what is not run: loose pieces, layout, notes, blocks of other packs."""

from __future__ import annotations

from blockloom import Program, catalog, read_flow
from blockloom.runtime.model import Block, Lost, Unknown
from tests.runtime.written import read, run, same_everywhere, sound


def flow(text: str) -> Program:
    return read_flow(f"flow: 1\n{text}", catalog())


def test_loose_pieces_are_kept_and_never_in_the_way() -> None:
    program = flow(
        "do:\n- set: x\n  to: 1\n- while: true\n  do: []\n"
        "drafts:\n- do:\n  - print: =nowhere\n  - sett: y\n    to: 1\n- value: =length(x)\n- value: =1 +\n- junk\n"
    )
    assert program.ok and [finding.code for finding in program.findings] == ["endless", "draft"]
    steps, value, broken, junk = program.runnable().drafts
    assert steps.do is not None and [type(step) for step in steps.do] == [Block, Unknown]
    assert steps.place.path == "drafts/0" and steps.do[0].place.path == "drafts/0/do/0"
    assert isinstance(value.value, Block) and value.value.definition.name == "length"
    assert isinstance(broken.value, Lost) and broken.value.data == "=1 +" and broken.data == {"value": "=1 +"}
    assert (junk.do, junk.value, junk.data) == (None, None, "junk")


def test_a_loose_piece_tells_the_checker_nothing() -> None:
    """A name set in a piece is set nowhere; a lost step in it tears nothing."""
    program = flow("do:\n- print: =x\n- return: 1\n- print: 2\ndrafts:\n- do: [{set: x, to: 1}, {sett: x}, 5]\n")
    assert [finding.code for finding in program.findings] == ["unknown_name", "unreachable"]


def test_ten_thousand_faults_in_loose_pieces_are_none() -> None:
    program = flow("do: []\ndrafts:\n- do: [" + "{prnt: =1 +}, " * 10_000 + "]\n")
    assert program.ok and program.findings == []


def test_layout_is_plain_data() -> None:
    program = flow('do: []\nlayout:\n  do: [40, 40]\n  functions/f: {at: [1.5, -2], text: "=5"}\n')
    assert program.ok
    assert program.runnable().layout == {"do": [40, 40], "functions/f": {"at": [1.5, -2], "text": "=5"}}


def test_modifiers_are_kept_on_steps_and_values() -> None:
    program = sound("- print: {length: abc, note: how long, collapsed: true}\n  collapsed: true\n  note: tell\n")
    (step,) = program.runnable().do
    assert isinstance(step, Block) and (step.note, step.collapsed) == ("tell", True)
    value = step.slots["value"]
    assert isinstance(value, Block) and (value.note, value.collapsed, value.formula) == ("how long", True, False)


def test_a_disabled_value_is_nothing() -> None:
    program = sound("- return: [{length: abc, disabled: true}, {length: ab}, {property: =nobody, name: a}]\n".replace(
        "{property: =nobody, name: a}", "{property: =nobody, name: a, disabled: true}"))  # fmt: skip
    assert same_everywhere(program)["result"] == [None, 2, None]
    (finding,) = read("- repeat: {length: abc, disabled: true}\n  do: []\n").findings
    assert (finding.code, finding.message) == ("wrong_kind", "repeat needs a whole number. You gave nothing.")


def test_a_value_has_no_modifiers_of_steps() -> None:
    (finding,) = read("- print: {length: abc, save: x}\n- print: =x\n").findings
    assert (finding.code, finding.column) == ("unknown_slot", 24)


UNKNOWN = "- frobnicate: =a + 1\n  level: {deeper: [1, {dark: yes}]}\n  do:\n  - set: x\n    to: 1\n  save: y\n"


def test_an_unknown_block_is_kept_to_the_letter() -> None:
    program = read(UNKNOWN)
    (finding,) = program.findings
    assert (finding.code, finding.line, finding.column, finding.severity) == ("unknown_block", 3, 3, "error")
    assert not program.ok and program.flow is not None
    (step,) = program.flow.do
    assert isinstance(step, Unknown) and (step.name, step.place.path) == ("frobnicate", "do/0")
    assert step.data == {
        "frobnicate": "=a + 1",
        "level": {"deeper": [1, {"dark": "yes"}]},
        "do": [{"set": "x", "to": 1}],
        "save": "y",
    }
    assert {"a", "x", "y"} <= step.names


def test_the_rest_of_the_flow_is_checked_in_full() -> None:
    head = "functions:\n  half: {params: {x: {type: number}}, do: [{return: =x / 2}]}\n"
    steps = "- print: =x + y\n- print: =half('z')\n- print: =half()\n- print: =nobody\n"
    findings = read(UNKNOWN + steps, head).findings
    assert [(finding.line, finding.code) for finding in findings] == [
        (5, "unknown_block"),
        (12, "wrong_kind"),
        (13, "missing_slot"),
        (14, "unknown_name"),
    ]


def test_an_unknown_value_may_be_anything() -> None:
    findings = read("- print: {frobnicate: 5}\n- print: [1, {frobnicate: 5}]\n- repeat: {frob: 1}\n  do: []\n").findings
    assert [finding.code for finding in findings] == ["unknown_block"] * 3


def test_a_disabled_unknown_step_lets_the_rest_run() -> None:
    program = read(UNKNOWN + "  disabled: true\n- return: 5\n")
    assert [(finding.code, finding.severity) for finding in program.findings] == [("unknown_block", "warning")]
    assert run(program).result == 5
    codes = [finding.code for finding in read(UNKNOWN + "  disabled: true\n- print: =x\n").errors]
    assert codes == ["unknown_name"], "what it would set is not set"
