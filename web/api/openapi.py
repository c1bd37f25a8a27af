"""The OpenAPI document of the API, made from its routes: where each is, what it says of itself, what it speaks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from typing import Any

from flask import Blueprint, Flask, Response, current_app, jsonify
from werkzeug.routing import Rule

from blockloom.web.api.shapes import COMPONENTS, named
from blockloom.web.api.speaks import MARK, Link, Speech

openapi = Blueprint("openapi", __name__)

DIALECT = "https://spec.openapis.org/oas/3.1/dialect/base"
REFUSALS = {
    "400": "It can't be done as it was asked; the code says why",
    "401": "Login or password is wrong",
    "403": "The caller may not do that",
    "404": "There is nothing at this address",
    "405": "This address can't be used that way",
    "409": "Somebody else has it already",
    "413": "The body is too large",
    "429": "Called too often; Retry-After says how long to wait",
}
PARAMETER = re.compile(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>")


@openapi.get("/openapi.json")
def document() -> Response:
    """This document."""
    return jsonify(document_of(current_app))


def document_of(app: Flask) -> dict[str, Any]:
    """The document of an app of the API."""
    paths: dict[str, dict[str, Any]] = {}
    for rule in sorted(rules(app), key=lambda rule: rule.rule):
        view = app.view_functions[rule.endpoint]
        speech = getattr(view, MARK, None)
        if isinstance(speech, Speech):
            path = PARAMETER.sub(r"{\1}", rule.rule)
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                told = operation(rule, method.lower(), view.__doc__ or "", speech)
                paths.setdefault(path, {})[method.lower()] = told
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": DIALECT,
        "info": {
            "title": "Blockloom",
            "version": own_version(),
            "description": "Devices, messages and users, as Backendless SDKs speak of them. Every refusal is a JSON "
            "object with a Backendless code, a sentence and errorData.",
        },
        "servers": [
            {
                "url": "/{appId}/{apiKey}",
                "description": "An app, by its id and one of its keys",
                "variables": {"appId": {"default": "APP_ID"}, "apiKey": {"default": "CLIENT_KEY"}},
            },
            {"url": "/api", "description": "The default app, with its client key"},
        ],
        "paths": paths,
        "components": {
            "schemas": COMPONENTS,
            "securitySchemes": {"user": {"type": "apiKey", "in": "header", "name": "user-token"}},
        },
        "security": [{}, {"user": []}],
    }


def rules(app: Flask) -> Iterator[Rule]:
    """Every address, but for those that are another one with a part left out."""
    return (rule for rule in app.url_map.iter_rules() if not rule.defaults)


def operation(rule: Rule, method: str, told: str, speech: Speech) -> dict[str, Any]:
    """One route with one method."""
    summary, _, rest = (part.strip() for part in told.partition("\n\n"))
    made: dict[str, Any] = {
        "operationId": operation_id(rule, method),
        "tags": [rule.endpoint.partition(".")[0]],
        "summary": " ".join(summary.split()),
        "description": " ".join(rest.split()),
        "parameters": list(parameters(rule, speech)),
        "responses": {**answers(speech), **refusals()},
    }
    if speech.body is not None:
        made["requestBody"] = {
            "required": not speech.may_lack,
            "content": {"application/json": {"schema": speech.body}},
        }
    return made


def operation_id(rule: Rule, method: str) -> str:
    """The endpoint; behind it the second word of the path, where a route has several addresses, and the method, where
    an address has several."""
    several = sum(other.endpoint == rule.endpoint for other in rules(current_app)) > 1
    named = f"{rule.endpoint}.{rule.rule.split('/')[2]}" if several else rule.endpoint
    return f"{named}.{method}" if len((rule.methods or set()) - {"HEAD", "OPTIONS"}) > 1 else named


def parameters(rule: Rule, speech: Speech) -> Iterator[dict[str, Any]]:
    plain = {"type": "string", "minLength": 1}
    for name in PARAMETER.findall(rule.rule):
        yield {"name": name, "in": "path", "required": True, "schema": speech.parameters.get(name, plain)}
    for name, shape in {**speech.needed, **speech.query}.items():
        yield {"name": name, "in": "query", "required": name in speech.needed, "schema": shape}
    for name, shape in speech.headers.items():
        yield {"name": name, "in": "header", "required": True, "schema": shape}


def answers(speech: Speech) -> dict[str, Any]:
    if speech.answer is None and not speech.empty:
        return {}
    made: dict[str, Any] = {"description": "Done"}
    if speech.answer is not None:
        made["content"] = {"application/json": {"schema": speech.answer}}
    if speech.links:
        made["links"] = {link.endpoint.replace(".", "_"): link_of(link) for link in speech.links}
    return {"200": made}


def link_of(link: Link) -> dict[str, Any]:
    made: dict[str, Any] = {"operationId": link.endpoint}
    if link.parameters:
        made["parameters"] = dict(link.parameters)
    if link.body is not None:
        made["requestBody"] = dict(link.body)
    return made


@cache
def refusals() -> dict[str, Any]:
    content = {"application/json": {"schema": named("Error")}}
    return {status: {"description": why, "content": content} for status, why in REFUSALS.items()}


def own_version() -> str:
    return version("blockloom")
