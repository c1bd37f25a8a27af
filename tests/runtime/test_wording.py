"""Sentences: the English text, and what a translation needs."""

from __future__ import annotations

import json
import pickle

from blockloom import Doors, catalog, read_flow, run_flow
from blockloom.runtime import FlowError, Sentence, plural, sentence
from blockloom.runtime.secrets.hiding import Hiding
from blockloom.runtime.store import Store
from blockloom.runtime.store.runs import RunRecord, find_run, save_run
from blockloom.runtime.wording import either, unpacked

FAILS = "flow: 1\nname: fails\ndo:\n- set: list\n  to: [1]\n- return: =item(list, 7)\n"
CAUGHT = """\
flow: 1
name: caught
do:
- try:
  - return: =item([1], 7)
  catch:
  - return: =error.message
"""


class Told:
    """A door to one secret."""

    def get(self, name: str) -> str:
        return "rosebud-1941"


def test_it_is_the_filled_text() -> None:
    said = sentence("There is no {kind} of {size:,}.", kind=either(["a", "b", "c"]), size=1234)
    assert said == "There is no a or b or c of 1,234." and hash(said) == hash(str(said)) and type(str(said)) is str
    assert sentence("{object: {}} stays") == "{object: {}} stays"
    forms = [plural("{count} item", "{count} items", count) for count in (0, 1, 2)]
    assert forms == ["0 items", "1 item", "2 items"]
    wrong = FlowError("code", sentence("Too {how}.", how="late"))
    assert sentence("{reason} So.", reason=wrong).holes["reason"] == wrong.message


def test_it_can_be_kept() -> None:
    said = sentence(
        "{what}: {told}", what=sentence("The {name}", name="list"), told=plural("{count} a", "{count} b", 2)
    )
    for again in (unpacked(json.loads(json.dumps(said.packed()))), pickle.loads(pickle.dumps(said))):
        assert again == said == "The list: 2 b" and again.packed() == said.packed()


def test_a_run_knows_what_its_error_was_made_of_and_the_flow_sees_plain_text(store: Store) -> None:
    error = run_flow(read_flow(FAILS, catalog()), doors=Doors()).error
    assert error is not None and error["message"].template == "There is no position {at}: the list has {count} item."
    assert type(run_flow(read_flow(CAUGHT, catalog()), doors=Doors()).result) is str
    event = {"kind": "error", "value": error["message"]}
    save_run(store, RunRecord("a", "fails", 1, 0.1, "error", error=error, trace=[event]))
    found = find_run(store, "a")
    assert found is not None and found.error == error and found.trace == [event]
    assert found.error["message"].holes == found.trace[0]["value"].holes == {"count": 1, "at": 7}


def test_a_secret_in_a_hole_is_hidden() -> None:
    hiding = Hiding(Told())
    said, harmless = sentence("There is no {name}.", name="rosebud-1941"), sentence("There is no {name}.", name="x")
    hiding.get("KEY")
    assert hiding.clean({"message": said}) == {"message": "There is no (secret KEY)."}
    assert not isinstance(hiding.clean(said), Sentence) and hiding.clean(harmless) is harmless
