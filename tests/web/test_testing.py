"""The flow's own tests in the editor, over the wire: run them, and keep a run as one more."""

from __future__ import annotations

from typing import Any

from blockloom.runtime import Limits
from tests.web.client import Site
from tests.web.conftest import wait_until

TESTED = """\
flow: 1
inputs:
  n: {type: number}
do:
- if: =n > 3   # big
  then:
  - return: big
  else:
  - print: small
- return: =10 / n
tests:
- name: five
  given: {inputs: {n: 5}}
  expect: [=result == "big"]
- name: two
  given: {inputs: {n: 2}}
  expect: [=result == 4]
- name: none
  given: {inputs: {n: 0}}
  expect: [=result == 0]
"""
WORLDLY = """\
flow: 1
inputs:
  who: {type: text}
do:
- save_row:
    table: guests
    row: {object: {name: =who}}
- set: chance   # any
  to: =random_number(1, 1000000)
- print: =now()
- return:
    object:
      guests: =count_rows("guests")
      names: =map(find_rows("guests"), row, row.name)
      chance: =chance
      note: '=who + "=${x}"'
"""


def called(site: Site, path: str, **body: Any) -> Any:
    answer = site.ask("POST", path, body)
    assert answer.status == 200, answer.body
    return answer.json()


def ran(site: Site, key: str, **inputs: str) -> str:
    """The id of a run that has ended."""
    id = site.start(key, **inputs)
    wait_until(lambda: (run := site.services.runs.get(id)) is not None and run.ended.is_set())
    return id


def test_tests_say_what_does_not_hold_where_it_failed_and_what_no_test_goes_through(site: Site) -> None:
    answer = called(site, "/calls/tests", text=TESTED)
    five, two, none = answer["tests"]
    assert (five["name"], five["ok"], five["steps"]) == ("five", True, {"do/0": 1, "do/0/then/0": 1})
    assert not two["ok"] and "=result == 4" in two["message"] and two["path"] == ""
    assert (
        not none["ok"]
        and none["path"].startswith("do/1")
        and none["line"] == TESTED.split("\n").index("- name: none") + 1
    )
    assert answer["untouched"] == []
    assert called(site, "/calls/tests", text="flow: 1\ndo:\n- print: 1\n") == {"tests": [], "untouched": ["do/0"]}
    assert site.ask("POST", "/calls/tests", {"text": "flow: 1\ndo:\n- prnt: 1\n"}).status == 400


def test_a_run_becomes_a_test_that_is_green_with_all_that_the_world_gave(site: Site) -> None:
    site.services.library.save("worldly", WORLDLY)
    ran(site, "worldly", who="Ada")
    id = ran(site, "worldly", who="Bo")
    made = called(site, "/calls/tests/new", text=WORLDLY, filename="worldly.flow.yaml", run=id, name="two guests")
    added = made["text"].removeprefix(WORLDLY)
    assert made["text"].startswith(WORLDLY) and "name: two guests" in added
    for word in ("random:", "clock:", "rows:", "name: Ada", "who: Bo"):
        assert word in added, word
    assert made["left_out"] == []
    (test,) = called(site, "/calls/tests", text=made["text"])["tests"]
    assert test["ok"], test
    wrong = made["text"].replace("Ada", "Eve", 1)
    assert not called(site, "/calls/tests", text=wrong)["tests"][0]["ok"]
    twice = called(site, "/calls/tests/new", text=made["text"], run=id, name="two guests")["text"]
    assert "name: two guests 2" in twice


def test_what_differs_from_run_to_run_is_left_out_and_failures_are_kept(site: Site) -> None:
    site.services.library.save(
        "phone",
        text := "flow: 1\ndo:\n- register_device: {channels: [ads, news]}\n  save: it\n- return: =it.registrationId\n",
    )
    made = called(site, "/calls/tests/new", text=text, run=ran(site, "phone"))
    assert made["left_out"] == ["The result differs from run to run."]
    assert "=length(result) == 2" in made["text"] and "os: " in made["text"]
    failing = "flow: 1\ndo:\n- print: Before\n- raise: The order has no customer\n"
    site.services.library.save("failing", failing)
    id = ran(site, "failing")
    made = called(site, "/calls/tests/new", text=failing, run=id)
    assert "error.code" in made["text"] and called(site, "/calls/tests", text=made["text"])["tests"][0]["ok"]
    other = failing.replace("raise", "print")
    assert "did not fail" in called(site, "/calls/tests/new", text=other, run=id)["problem"]
    assert site.ask("POST", "/calls/tests/new", {"text": text, "run": "gone"}).status == 404


def test_one_person_s_tests_keep_nobody_waiting_for_ever(serve: Any) -> None:
    site = serve(limits=Limits(seconds=0.3))
    endless = "flow: 1\ndo:\n- while: true\n  do: []\ntests:\n- expect: [=result == 1]\n"
    (test,) = called(site, "/calls/tests", text=endless)["tests"]
    assert not test["ok"] and "stopped" in test["message"]
