"""Edits of blocks change the text of what was edited, and nothing else."""

from __future__ import annotations

import re
from collections import Counter
from random import Random

import pytest

from blockloom import catalog, read_flow
from blockloom.runtime.model import Flow
from blockloom.runtime.write import to_yaml
from blockloom.web.workspace import NotBlocks, changed
from blockloom.web.workspace.sections import names_of_sections
from blockloom.web.workspace.wire import Top
from tests.runtime.write.random_edits import addressed
from tests.runtime.write.support import meant
from tests.runtime.write.test_saving import COMMENT, odd, pieces, plain
from tests.web.workspace.support import Hand, flow_of, put, sent

QUICK, AUDIT = 30, 300


def edit_one(seed: int) -> str:
    """Make one random edit; every step that was not touched keeps its text to the letter.

    Of steps that say the same some may be edited: where fewer of them are left, nobody can say which ones were kept.
    """
    random, text = Random(seed), odd(seed)
    flow = flow_of(text)
    section = random.choice(names_of_sections(flow))
    hand = Hand(sent(text, section), random)
    edit = hand.edit()
    new = put(text, hand.blocks, section).text
    read = flow_of(new)
    kept, before, after = plain(new), meanings(flow), meanings(read)
    for step, piece in pieces(text, flow):
        if hand.gone and f"{step.place.path}/".startswith(f"{hand.gone}/"):
            continue
        meaning = repr(meant(step))
        if step.place.path not in hand.touched and after[meaning] >= before[meaning]:
            assert plain(piece) in kept, f"seed {seed}: {edit}"
    if edit not in ("delete", "type"):
        assert set(COMMENT.findall(text)) <= set(COMMENT.findall(new)), f"seed {seed}: {edit}"
    written = to_yaml(read)
    assert written == to_yaml(flow_of(written)), f"seed {seed}: {edit}"
    return edit


def test_random_edits_change_only_what_was_edited() -> None:
    assert {edit_one(seed) for seed in range(QUICK)} >= {"type", "note", "delete", "move", "insert", "pull_out"}


def meanings(flow: Flow) -> Counter[str]:
    """How many steps say the same."""
    return Counter(repr(meant(step)) for step, _ in addressed(flow))


@pytest.mark.audit
def test_three_hundred_random_edits_change_only_what_was_edited() -> None:
    for seed in range(QUICK, QUICK + AUDIT):
        edit_one(seed)


TEXT = """\
flow: 1   # version
inputs:
  limit: {type: number}   # most
functions:
  tell:
    params: {what: {type: text}}
    do:
    - print: =what   # say it
do:
- register_device: {}  # here
- call: tell
  with: {what:   "twice"}
- print:   =tell('x')
- brew_tea: {cups:   2}   # unknown
"""


def test_a_typed_word_changes_one_line() -> None:
    blocks = sent(TEXT)
    pill = next(node for node in blocks.nodes.values() if node.fields.get("VALUE") == "twice")
    pill.fields["VALUE"] = "once more"
    assert put(TEXT, blocks).text == TEXT.replace('{what:   "twice"}', "{what: once more}")


def test_channels_grow_in_the_block() -> None:
    blocks = sent(TEXT)
    device = next(node for node in blocks.nodes.values() if node.type == "register_device")
    assert "items" not in device.extra
    device.extra["items"] = {"channels": 1}
    blocks.nodes["c"] = type(device)("c", "pill", fields={"VALUE": "ads"}, extra={"kind": "text"}, shadow=True)
    device.inputs["channels.0"] = "c"
    after = put(TEXT, blocks)
    assert "- register_device:\n    channels: [ads]\n" in re.sub(r"  # here", "", after.text)
    assert after.places["c"] == "do/0/channels/0"


def test_a_default_in_a_shadow_is_not_written_but_stays_where_it_was() -> None:
    text = "flow: 1\ndo:\n- count: n\n  from: 1\n  to: 3\n  do: []\n- count: m\n  from: 1\n  to: 3\n  by: 1\n  do: []\n"
    blocks = sent(text)
    first = next(node for node in blocks.nodes.values() if node.fields.get("number") == "n")
    blocks.nodes["s"] = type(first)("s", "pill", fields={"VALUE": "1"}, extra={"kind": "number"}, shadow=True)
    first.inputs["by"] = "s"
    assert put(text, blocks).text == text
    blocks.nodes["s"].fields["VALUE"] = "2"
    assert put(text, blocks).text == text.replace("to: 3\n  do: []\n- count", "to: 3\n  by: 2\n  do: []\n- count", 1)


