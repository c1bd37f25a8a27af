"""A recorded run as one more of the flow's own tests."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from blockloom.runtime.catalog import Catalog
from blockloom.runtime.format import NotUnderstood, Pieces
from blockloom.runtime.model import Flow, Test
from blockloom.runtime.write import save
from blockloom.runtime.write.document import document, steps_in
from blockloom.web.words import gettext
from blockloom.web.workspace.loose import NOWHERE
from blockloom.web.workspace.wire import NotBlocks

_LONGEST = 100


def with_test(
    text: str,
    flow: Flow,
    name: str,
    given: dict[str, Any],
    expect: list[Any],
    catalog: Catalog,
    as_json: bool = False,
) -> str:
    """The text with a test more: what it is ``given`` and expects, as a flow file has them. All else stays as it is."""
    pieces = Pieces(catalog, {known: [*function.params] for known, function in flow.functions.items()})
    path = f"tests/{len(flow.tests)}"
    try:
        values = [pieces.value(one, f"{path}/expect/{number}") for number, one in enumerate(expect)]
    except NotUnderstood as error:
        raise NotBlocks(gettext("What came out of the run can't be written down: {reason}", reason=error)) from None
    test = Test(_free(name.strip()[:_LONGEST] or gettext("a run"), flow), given, values, NOWHERE)
    new = replace(flow, tests=[*flow.tests, test])
    origins = {address: address for address in steps_in(document(new, to_the_letter=False))}
    return save(text, new, origins, catalog, as_json)


def _free(name: str, flow: Flow) -> str:
    """The name, with a number where another test has it."""
    taken, number, free = {test.name for test in flow.tests}, 1, name
    while free in taken:
        number += 1
        free = f"{name} {number}"
    return free
