"""Single edits of small files, to the letter: what a person would expect to find in their text afterwards."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from blockloom import catalog
from blockloom.runtime.format import Unreadable, build, read_yaml
from blockloom.runtime.model import Block, Body, Flow, Items, Literal
from blockloom.runtime.write import NotWritable, formatted, save, to_json, to_yaml
from tests.runtime.write.random_edits import NOWHERE, addressed
from tests.runtime.write.support import read

FILE = """\
# Sends what is due.   (an odd   header)
flow: 1
name:   'Odd'   # a name

inputs:
  limit: {type: number,   default: 100}  # the most
  # who
  who:   {}
do:
# first
- print: hello   # trailing


-   set:   x
    to: {add: {a: 1, b: 2}}  # sum
# about the if
- if: =x > 1
  # then what
  then:
    - print: "yes"   # y
    # end of then
  else:   [{print: no}, {print:   'never'}]   # no

# --- section ---

- repeat: 3
  note: three
  do:
  - print: 'r'
    # nothing more
# bye
"""


def saved(edit: Callable[[Flow], object], text: str = FILE) -> str:
    """The text after an edit of its flow; a step that stays keeps its place as its origin."""
    flow = read(text)
    old = {id(step) for step, _ in addressed(flow)}
    edit(flow)
    origins = {address: step.place.path for step, address in addressed(flow) if id(step) in old}
    return save(text, flow, origins, catalog())


def inside(flow: Flow, at: int, key: str) -> Body:
    step = flow.do[at]
    assert isinstance(step, Block)
    body = step.slots[key]
    assert isinstance(body, list)
    return body


def new(text: str = "new") -> Block:
    return Block(NOWHERE, catalog()["print"], {"value": Literal(NOWHERE, text)})


def put(flow: Flow, at: int, key: str, value: str | int) -> None:
    step = flow.do[at]
    assert isinstance(step, Block)
    step.slots[key] = Literal(NOWHERE, value)


def note(flow: Flow) -> None:
    step = flow.do[2]
    assert isinstance(step, Block)
    step.note = "changed"


def move(flow: Flow) -> None:
    inside(flow, 3, "do").append(flow.do.pop(0))


def wrap(flow: Flow) -> None:
    flow.do[1:3] = [Block(NOWHERE, catalog()["repeat"], {"times": Literal(NOWHERE, 2), "do": flow.do[1:3]})]


CASES: list[tuple[Callable[[Flow], object], str, str]] = [
    (lambda flow: setattr(flow, "name", "Even"), "name:   'Odd'   # a name", "name: Even   # a name"),
    (lambda flow: setattr(flow, "description", "Why"), "# a name\n", "# a name\ndescription: Why\n"),
    (lambda flow: put(flow, 0, "value", "bye"), "- print: hello   # tr", "- print: bye   # tr"),
    (
        lambda flow: put(flow, 1, "to", 5),
        "    to: {add: {a: 1, b: 2}}  # sum",
        "    to: 5  # sum",
    ),
    (note, "  # then what", "  note: changed\n  # then what"),
    (lambda flow: flow.do.insert(1, new()), "\n\n-   set", "- print: new\n\n\n-   set"),
    (lambda flow: flow.do.append(new()), "# bye", "- print: new\n# bye"),
    (lambda flow: flow.do.pop(0), "# first\n- print: hello   # trailing\n", ""),
    (lambda flow: flow.do.pop(1), "\n\n-   set:   x\n    to: {add: {a: 1, b: 2}}  # sum\n", ""),
    (
        lambda flow: inside(flow, 2, "then").append(new()),
        "    # end of then\n",
        "    - print: new\n    # end of then\n",
    ),
    (
        lambda flow: inside(flow, 2, "else").append(new()),
        "  else:   [{print: no}, {print:   'never'}]   # no\n",
        "  else:   # no\n  - {print: no}\n  - {print:   'never'}\n  - print: new\n",
    ),
    (
        lambda flow: inside(flow, 3, "do").append(new()),
        "  - print: 'r'\n    # nothing more\n",
        "  - print: 'r'\n    # nothing more\n  - print: new\n",
    ),
    (lambda flow: flow.inputs.pop("who"), "  # who\n  who:   {}\n", ""),
    (
        lambda flow: setattr(flow.inputs["limit"], "default", 5),
        "{type: number,   default: 100}",
        "{type: number, default: 5}",
    ),
    (lambda flow: flow.layout.update(do=[1, 2]), "# bye\n", "layout:\n  do: [1, 2]\n# bye\n"),
]


@pytest.mark.parametrize(("edit", "before", "after"), CASES)
def test_an_edit_changes_what_it_says(edit: Callable[[Flow], object], before: str, after: str) -> None:
    assert FILE.count(before) == 1
    assert saved(edit) == FILE.replace(before, after)


def test_a_step_moves_with_its_comments() -> None:
    text = FILE.replace("# first\n- print: hello   # trailing\n", "")
    text = text.replace("# nothing more\n", "# nothing more\n  # first\n  - print: hello   # trailing\n")
    assert saved(move) == text


def test_steps_that_get_wrapped_keep_their_text() -> None:
    start, end = FILE.index("\n\n-   set"), FILE.index("\n# --- section")
    inner = "".join(f"  {line}" if line.strip() else line for line in FILE[start:end].splitlines(keepends=True))
    assert saved(wrap) == f"{FILE[:start]}- repeat: 2\n  do:\n{inner}{FILE[end:]}".replace(
        "trailing- repeat", "trailing\n- repeat"
    )


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_line_ends_marks_and_a_missing_end_stay(end: str) -> None:
    text = "\ufeff" + FILE.replace("\n", end).removesuffix(end)
    assert saved(lambda flow: None, text) == text
    changed = saved(lambda flow: flow.do.append(new()), text)
    assert changed == text.replace("# bye", f"- print: new{end}# bye")


@pytest.mark.parametrize(
    "text",
    [
        "{flow: 1, do: [{print: a}, # one\n  {print: b}]} # two\n",
        "? flow\n: 1\n# one\n? do\n: - print: a # two\n  - print: b\n",
        "--- # one\nflow: 1\ndo:\n- # two\n  print: a\n- print: b\n...\n# three\n",
        "flow: 1 # one\ndo: [ # two\n  {print: a,\n   note: n}, # three\n  {print: b} # four\n  # five\n  ]\n",
        'flow: 1\n"do":\n - "print": >- # one\n     folded\n     text\n\n   # two\n   note: |\n    # none\n    text\n',
        "flow: 1\ndo:\n- print:\n    # one\n    - 1 # two\n    # three\n    - 2\n- print: a # b # four\n",
        "flow: 1\ndo:\n- print: # one\n    a\n    b\n- print: 'a # none\n    b' # two\n",
    ],
)
def test_no_comment_is_lost_in_odd_texts(text: str) -> None:
    assert saved(lambda flow: None, text) == text
    for edit in (
        lambda flow: flow.do.append(new()),
        lambda flow: put(flow, 0, "value", "=changed"),
        lambda flow: flow.do.reverse(),
        lambda flow: setattr(flow, "name", "new"),
    ):
        changed = saved(edit, text)
        for word in ("# one", "# two", "# three", "# four", "# five"):
            assert changed.count(word) == text.count(word), changed
    done = formatted(text, catalog())
    assert formatted(done, catalog()) == done
    assert all(done.count(word) == text.count(word) for word in ("# one", "# two", "# three", "# four", "# five"))


def test_a_step_that_nobody_understands_stays_where_it_is() -> None:
    text = "flow: 1\ndo:\n- print: a\n- prin # what?\n- print: b\n- brew:  tea   # later\n"
    flow = read_torn(text)
    flow.do.append(new())
    origins = {"do/0": "do/0", "do/1": "do/2", "do/2": "do/3"}
    assert save(text, flow, origins, catalog()) == text + "- print: new\n"


def read_torn(text: str) -> Flow:
    flow, _ = build(read_yaml(text), text, catalog())
    assert flow is not None
    return flow


FUNCTIONS = """\
flow: 1
inputs:
  # how many
  limit:   {type: number}  # at most
