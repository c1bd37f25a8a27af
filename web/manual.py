"""The pages of the reference: all blocks with a search, and one page for each; the schema of flow files."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, render_template, request

import blockloom
from blockloom.runtime import schema as schema_of
from blockloom.web.answers import Refusal, did_you_mean
from blockloom.web.highlight import pieces_of
from blockloom.web.reference import by_category, entries, kinds, paragraphs, search, takes, without
from blockloom.web.words import gettext

manual = Blueprint("manual", __name__)


@manual.get("/blocks")
def blocks() -> str:
    """Every block under its category, or those of which each word of ``?q=`` is told."""
    catalog, words = blockloom.catalog(), request.args.get("q", "")[:200]
    found = search(catalog, words.split()) if words.strip() else list(entries(catalog).values())
    return render_template(
        "blocks.html", groups=by_category(found), found=len(found), words=words, problems=catalog.problems
    )


@manual.get("/blocks/<name>")
def block(name: str) -> str:
    """All that is told of one block."""
    catalog = blockloom.catalog()
    entry = entries(catalog).get(name)
    if entry is None:
        raise Refusal(
            404, gettext('There is no block called "{name}".', name=name[:80]) + did_you_mean(name, catalog), "no_block"
        )
    return render_template(
        "block.html",
        entry=entry,
        block=entry.block,
        paragraphs=paragraphs(entry.block),
        beside=[other for other in entries(catalog).values() if other.category == entry.category],
        told=". ".join(row.words for row in entry.rows),
        lines=pieces_of(entry.steps, catalog),
        takes=takes,
        kinds=kinds,
        without=without,
    )


@manual.get("/schema/flow-1.json")
def schema() -> Response:
    """The JSON Schema of flow files, for any editor that completes them: editors hold no cookie."""
    return jsonify(schema_of(blockloom.catalog()))
