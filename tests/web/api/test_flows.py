"""Flows as apps call them: as methods of services and by name, with the rights of who calls."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from blockloom.runtime import Limits, apps
from blockloom.runtime.permissions import PUBLIC, Permissions
from blockloom.runtime.store import devices
from blockloom.runtime.store.runs import find_run, recent_runs
from blockloom.runtime.users import Roles
from tests.web.api.conftest import Wire, refusal, wire_of
from tests.web.api.test_users import ADA, enter
from tests.web.client import Site

ORDERS = """flow: 1
name: Place an order
when:
- http: {method: POST, path: /Orders/place}
inputs:
  item: {type: text}
  pieces: {type: number, default: 1}
do:
- return: {object: {item: =item, pieces: =pieces}}
"""
ONE = """flow: 1
when: [{http: {method: POST, path: /Orders/echo}}]
inputs: {value: {type: any}}
do: [{return: =value}]
"""
HEAD = "flow: 1\nwhen: [{http: {method: POST, path: /S/m}}]\n"


def save(wire: Wire, text: str, key: str = "own") -> Wire:
    file = wire.site.services.library.save(key, text)
    assert file.program.ok, file.program.findings
    return wire


def test_a_flow_is_a_method_of_a_service(wire: Wire) -> None:
    save(save(wire, ORDERS), ONE, "echo")
    path = "/services/Orders/place"
    assert wire.ask("POST", path, {"item": "tea", "pieces": 2}).json() == {"item": "tea", "pieces": 2}
    assert wire.ask("POST", path, {"item": "tea"}).json() == {"item": "tea", "pieces": 1}
    for value in ("tea", 5, True, [1, 2], {"a": 1, "value": 2}, {"other": None}):
        assert wire.ask("POST", "/services/Orders/echo", value).json() == value
    assert wire.ask("POST", "/services/Orders/echo", {"value": 7}).json() == 7
    for text in ("tëa", "{", '{"a": 1', "NaN"):
        answer = wire.ask("POST", "/services/Orders/echo", text.encode(), Content_Type="text/plain;charset=UTF-8")
        assert answer.json() == text, "a text that is no JSON and is not said to be"
    for data, kind in (
        (b"tea", "application/json"),
        (b"tea", "application/x-www-form-urlencoded"),
        (b"\xff", "text/plain"),
    ):
        refusal(wire.ask("POST", "/services/Orders/echo", data, Content_Type=kind), 8002)
    assert wire.ask("POST", "/services/Orders/echo", b"[1]", Content_Type="text/plain").json() == [1]
    wrong: list[Any] = [None, {}, {"item": 5}, {"item": "tea", "colour": "red"}, "tea", [1]]
    for body in wrong:
        refusal(wire.ask("POST", path, body), 14009)
    refusal(wire.ask("POST", "/services/Orders/cancel", {}), 14002)
    refusal(wire.ask("POST", "/services/Shop/place", {}), 14001)
    refusal(wire.ask("POST", path, b"{"), 8002)
    refusal(wire.ask("GET", path), 2001, 405)
    for bare in ("/services", "/services/"):
        refusal(wire.ask("POST", bare, {}), 14001)
    refusal(wire.at("/a/b").ask("POST", path, {}), 2002)
    refusal(wire.ask("POST", path, {"item": "tea"}, user_token="gone"), 3064)


def test_it_can_be_started_without_waiting(wire: Wire) -> None:
    save(wire, HEAD + "inputs: {id: {type: text}}\ndo:\n- publish: {channel: =id, message: Hi}\n")
    for kind in ("async", "async-low-priority"):
        answer = wire.ask("POST", "/services/S/m", {"id": kind}, bl_execution_type=kind)
        assert (answer.status, answer.json()) == (200, None)
    refusal(wire.ask("POST", "/services/S/m", {"id": "x"}, bl_execution_type="soon"), 8008)
    assert wire.ask("POST", "/services/S/m", {"id": "sync"}, bl_execution_type="sync").json() is None
    end = time.monotonic() + 30
    while set(devices.channels(wire.store)) != {"async", "async-low-priority", "sync"}:
        assert time.monotonic() < end, devices.channels(wire.store)
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("steps", "code", "status"),
    [
        ("- print: =1 / 0\n", 14000, 400),
        ("- raise: No more tea\n", 14000, 400),
        ("- register_device: {}\n", 5011, 400),
        ("- publish: {channel: push, message: Hi}\n", 5044, 400),
        ("- login: {login: ada@example.com, password: wrong}\n", 3003, 401),
        ("- wait: 60\n", 15000, 400),
    ],
)
def test_what_a_flow_does_wrong_is_told(serve: Callable[..., Site], steps: str, code: int, status: int) -> None:
    wire = save(wire_of(serve(limits=Limits(seconds=0.5))), f"{HEAD}do:\n{steps}")
    refusal(wire.ask("POST", "/services/S/m"), code, status)


def test_flows_are_started_by_name_and_by_id(wire: Wire) -> None:
    save(wire, ORDERS)
    body = {"name": "Place an order", "initialData": {"item": "a"}}
    by_name = wire.ask("POST", "/automation/flow/activate-by-name", body)
    by_id = wire.ask("POST", "/automation/flow/own/activate", {"item": "b"})
    for answer, item in ((by_name, "a"), (by_id, "b")):
        id = answer.json()["executionId"]
        run = wire.site.services.runs.get(id)
        assert run is not None and run.ended.wait(30)
        told = wire.ask("GET", f"/automation/flow/execution-context/{id}").json()
        assert told == {"item": item, "pieces": 1}
    start = "/automation/flow/activate-by-name"
    wrong: list[tuple[Any, int]] = [
        ({}, 8005), ({"initialData": {}}, 8007), ({"name": 5}, 8008), ({"name": "nobody"}, 1000),
        ({"name": "own", "initialData": [1]}, 8004), ({"name": "own", "initialData": {}}, 14009),
    ]  # fmt: skip
    for body, code in wrong:
        refusal(wire.ask("POST", start, body), code)
    refusal(wire.ask("POST", "/automation/flow/nobody/activate", {}), 1000)
    refusal(wire.ask("GET", "/automation/flow/execution-context/nobody"), 1000)


ANY = """flow: 1
when:
- http: {method: GET, path: /orders}
- http: {method: GET, path: /}
- http: {method: DELETE, path: /Orders/one}
- http: {method: PUT, path: /Orders/one}
- http: {method: PATCH, path: /Orders/one}
- event: {name: order.placed}
inputs:
  item: {type: text, default: tea}
  pieces: {type: number, default: 1}
  tags: {type: list, default: []}
