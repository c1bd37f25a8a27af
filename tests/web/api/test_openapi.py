"""The OpenAPI document: it is made from the routes, and thousands of requests that are made from it are answered as it
says."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from urllib.parse import quote

import hypothesis
import pytest
import schemathesis
from flask import Flask
from hypothesis import strategies as st
from limits import parse
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from blockloom.runtime import apps
from blockloom.runtime.format.triggers import METHODS
from blockloom.runtime.messaging import Device, Messaging
from blockloom.runtime.messaging.mailtemplates import MailTemplates
from blockloom.runtime.messaging.templates import Templates
from blockloom.runtime.store import Store
from blockloom.runtime.users import Roles, Users
from blockloom.web.api import rates, users
from blockloom.web.api.app import create_api
from blockloom.web.api.mount import API_KEY, APP_ID
from blockloom.web.app import create_app
from blockloom.web.services import NAME
from blockloom.web.settings import ServerSettings
from tests.web.api.conftest import Wire

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
ENOUGH, SHARE = 20, 0.3
"""Of so many requests for an operation, and more, the least share that is to be done."""
CONFIRMING = "confirming"


def test_the_document_is_served_where_people_look_for_it(wire: Wire) -> None:
    answer = wire.ask("GET", "/openapi.json")
    told = answer.json()
    assert answer.status == 200 and told["openapi"] == "3.1.0"
    for front in ("/api", ""):
        assert wire.at(front).ask("GET", "/openapi.json").json() == told
    device = told["paths"]["/messaging/registrations"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert device["required"] == ["deviceId", "deviceToken", "os", "osVersion"]
    assert device["properties"]["os"]["enum"] == ["IOS", "ANDROID", "WP", "OSX"]


def test_every_route_is_in_it_or_answers_501(wire: Wire) -> None:
    told = wire.ask("GET", "/openapi.json").json()["paths"]
    own = {"/openapi.json", "/services/"}
    for rule in create_api(wire.site.services).url_map.iter_rules():
        path = rule.rule.replace("<", "{").replace(">", "}").replace("{path:", "{").replace("{anything:", "{")
        if not rule.endpoint.startswith("unbuilt"):
            assert path in told or path in own, path


def own_server(data: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Flask, dict[str, Any]]:
    """The API as its default app's server calls it, and its document with the names that this app has.

    Its store is closed: each of the machine's scenarios begins with a copy of it, or of the one in the folder
    CONFIRMING, whose app has addresses confirmed.
    """
    for name in ("WRONG_BY_ACCOUNT", "WRONG_BY_ADDRESS"):
        monkeypatch.setattr(rates, name, parse("1000000 per minute"))
    monkeypatch.setattr(users, "ASKED_BY_ACCOUNT", parse("1000000 per minute"))
    pages = create_app(ServerSettings(data, delivers=False, smtp="smtp://127.0.0.1:9", mail_from="a@b"))
    services = pages.extensions[NAME]
    store, api = services.store, create_api(services)
    Roles(store).create("Editor")
    Templates(store).add({"name": "tea", "message": "Tea"}, 1)
    Users(store, services.passwords).register({"email": "ada@example.com", "password": "engine"})
    MailTemplates(store).add({"name": "welcome", "subject": "Hi", "text": "Hi"}, 1)
    ways = [f"{{http: {{method: {method}, path: /Shop/echo}}}}" for method in METHODS]
    head = f"flow: 1\nwhen: [{', '.join(ways)}, {{event: {{name: sold}}}}]\ninputs: {{value: {{default: null}}}}\n"
    services.library.save("echo", f"{head}do: [{{return: =value}}]\n")
    for number in range(12):
        device = Device(f"phone-{number}", f"token-{number}", "ANDROID", "14")
        Messaging(store, device).register(["ads", f"channel-{number}"])
    who = {APP_ID: store.app, API_KEY: apps.first_keys(store)["server"]}
    wsgi = api.wsgi_app
    api.wsgi_app = lambda environ, start: wsgi({**environ, **who}, start)  # type: ignore[assignment,method-assign]
    with api.app_context():
        told = api.test_client().get("/openapi.json").get_json()
    store.close()
    (data / CONFIRMING).mkdir()
    shutil.copy(data / "app.db", data / CONFIRMING)
    with closing(Store.open(None, data / CONFIRMING)) as confirming:
        apps.set_confirms(confirming, apps.find_app(confirming, confirming.app), True)
        Users(confirming, services.passwords, confirm=lambda _: None).register(
            {"email": "grace@example.com", "password": "compiler"}
        )
    return api, with_names(told)


def with_names(told: dict[str, Any]) -> dict[str, Any]:
    told["servers"] = [{"url": "/"}]
    for path, property, name in (
        ("/users/assignRole", "roleName", "Editor"),
        ("/users/unassignRole", "roleName", "Editor"),
        ("/automation/flow/activate-by-name", "name", "echo"),
        ("/emailtemplate/send", "template-name", "welcome"),
    ):
        body = told["paths"][path]["post"]["requestBody"]["content"]["application/json"]["schema"]
        body["properties"][property] = {"enum": [name]}
    for path, *names in (
        ("/automation/flow/trigger/activate-by-name", "echo", "sold"),
        ("/automation/flow/{flow_id}/trigger/{trigger_id}/activate", "echo", "sold"),
        ("/services/{address}", "Shop/echo"),
        ("/servercode/events/{event}", "sold"),
        ("/automation/flow/{flow_id}/activate", "echo"),
        ("/messaging/push/{name}", "tea"),
        ("/users/role/{name}", "Editor"),
        ("/users/restorepassword/{identity}", "ada@example.com"),
        ("/users/resendconfirmation/{identity}", "grace@example.com"),
        ("/users/createEmailConfirmationURL/{identity}", "grace@example.com"),
    ):
        for operation in told["paths"][path].values():
            for parameter, name in zip(operation["parameters"], names, strict=False):
                parameter["schema"] = {"enum": [name]}
    return told


def test_requests_made_from_it_are_answered_as_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pytestconfig: pytest.Config
) -> None:
    """Single requests of every route, right and wrong ones; and scenarios: what the document links to a request goes on
    with what that one sent and was answered."""
    api, told = own_server(tmp_path, monkeypatch)
    audit = bool(pytestconfig.getoption("--audit"))
    wanted = 10_000 if audit else 400
    schema = schemathesis.openapi.from_dict(told)
    schema.app = api
    tally, scenarios = Tally(), Scenarios(schema, api)
    alone = [id for id in scenarios.operations if id not in scenarios.linked]
    for mode, share in ((GenerationMode.POSITIVE, 0.3), (GenerationMode.NEGATIVE, 0.1)):
        times = max(2, int(wanted * share / len(alone)))
        for id in alone:
            cases = scenarios.operations[id].as_strategy(generation_mode=mode)
            # with a number beside it, a request that can be made in a few ways only is made as often as any other
            data = tmp_path / CONFIRMING if "confirm" in id else tmp_path
            repeat(audit, times, st.tuples(cases, st.integers()), lambda case: tally.ask(case[0]), api, data)
    while (left := wanted - tally.total) > 0:
        before = tally.total
        for id in scenarios.sources:
            times = min(40, max(2, left // 4 // len(scenarios.sources)))
            repeat(audit, times, scenarios.starting_with(id), lambda steps: tally.play(steps), api, tmp_path)
        assert tally.total > before
    tally.tell()
    rare = []
    for label, operation in each(told):
        number, share = tally.share(label)
        if "200" not in operation["responses"]:
            assert share == 0, label
        elif (number >= ENOUGH and share < SHARE) or (audit and not number):
            rare.append(f"{label}: {share:.0%} of {number}")
    assert not rare, rare


class Scenarios:
    """The operations of a schema by their ids, and what goes on from what: ``linked`` are those that go on from others,
    ``sources`` those that scenarios can begin with."""

    def __init__(self, schema: Any, api: Flask) -> None:
        self.operations: dict[str, Any] = {
            one.ok().definition.raw["operationId"]: one.ok() for one in schema.get_all_operations()
        }
        self.linked = {link["operationId"] for id in self.operations for link in self.links(id)}
        self.sources = [id for id in self.operations if self.links(id) and id not in self.linked]

    def links(self, id: str) -> list[dict[str, Any]]:
        done = self.operations[id].definition.raw["responses"].get("200", {})
        return list(done.get("links", {}).values())

    def starting_with(self, id: str) -> Any:
        """A request, and requests for what is linked to it, and to these, in any order."""
        case = self.operations[id].as_strategy()
        links = self.links(id)
        if not links:
            return case.map(lambda first: (first, []))
        following = st.sampled_from(links).flatmap(
            lambda link: self.starting_with(link["operationId"]).map(lambda steps: (link, steps))
        )
        return st.tuples(case, st.lists(following, min_size=1, max_size=4))


def going_on(case: Any, link: dict[str, Any], before: Any, response: Any) -> Any:
    """The request with what the link takes over from the one before it."""
    for name, expression in link.get("parameters", {}).items():
        value = found(expression, before, response)
        if name not in (case.path_parameters or {}):
            case.headers[name] = value
        else:
            case.path_parameters[name] = value if "$request.path" in expression else quote(value, safe="")
    if "requestBody" in link:
        taken = {name: found(expression, before, response) for name, expression in link["requestBody"].items()}
        case.body = {**case.body, **taken}
    return case


def found(expression: str, before: Any, response: Any) -> Any:
    """What a runtime expression of OpenAPI's names: a part of a body, or a parameter of the path."""
    if expression.startswith("$request.path."):
        return before.path_parameters[expression.removeprefix("$request.path.")]
    value = response.json() if expression.startswith("$response") else before.body
    for part in expression.partition("#/")[2].split("/"):
        value = value[int(part)] if isinstance(value, list) else value[part]
    return value


