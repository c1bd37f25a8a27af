"""The canonical style, to the letter: each of these flows is printed as it stands, and other spellings become it."""

from __future__ import annotations

import json

import pytest

from blockloom.runtime.write import to_json, to_yaml
from tests.runtime.write.support import read, said

WHOLE = """
flow: 1
name: Remind customers
description: "Who has not paid: a list"
when:
- http: {method: POST, path: /remind}
- schedule: {cron: "0 9 * * 1-5", timezone: Europe/Oslo}
inputs:
  limit: {type: number, default: 100}
  customer: {type: object}
  anything: {type: any, default: [1, 2]}
functions:
  tell:
    params:
      channel: {type: text}
      message: {type: text, default: "no"}
    do:
    - register_device:
        channels: [=channel]
        expiration: =message
      save: status
    - ring_bell: {channel: =channel, message: =message}
      save: sent
    - return: =status.messageId
  nothing_to_do:
    do: []
do:
- register_device:
    channels: [ads, discount]
  save: registration
  note: No channels at all means the "default" channel.
- for_each: order
  in: =filter(orders, order, order.total > limit)
  do:
  - if: =order.total > limit
    then:
    - try:
      - ring_bell:
          channel: reminders
          message: Order ${order.id} of ${order.customer} has not been paid yet
        retry: {times: 3, wait: 2}
        timeout: 10
      - call: tell
        with: {channel: reminders, message: "Order ${order.id}!"}
        save: first
      catch:
      - print: "Push failed: ${error.message}"
      - keep_row:
          table: failures
          row: {object: {order: =order.id, reason: =error.message}}
        disabled: true
        note: switch on once the table exists
      finally: [{print: done}]
    else:
    - if: =order.total == 0
      then: [{next: {}}]
      else: [{break: {}}]
- return: =sent
drafts:
- do:
  - print: a loose stack
  - set: x
    to: 5
- value: =1 + 2
tests:
- name: nobody owes anything
  given: {device: {os: ANDROID, osVersion: "14"}}
  expect:
  - =length(registration.registrationId) == 2
  - =result == 0
- expect:
  - =sent == 0
layout:
  do: [40, 40]
  functions/tell: [400, 40]
"""

STEPS = [
    "- print: Hello ${name}",
    '- print: "Total: ${x}"',
    "- print: =x + 1",
    "- print: '=\"a: \" + x'",
    "- print: null",
    '- print: [1, =x, "=x + 1", "${x}", two words, ""]',
    "- print: []",
    "- print: {object: {}}",
    "- print:\n    object: {a: 1, b: [1, 2]}",
    '- print: {text: "=5"}',
    '- print: {text: "${x}"}',
    "- print:\n  - object: {a: 1}\n  - object: {a: 2}",
    "- print:\n    object:\n      a: {object: {b: 1}}\n      c: two",
    "- print: {length: =x, note: why}",
    "- set: x\n  to: {length: =x, disabled: true, collapsed: true}",
    "- ring_bell: {channel: ads, message: =x}\n  save: status\n  retry: {times: 3, wait: 2}\n  on_error: continue\n"
    "  collapsed: true\n  note: why",
    "- list_channels: {}\n  save: x\n  retry: {times: 3, wait: 2, backoff: 1.5}\n  timeout: 10\n"
    "  on_error: continue\n  disabled: true\n  collapsed: true\n  note: why",
    '- comment: "=not a formula ${}"',
    "- comment: |-\n    two\n      lines: with a # sign\n\n    and more",
    "- print: |\n    Dear ${name},\n    bye",
    '- print: " \\n starts with a space"',
    "- return: {}",
    "- join_text: {}\n  save: t",
    "- switch: =x\n  do:\n  - case: [1, 2]\n    do: [{print: few}]\n  else: [{print: many}]",
    "- count: n\n  from: 1\n  to: 10\n  by: 2\n  note: odd ones\n  do: [{print: =n}]",
    "- repeat: 3\n  do: []",
    "- print: "
    "12345678901234567890 a text that is far too long for one line but is never folded, whatever its length may be",
    "- print:\n  - a list that would be longer than eighty columns\n  - stands on lines of its own\n  - two",
]