functions:
  # says it
  tell:   # loudly
    params:
      what:  {type: text}   # words
    do:
      - print:   =what
do: []
drafts:
# for later
-   do:
    - print:   'a'   # one
    # the other
    - print
    - print:   'b'   # two
"""


def test_what_gets_another_name_keeps_its_text() -> None:
    def rename(flow: Flow) -> None:
        flow.inputs = {"most": flow.inputs["limit"]}
        flow.functions = {"say": flow.functions["tell"]}
        flow.functions["say"].do.append(new())

    text = FUNCTIONS.replace("limit:   {type: number}", "most: {type: number}").replace("tell:   #", "say:   #")
    assert saved(rename, FUNCTIONS) == text.replace("=what\n", "=what\n      - print: new\n")


def test_loose_pieces_keep_what_is_not_understood() -> None:
    def change(flow: Flow) -> None:
        assert flow.drafts[0].do is not None
        flow.drafts[0].do[0], flow.drafts[0].data = new(), None

    assert saved(change, FUNCTIONS) == FUNCTIONS.replace("    - print:   'a'   # one\n", "    - print: new\n")


def test_json_is_written_anew() -> None:
    flow = read('{"do": [], "flow": 1}', "a.flow.json")
    flow.do.append(new())
    assert save('{"do": [], "flow": 1}', flow, {}, catalog(), as_json=True) == to_json(flow)
    assert save("", flow, {}, catalog()) == to_yaml(flow)


def test_what_can_not_be_written_is_refused() -> None:
    flow = read("flow: 1\ndo: []\n")
    deep = Items(NOWHERE, [])
    for _ in range(100):
        deep = Items(NOWHERE, [deep])
    flow.do.append(Block(NOWHERE, catalog()["print"], {"value": deep}))
    with pytest.raises(NotWritable, match="nested too deep"):
        save("flow: 1\ndo: []\n", flow, {}, catalog())
    with pytest.raises(Unreadable):
        save("flow: [", flow, {}, catalog())


@pytest.mark.parametrize("shape", ["steps", "nested", "list", "object"])
def test_big_files_are_saved_and_formatted_in_good_time(shape: str) -> None:
    """5,000 blocks take well under a second; the limit leaves room for a busy machine."""
    made = {
        "steps": "".join(f"- set: x{at}\n  to: =x + {at} * 2   # c{at}\n" for at in range(1_700)),
        "nested": "- if: true\n  then:\n" + "".join(f"  # c{at}\n  - print:  {at}\n" for at in range(5_000)),
        "list": "- print:\n" + "".join(f"  - {at}  # c{at}\n" for at in range(5_000)),
        "object": "- print:\n    object:\n" + "".join(f"      k{at}:  {at}  # c{at}\n" for at in range(5_000)),
    }[shape]
    text = f"flow: 1\ndo:\n{made}- print: last\n"
    started = time.thread_time()
    changed = saved(lambda flow: flow.do.reverse(), text)
    assert changed.count("# c") == text.count("# c")
    assert formatted(changed, catalog()).count("# c") == text.count("# c")
    assert time.thread_time() - started < 16


def test_long_ladders_keep_their_formulas() -> None:
    rungs = [f"- if: =x == {at} + 1  # c{at}\n  then: []\n  else:\n" for at in range(100)]
    text = "".join("".join(f"{'  ' * at}{line}\n" for line in rung.splitlines()) for at, rung in enumerate(rungs))
    text = f"flow: 1\ndo:\n{text}{'  ' * 100}- print: something else\n"
    assert formatted(text, catalog()) == text
    assert saved(lambda flow: setattr(flow, "name", "tall"), text) == text.replace("do:", "name: tall\ndo:", 1)