@dataclass
class Tally:
    """The statuses that each operation answered."""

    statuses: dict[str, Counter[int]] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(counted.total() for counted in self.statuses.values())

    def ask(self, case: Any) -> Any:
        """Send it, hold the answer against the document, and count it."""
        response = case.call()
        case.validate_response(response, checks=CHECKS)
        self.statuses.setdefault(case.operation.label, Counter())[response.status_code] += 1
        return response

    def play(self, steps: Any) -> None:
        """A scenario; it goes on from what was done and answered something to go on with."""
        case, following = steps
        self.go_on(case, self.ask(case), following)

    def go_on(self, case: Any, response: Any, following: Any) -> None:
        if not following or response.status_code != 200 or response.json() == []:
            return
        for link, (further, rest) in following:
            going_on(further, link, case, response)
            self.go_on(further, self.ask(further), rest)

    def share(self, label: str) -> tuple[int, float]:
        """How often it was asked, and the share of what was done."""
        counted = self.statuses.get(label, Counter())
        number = counted.total()
        return number, sum(times for status, times in counted.items() if status < 300) / max(1, number)

    def tell(self) -> None:
        for label, counted in sorted(self.statuses.items()):
            number, share = self.share(label)
            print(f"{label:<55} {number:>6} {share:>5.0%} {dict(counted)}")
        print(f"{self.total:,} requests")


def each(told: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Each operation of the document by its label."""
    return [(f"{method.upper()} {path}", one) for path, all in told["paths"].items() for method, one in all.items()]


def repeat(audit: bool, times: int, cases: Any, work: Callable[[Any], Any], api: Flask, data: Path) -> None:
    """Do the work for so many cases, with a store as it was at first."""
    folder = Path(mkdtemp(dir=data))
    shutil.copy(data / "app.db", folder)
    api.extensions[NAME] = replace(api.extensions[NAME], store=Store.open(None, folder))
    try:

        @hypothesis.settings(
            max_examples=times,
            deadline=None,
            database=None,
            derandomize=not audit,  # a small sample must not turn red by chance
            suppress_health_check=list(hypothesis.HealthCheck),
            phases=[hypothesis.Phase.generate],
        )
        @hypothesis.given(cases)
        def each_case(case: Any) -> None:
            work(case)

        each_case()
    except hypothesis.errors.Unsatisfiable:
        pass  # nothing can be wrong about a request without parameters
    finally:
        api.extensions[NAME].store.close()
        shutil.rmtree(folder, ignore_errors=True)
