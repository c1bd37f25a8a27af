"""Requests that reach no server: those of a flow's own tests, and those of a dry run."""

from __future__ import annotations

from typing import Any

import pytest

from blockloom import catalog, read_flow, run_tests
from blockloom.runtime import FlowError
from blockloom.runtime.http import GivenHttp, Http, RehearsedHttp, given_answers
from tests.runtime.http.support import code_of, door, serving, url

SHOP = "https://shop.test/price"


def test_answers_are_given_in_order_and_the_last_one_again() -> None:
    http = GivenHttp(given_answers([{"url": SHOP, "body": 1}, {"url": "https://other.test"}, {"url": SHOP, "body": 2}]))
    assert [http.request("GET", SHOP)["body"] for _ in range(4)] == [1, 2, 2, 2]


def test_method_and_query_can_tell_answers_apart() -> None:
    http = GivenHttp(
        given_answers(
            [
                {"url": f"{SHOP}?of=tea", "body": "tea"},
                {"url": SHOP, "method": "POST", "status": 201, "headers": {"Location": "/7"}},
                {"url": SHOP, "body": "any"},
            ]
        )
    )
    assert http.request("GET", SHOP, {"of": "tea"})["body"] == "tea"
    assert http.request("GET", SHOP, {"of": "ink"})["body"] == "any"
    made = http.request("POST", SHOP, body={"a": 1})
    assert made == {"status": 201, "headers": {"location": "/7"}, "body": None, "url": SHOP}
    assert [(asked["method"], asked["body"]) for asked in http.asked] == [
        ("GET", None),
        ("GET", None),
        ("POST", {"a": 1}),
    ]


def test_changing_an_answer_does_not_change_the_next() -> None:
    http = GivenHttp(given_answers([{"url": SHOP, "body": []}]))
    http.request("GET", SHOP)["body"].append(1)
    assert http.request("GET", SHOP)["body"] == []


def test_what_the_real_door_refuses_is_refused() -> None:
    http = GivenHttp(given_answers([{"url": SHOP}]))
    assert code_of(lambda: http.request("GET", SHOP, headers={"Host": "x"})) == "header"
    assert code_of(lambda: http.request("GET", "shop.test")) == "address"
    assert code_of(lambda: http.request("GET", "https://shop.test/other")) == "http"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"url": SHOP}, "list of answers"),
        ([SHOP], "needs a url"),
        ([{"status": 200}], "needs a url"),
        ([{"url": SHOP, "code": 200}], 'has "code"'),
        ([{"url": SHOP, "method": "FETCH"}], "method"),
        ([{"url": SHOP, "status": "200"}], "status"),
        ([{"url": SHOP, "status": 99}], "status"),
        ([{"url": SHOP, "headers": {"a": 1}}], "headers"),
        ([{"url": "shop.test"}], "https://"),
    ],
)
def test_wrong_answers_are_told(given: Any, said: str) -> None:
    with pytest.raises(FlowError) as error:
        given_answers(given)
    assert said in error.value.message


FLOW = """flow: 1
do:
- try:
  - set: price
    to: =get_json("https://shop.test/price").price
  catch:
  - set: price
    to: =error.code
- return: =price
tests:
- name: the price is read
  given: {http: [{url: https://shop.test/price, body: {price: 5}}]}
  expect: ["=result == 5"]
- name: a refusal has its status as code
  given: {http: [{url: https://shop.test/price, status: 503, body: closed}]}
  expect: ["=result == 503"]
- name: a server that is not given is not reached
  expect: ['=result == "http"']
- name: wrong
  given: {http: [{url: https://shop.test/price, body: {price: 4}}]}
  expect: ["=result == 5"]
"""


def test_a_flows_own_tests_give_answers() -> None:
    program = read_flow(FLOW, catalog())
    assert program.ok, program.findings
    results = run_tests(program)
    assert [result.ok for result in results] == [True, True, True, False]


def test_a_dry_run_asks_but_does_not_send() -> None:
    effects: list[str] = []
    with serving(lambda visit: visit.answer(200, b"5")) as server:
        http = RehearsedHttp(door(server), effects)
        assert http.request("GET", url(server))["body"] == "5"
        assert http.request("DELETE", url(server)) == {"status": 200, "headers": {}, "body": None, "url": url(server)}
        http.request("POST", url(server), body={"a": 1})
        assert code_of(lambda: http.request("POST", "nowhere")) == "address"
    assert server.connections == 1
    assert effects == [f"Would send DELETE to {url(server)}.", f"Would send POST to {url(server)} with 8 bytes."]


def test_without_a_door_nothing_is_reached() -> None:
    assert isinstance(Http(), Http)
    from blockloom import Doors

    assert code_of(lambda: Doors().http.request("GET", SHOP)) == "no_http"
