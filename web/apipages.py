"""The page of the REST API: every call of the OpenAPI document, with lines for a shell and a script to paste.

It is our own, since the libraries that draw such documents need styles and markup that the pages' policy forbids.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from flask import Blueprint, Flask, current_app, render_template
from markupsafe import Markup, escape

from blockloom.runtime.apps import client_key
from blockloom.web.api.examples import EXAMPLES, SERVER_KEY, Example
from blockloom.web.api.openapi import document_of
from blockloom.web.services import services
from blockloom.web.words import marked

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


@dataclass(frozen=True, slots=True)
class Call:
    """One operation as the page tells it. ``fields`` are the body's properties: name, kind, whether it has to be
    there."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    fields: list[tuple[str, str, bool]]
    curl: str
    script: str


@apipages.get("/api-reference")
def reference() -> str:
    """Every call under its subject."""
    api: Flask = current_app.extensions[API]
    with api.app_context():
        document = document_of(api)
    groups: dict[str, list[Call]] = {tag: [] for tag in SUBJECTS}
    for tag, call in calls(document):
        groups[tag].append(call)
    return render_template(
        "api.html", groups=groups, subjects=SUBJECTS, fronts=[front(False), f"{services().gate.base}/api"], coded=coded
    )


def calls(document: Mapping[str, Any]) -> Iterator[tuple[str, Call]]:
    """Each operation of the document with its tag."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            subject, name = operation["operationId"].split(".")[:2]
            example = EXAMPLES[f"{subject}.{name}"]
            verb, address = method.upper(), address_of(path, example)
            body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            yield (
                operation["tags"][0],
                Call(
                    operation["operationId"],
                    verb,
                    path,
                    operation["summary"],
                    operation["description"],
                    list(fields(body)),
                    curl(verb, address, example),
                    script(verb, address, example),
                ),
            )


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


def fields(body: Mapping[str, Any]) -> Iterator[tuple[str, str, bool]]:
    """The properties of a body, as JSON calls their kinds."""
    for name, shape in body.get("properties", {}).items():
        yield name, kind(shape), name in body.get("required", ())


def coded(text: str) -> Markup:
    """A text in which what stands in pairs of backticks is code."""
    pieces = [escape(piece) for piece in text.split("``")]
    return Markup().join(
        Markup("<code>{}</code>").format(piece) if at % 2 else piece for at, piece in enumerate(pieces)
    )


def kind(shape: Mapping[str, Any]) -> str:
    if "anyOf" in shape:
        return " | ".join(dict.fromkeys(kind(one) for one in shape["anyOf"]))
    if "enum" in shape:
        return " | ".join(json.dumps(word) for word in shape["enum"])
    if shape.get("type") == "array":
        return f"[{kind(shape['items'])}, …]"
    return str(shape.get("type", "any"))