@pytest.mark.parametrize("text", STEPS)
def test_steps_print_as_they_stand(text: str) -> None:
    text = f"flow: 1\ndo:\n{text.rstrip()}\n"
    assert to_yaml(read(text)) == text


def test_a_whole_flow_prints_as_it_stands() -> None:
    text = WHOLE.lstrip("\n")
    assert to_yaml(read(text)) == text


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("- {print: {add: {a: 1, b: {multiply: {a: =x, b: 2}}}}}", "- print: =1 + x * 2"),
        ("- print: {choose: =x, then: 1, else: {length: 'two words'}}", '- print: =1 if x else length("two words")'),
        ("- print: {call: f, with: {y: 2, x: 1}}", "- print: =f(1, 2)"),
        ("- print: =f(y=2, x=1)", "- print: =f(1, 2)"),
        ("- print: {text: hello}", "- print: hello"),
        ('- print: ="=5"', '- print: {text: "=5"}'),
        ('- print: ="tea"', "- print: tea"),
        ("- print: =5", "- print: 5"),
        ("- print: =nothing", "- print: null"),
        ("- print: =[x, 'a b', 2 + 3]", '- print: [=x, a b, "=2 + 3"]'),
        ("- print: {negate: 5}", "- print: -5"),
        ("- print: {length: {object: {}}}", "- print: {length: {object: {}}}"),
        ("- print:\n    add: {a: 1, b: 2}\n    note: why", "- print: {add: {a: 1, b: 2}, note: why}"),
        ("- note: n\n  save: x\n  list_channels:", "- list_channels: {}\n  save: x\n  note: n"),
        ("-  if:   true\n   else: []\n   disabled: false\n   then:\n     - print: 1", None),
        ("- join_text: []\n  save: x", "- join_text: {}\n  save: x"),
        ("- 'print': >\n    folded\n    text", '- print: "folded text\\n"'),
        ("- print: 1.50", "- print: 1.5"),
        ("- print: 1e3", "- print: 1000"),
    ],
)  # fmt: skip
def test_other_spellings_become_the_one(written: str, canonical: str | None) -> None:
    head = "flow: 1\nfunctions:\n  f:\n    params:\n      x: {type: any}\n      y: {type: any}\n    do: []\ndo:\n"
    wanted = canonical or "- if: true\n  then: [{print: 1}]\n  else: []"
    flow = read(f"{head}{written}\n")
    assert to_yaml(flow) == f"{head}{wanted}\n"
    assert said(read(to_yaml(flow))) == said(flow)


@pytest.mark.parametrize(
    ("hole", "piece"),
    [
        ("length(x)", {"length": "=x", "note": "why"}),
        ("f(1, 2)", {"call": "f", "with": {"x": 1, "y": 2}}),
    ],
)
def test_a_hole_that_no_formula_can_fill_is_joined(hole: str, piece: object) -> None:
    """A block in it has got a note, or the function that it calls has lost a parameter."""
    head = "flow: 1\nfunctions:\n  f:\n    params: {x: {type: any}, y: {type: any}}\n    do: []\n"
    flow = read(f"{head}do:\n- print: 'Hi ${{{hole}}}=$ ${{x}}'\n")
    del flow.functions["f"].params["y"]
    for block in flow.blocks():
        block.note = "why" if block.definition.name == "length" else None
    written = {"join_text": ["Hi ", piece, {"text": "=$ "}, "=x"]}
    assert json.loads(to_json(flow))["do"] == [{"print": written}]
    assert to_json(read(to_yaml(flow))) == to_json(flow)


def test_json_has_the_same_structure() -> None:
    text = WHOLE.lstrip("\n")
    twin = to_json(read(text))
    assert json.loads(twin)["functions"]["tell"]["params"]["message"] == {"type": "text", "default": "no"}
    assert to_yaml(read(twin, "twin.flow.json")) == text and to_json(read(twin, "twin.flow.json")) == twin