do:
- return: {object: {item: =item, pieces: =pieces, tags: =tags}}
"""


def test_requests_of_every_method_start_flows(wire: Wire) -> None:
    save(wire, ANY)
    for method, path in (("GET", "/services/orders"), ("GET", "/services/"), ("DELETE", "/services/Orders/one")):
        answer = wire.ask(method, f'{path}?item=caf%C3%A9&pieces=2&tags=["x"]')
        assert (answer.status, answer.json()) == (200, {"item": "café", "pieces": 2, "tags": ["x"]})
        assert wire.ask(method, path).json() == {"item": "tea", "pieces": 1, "tags": []}
    for method in ("PUT", "PATCH", "DELETE"):
        assert wire.ask(method, "/services/Orders/one?pieces=3", {"item": "a"}).json()["pieces"] == 3
    head = wire.ask("HEAD", "/services/orders")
    assert (head.status, head.body) == (200, b"")
    for query in ("pieces=many", "colour=red", "item=a&item=b", "tags=5"):
        refusal(wire.ask("GET", f"/services/orders?{query}"), 14009)
    refusal(wire.ask("PUT", "/services/Orders/one?item=a", {"item": "b"}), 14009)
    answer = wire.ask("POST", "/services/Orders/one", {})
    assert "DELETE or PUT or PATCH" in refusal(answer, 2001, 405) and answer.headers["Allow"] == "DELETE, PUT, PATCH"
    refusal(wire.ask("GET", "/services/Orders/two"), 14002)
    refusal(wire.ask("GET", "/services/shop"), 14001)
    shown = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "no-cors"}
    assert wire.ask("GET", "/services/orders", **shown).status == 200, "the key in the address is what it needs"
    refusal(wire.at("/api").ask("GET", "/services/orders", **shown), 2009)
    assert wire.at("/api").ask("GET", "/services/orders").status == 200


def test_events_and_triggers_start_flows(wire: Wire) -> None:
    save(wire, ANY.replace("flow: 1", "flow: 1\nname: An order"))
    event, by_name = "/servercode/events/order.placed", "/automation/flow/trigger/activate-by-name"
    assert wire.ask("POST", event, {"item": "a"}).json()["item"] == "a"
    assert wire.ask("POST", event).json()["item"] == "tea"
    assert wire.ask("POST", event, {}, bl_execution_type="async").json() is None
    refusal(wire.ask("POST", event, {"colour": "red"}), 14009)
    refusal(wire.ask("POST", "/servercode/events/order.lost", {}), 14002)
    for answer in (
        wire.ask("POST", f"{by_name}?flowName=An%20order&triggerName=order.placed", {"item": "b"}),
        wire.ask("POST", "/automation/flow/own/trigger/order.placed/activate?execution=any", {"item": "b"}),
    ):
        run = wire.site.services.runs.get(answer.json()["executionId"])
        assert run is not None and run.ended.wait(30) and run.outcome and run.outcome.result["item"] == "b"
    wrong = [
        (f"{by_name}?flowName=An%20order", 8007), (f"{by_name}?triggerName=order.placed", 8007),
        (f"{by_name}?flowName=nobody&triggerName=order.placed", 1000),
        (f"{by_name}?flowName=own&triggerName=order.lost", 1000),
        ("/automation/flow/own/trigger/order.lost/activate", 1000),
        ("/automation/flow/nobody/trigger/order.placed/activate", 1000),
        ("/automation/flow/own/trigger/order.placed/activate?execution=17", 1000),
    ]  # fmt: skip
    for path, code in wrong:
        refusal(wire.ask("POST", path, {}), code)
    refusal(wire.ask("POST", f"{by_name}?flowName=own&triggerName=order.placed", [1]), 8004)
    wire.site.services.history.take_in("elsewhere", ANY.replace("order.placed", "order.lost"))
    refusal(wire.ask("POST", "/servercode/events/order.lost", {}), 14002)


WHO = (
    HEAD
    + """do:
- return:
    object: {user: =current_user(), editor: "=has_role('Editor')"}
"""
)
PUBLISHES = (
    HEAD
    + """inputs: {login: {type: text, default: ""}}
do:
- if: =login != ""
  then:
  - login: {login: =login, password: engine}
    save: user
- publish: {channel: news, message: Hi}
  save: told
- return: =told.status
"""
)


def test_a_flow_acts_for_who_calls(wire: Wire) -> None:
    Roles(wire.store).create("Editor")
    Permissions(wire.store).set("RestUser", "publish", "", False)
    Permissions(wire.store).set("Editor", "publish", "", True)
    for email in ("ada@example.com", "bob@example.com"):
        wire.ask("POST", "/users/register", {**ADA, "email": email})
    ada, bob = (enter(wire, login=f"{name}@example.com")["user-token"] for name in ("ada", "bob"))
    server = wire.with_key("server")
    server.ask("POST", "/users/assignRole", {"user": "ada@example.com", "roleName": "Editor"})
    save(wire, WHO)
    assert wire.ask("POST", "/services/S/m").json() == {"user": None, "editor": False}
    told = wire.ask("POST", "/services/S/m", user_token=ada).json()
    assert told["editor"] is True and told["user"]["email"] == "ada@example.com" and "password" not in told["user"]
    save(wire, PUBLISHES)
    refusal(wire.ask("POST", "/services/S/m"), 5007, 403)
    refusal(wire.ask("POST", "/services/S/m", user_token=bob), 5007, 403)
    assert wire.ask("POST", "/services/S/m", user_token=ada).json() == "SCHEDULED"
    assert server.ask("POST", "/services/S/m").json() == "SCHEDULED"
    assert wire.ask("POST", "/services/S/m", {"login": "ada@example.com"}, user_token=bob).json() == "SCHEDULED"
    refusal(wire.ask("POST", "/services/S/m", {"login": "bob@example.com"}, user_token=ada), 5007, 403)
    assert wire.ask("GET", "/info", user_token=ada).status == 200, "a login within a flow ends no session"
    save(wire, HEAD + "do:\n- logout: {}\n- return: =current_user()\n")
    assert wire.ask("POST", "/services/S/m", user_token=ada).json() is None
    refusal(wire.ask("GET", "/info", user_token=ada), 3064)
    refusal(wire.ask("POST", "/services/S/m"), 3023)


def test_runs_of_callers_are_kept_with_who_called(wire: Wire) -> None:
    steps = (
        "inputs: {secret: {type: text}}\ndo:\n- print: Hello\n- if: =secret == 'x'\n  then: [{raise: No more tea}]\n"
    )
    save(wire, HEAD.replace("}}]", "}}, {event: {name: e}}]") + steps)
    wire.ask("POST", "/users/register", ADA)
    ada = enter(wire)
    wire.ask("POST", "/services/S/m", {"secret": "engine"}, user_token=ada["user-token"])
    refusal(wire.with_key("server").ask("POST", "/servercode/events/e", {"secret": "x"}), 14000)
    started = wire.ask("POST", "/automation/flow/own/trigger/e/activate", {"secret": "y"}).json()["executionId"]
    run = wire.site.services.runs.get(started)
    assert run is not None and run.ended.wait(30)
    page = wire.site.ask("GET", "/runs").body.decode()
    callers = ["trigger e, client key", "event e, server key", f"POST /S/m, client key, user {ada['objectId']}"]
    runs = {run.caller: run for run in recent_runs(wire.store)}
    assert set(runs) == set(callers) and all(f"<td>{caller}</td>" in page for caller in callers)
    failed = runs[callers[1]]
    assert (failed.status, failed.log, failed.inputs) == ("error", ["Hello"], {}) and "No more tea" in str(failed.error)
    shown = wire.site.ask("GET", f"/runs/{failed.id}").body.decode()
    assert "Called by" in shown and "its steps were not kept" in shown and callers[1] in shown and "engine" not in shown
    assert wire.ask("GET", f"/automation/flow/execution-context/{failed.id}").json() == {}
    assert "engine" not in str(find_run(wire.store, runs[callers[2]].id)), "what goes in is the caller's"
    id, keys = apps.create_app(wire.store, "Shop")
    wire.at(f"/{id}/{keys['client']}").ask("POST", "/services/S/m", {"secret": "z"})
    wire.site.services.runs.close()
    assert len(recent_runs(wire.store)) == 3, "another app sees none of them"
    [last, *_] = recent_runs(wire.store, every_app=True)
    assert last.caller == f"POST /S/m, client key, app {id}", "the last ones are kept when the server ends"
    assert wire.site.ask("GET", f"/runs/{last.id}").status == 200


def test_in_public_only_what_is_published_can_be_started(serve: Callable[..., Site]) -> None:
    wire = save(wire_of(serve(policy=PUBLIC)), ONE)
    assert wire.ask("POST", "/services/Orders/echo", 5).json() == 5
    refusal(wire.ask("POST", "/automation/flow/activate-by-name", {"name": "own"}), 14008, 403)
    refusal(wire.ask("POST", "/automation/flow/own/activate", {"value": 1}), 14008, 403)
    refusal(wire.ask("GET", "/automation/flow/execution-context/x"), 14008, 403)
    refusal(wire.ask("POST", "/automation/flow/own/trigger/x/activate", {}), 14008, 403)
    refusal(wire.ask("POST", "/automation/flow/trigger/activate-by-name", {}), 14008, 403)
    assert wire.with_key("server").ask("POST", "/automation/flow/own/activate", {"value": 1}).status == 200


def test_as_many_as_there_can_be_at_once(serve: Callable[..., Site]) -> None:
    wire = save(wire_of(serve(runs=1)), HEAD + "do: [{wait: 1}]\n")
    assert wire.ask("POST", "/services/S/m", bl_execution_type="async").json() is None
    answer = wire.ask("POST", "/services/S/m")
    refusal(answer, 999, 429)
    assert int(answer.headers["Retry-After"]) > 0
    end = time.monotonic() + 30
    while wire.ask("POST", "/services/S/m", bl_execution_type="async").status != 200:
        assert time.monotonic() < end
        time.sleep(0.1)


def test_a_flow_from_elsewhere_is_no_method_before_somebody_allowed_it(wire: Wire) -> None:
    history = wire.site.services.history
    history.take_in("own", ORDERS)
    by_id, body = "/automation/flow/own/activate", {"item": "tea"}
    refusal(wire.ask("POST", "/services/Orders/place", body), 14002)
    refusal(wire.ask("POST", by_id, body), 14004)
    history.allow("own")
    assert wire.ask("POST", "/services/Orders/place", body).json()["pieces"] == 1
    assert wire.ask("POST", by_id, body).status == 200