def test_a_function_is_renamed_everywhere() -> None:
    blocks = sent(TEXT, "functions/tell")
    blocks.nodes[blocks.tops[0].id].extra["name"] = "shout"
    after = put(TEXT, blocks, "functions/tell")
    assert after.section == "functions/shout"
    assert after.text == TEXT.replace("  tell:", "  shout:").replace("call: tell", "call: shout").replace(
        "print:   =tell('x')", 'print: =shout("x")'
    )
    assert "tell" in flow_of(TEXT).functions


def test_inputs_and_triggers_are_changed_on_the_hat() -> None:
    blocks = sent(TEXT)
    hat = blocks.nodes[blocks.tops[0].id]
    hat.extra["inputs"].append({"name": "city", "type": "text", "default": "Oslo"})
    hat.extra["when"] = [{"kind": "schedule", "settings": {"cron": "0 9 * * 1-5"}}]
    flow = flow_of(put(TEXT, blocks).text)
    assert [(one.name, one.type, one.default) for one in flow.inputs.values()][1] == ("city", "text", "Oslo")
    assert flow.when[0].settings["cron"] == "0 9 * * 1-5"
    assert "# most" in put(TEXT, blocks).text


def test_loose_pieces_stay_in_their_section() -> None:
    blocks = sent(TEXT, "functions/tell")
    hat = blocks.nodes[blocks.tops[0].id]
    assert hat.next is not None
    blocks.tops.append(Top(hat.next, (12.4, 80)))
    hat.next = None
    text = put(TEXT, blocks, "functions/tell").text
    assert "drafts:\n- do:\n  - print: =what   # say it\n" in text
    assert len(sent(text, "functions/tell").tops) == 2 and len(sent(text).tops) == 1
    assert flow_of(text).layout == {"drafts/0": {"in": "functions/tell", "at": [12, 80]}}
    lonely = sent(text, "functions/tell")
    forgotten = lonely.tops.pop().id
    Hand(lonely, Random(1)).forget(forgotten)
    assert flow_of(put(text, lonely, "functions/tell").text).layout == {}


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda hat: hat.extra.update(name="print"), "name of a block"),
        (lambda hat: hat.extra.update(name="no name"), "letters, digits"),
        (lambda hat: hat.extra.update(params=[{"name": "a"}, {"name": "a"}]), "Two inputs"),
        (lambda hat: hat.extra.update(params=[{"name": "a", "type": "txt"}]), "no type"),
        (lambda hat: hat.extra.update(params=7), "needs a name"),
    ],
)
def test_what_no_flow_can_hold_is_told_at_its_block(edit: object, message: str) -> None:
    blocks = sent(TEXT, "functions/tell")
    hat = blocks.nodes[blocks.tops[0].id]
    assert callable(edit)
    edit(hat)
    with pytest.raises(NotBlocks, match=message):
        put(TEXT, blocks, "functions/tell")


def test_functions_come_and_go() -> None:
    more = changed(TEXT, flow_of(TEXT), "", "greet", catalog())
    assert more == TEXT.replace("\ndo:\n- reg", "\n  greet:\n    do: []\ndo:\n- reg")
    assert changed(more, flow_of(more), "functions/greet", "", catalog()) == TEXT
    with pytest.raises(NotBlocks, match="already"):
        changed(TEXT, flow_of(TEXT), "", "tell", catalog())


def test_a_ladder_is_one_block_and_its_rungs_keep_their_text() -> None:
    text = """\
flow: 1
do:
- if: =a == 1
  then: [{print: one}]
  else:
  - if:   =a == 2   # two
    then: [{print:   two}]
    else:
    - if: =a == 3
      then: []
      else: [{print: many}]
"""
    blocks = sent(text)
    ladder = next(node for node in blocks.nodes.values() if node.type == "if")
    assert len(ladder.extra["rungs"]) == 2
    del ladder.extra["rungs"][1]
    for key in [key for key in ladder.inputs if key.endswith("@2")]:
        Hand(blocks, Random(1)).forget(ladder.inputs.pop(key))
    after = put(text, blocks).text
    assert "  - if:   =a == 2   # two\n    then: [{print:   two}]\n" in after
    assert read_flow(after, catalog()).ok is read_flow(text, catalog()).ok
