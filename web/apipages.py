"""The page of the REST API: every call of the OpenAPI document, with lines for a shell and a script to paste."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from flask import Blueprint, Flask, Response, current_app, jsonify, render_template

from blockloom.runtime.apps import client_key
from blockloom.web.api.examples import EXAMPLES, SERVER_KEY, Example
from blockloom.web.api.openapi import document_of
from blockloom.web.services import services
from blockloom.web.words import gettext, marked

apipages = Blueprint("apipages", __name__)

API = "blockloom.api"
"""Where the pages' app keeps the API's app."""
SUBJECTS = {
    "info": marked("The app"),
    "registrations": marked("Devices"),
    "devicetable": marked("The table of registrations"),
    "messages": marked("Messages"),
    "templates": marked("Templates and channels"),
    "mail": marked("E-mail"),
    "sessions": marked("Logging in and out"),
    "users": marked("Users"),
    "roles": marked("Roles"),
    "flows": marked("Flows"),
}


POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; worker-src blob:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "object-src 'none'"
)
"""Redoc makes styles and markup as it draws, and searches in a worker that it makes. It is given nothing but our own
document."""


@apipages.get("/api-reference")
def reference() -> Response:
    """Every call under its subject, drawn by Redoc."""
    page = render_template("api.html", fronts=fronts())
    return Response(page, headers={"Content-Security-Policy": POLICY})


@apipages.get("/api-reference/openapi.json")
def document() -> Response:
    """The document of the API for this page: with this server's addresses, and with lines to paste."""
    api: Flask = current_app.extensions[API]
    with api.app_context():
        told = document_of(api)
    tags = [{"name": tag, "x-displayName": gettext(words)} for tag, words in SUBJECTS.items()]
    paths = {
        path: {method: {**each, **pasted(path, method.upper(), each)} for method, each in methods.items()}
        for path, methods in told["paths"].items()
    }
    return jsonify({**told, "servers": [{"url": each} for each in fronts()], "tags": tags, "paths": paths})


def pasted(path: str, verb: str, operation: Mapping[str, Any]) -> dict[str, Any]:
    """What Redoc shows of an operation beside its shape: lines for a shell and for JavaScript."""
    subject, name = operation["operationId"].split(".")[:2]
    example = EXAMPLES[f"{subject}.{name}"]
    address = address_of(path, example)
    samples = [
        {"lang": "Shell", "label": "curl", "source": curl(verb, address, example)},
        {"lang": "JavaScript", "source": script(verb, address, example)},
    ]
    summary = operation["summary"].partition(": ``")[0].replace("``", "")
    return {"summary": summary, "x-codeSamples": samples}


def fronts() -> list[str]:
    """What addresses begin with: the default app's, and the short one."""
    return [front(False), f"{services().gate.base}/api"]


def front(server: bool) -> str:
    """The address of the default app, with its client key, or a word for the server key."""
    store = services().store
    return f"{services().gate.base}/{store.app}/{SERVER_KEY if server else client_key(store)}"


def address_of(path: str, example: Example) -> str:
    """The whole address of an example."""
    for name, value in example.path.items():
        path = path.replace(f"{{{name}}}", quote(value, safe="/:"))
    asked = f"?{urlencode(example.query)}" if example.query else ""
    withheld = example.withheld and services().settings.public is not None
    return f"{front(example.server or withheld)}{path}{asked}"


def headers(example: Example) -> dict[str, str]:
    return {**({} if example.body is None else {"Content-Type": "application/json"}), **example.headers}


def curl(method: str, address: str, example: Example) -> str:
    """A line for a shell."""
    parts = ["curl" if method == "GET" else f"curl -X {method}"]
    parts[0] += f" {shlex.quote(address)}"
    parts += [f"-H {shlex.quote(f'{name}: {value}')}" for name, value in headers(example).items()]
    if example.body is not None:
        parts.append(f"-d {shlex.quote(json.dumps(example.body, ensure_ascii=False))}")
    return " \\\n  ".join(parts)


def script(method: str, address: str, example: Example) -> str:
    """The same for JavaScript, in a browser or in Node."""
    parts = [f"method: {json.dumps(method)}"]
    if headers(example):
        parts.append(f"headers: {json.dumps(headers(example))}")
    if example.body is not None:
        parts.append(f"body: JSON.stringify({json.dumps(example.body, ensure_ascii=False)})")
    options = ",\n  ".join(parts)
    return f"fetch({json.dumps(address)}, {{\n  {options}\n}}).then(answer => answer.text()).then(console.log)"
