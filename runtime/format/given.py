"""Tree → what a test is given: plain data, each part held against the shape that it has to have."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from blockloom.runtime.data import column_name, table_name
from blockloom.runtime.errors import FlowError
from blockloom.runtime.findings import Place, guess
from blockloom.runtime.format.draft import Draft, data, described
from blockloom.runtime.format.tree import Mapping, Scalar, Tree
from blockloom.runtime.http import ANSWER_KEYS, given_answer
from blockloom.runtime.messaging import DEVICE_KEYS, MESSAGE_KEYS, PROVIDERS, given_message
from blockloom.runtime.wording import sentence

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def given(draft: Draft, tree: Tree, path: str) -> tuple[dict[str, Any], dict[str, Place]]:
    """What stands under ``given``, and where each of the inputs in it stands."""
    said = draft.mapping(tree, path, '"given"', "{inputs: {}}")
    if said is None:
        return {}, {}
    draft.known_keys(said, path, sentence("What a test is given"), tuple(GIVEN))
    for key, check in GIVEN.items():
        if key in said.pairs:
            check(draft, said.pairs[key], f"{path}/{key}")
    inputs = said.pairs.get("inputs")
    keys = inputs.keys if isinstance(inputs, Mapping) else {}
    return data(said), {name: Place(at.line, at.column, f"{path}/inputs/{name}") for name, at in keys.items()}


def moment_of(said: Any) -> datetime:
    """ISO 8601 text, or milliseconds since 1970 UTC, as a time that the language can tell; else ValueError."""
    try:
        if isinstance(said, int | float) and not isinstance(said, bool):
            return _EPOCH + timedelta(milliseconds=said)
        moment = datetime.fromisoformat(str(said))
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:
        raise ValueError(said) from None


def _inputs(draft: Draft, tree: Tree, path: str) -> None:
    draft.mapping(tree, path, '"inputs"', "{limit: 100}")


def _device(draft: Draft, tree: Tree, path: str) -> None:
    said = draft.mapping(tree, path, '"device"', '{os: ANDROID, osVersion: "14"}')
    if said is None:
        return
    draft.known_keys(said, path, sentence("A device"), DEVICE_KEYS)
    texts = {key: draft.text(said.pairs[key], f"{path}/{key}", f'"{key}"') for key in DEVICE_KEYS if key in said.pairs}
    for key in ("os", "osVersion"):
        if key not in said.pairs:
            draft.find(said, path, "given", sentence('A device needs "{key}".', key=key), f"{key}: …")
    os = texts.get("os")
    if os is not None and os.upper() not in PROVIDERS:
        message = sentence(
            '"os" has to be one of {providers}. You gave "{os}".', providers=", ".join(PROVIDERS), os=os[:40]
        )
        draft.find(said.pairs["os"], f"{path}/os", "given", message, guess(os.upper(), PROVIDERS))


def _clock(draft: Draft, tree: Tree, path: str) -> None:
    said = tree.value if isinstance(tree, Scalar) else None
    try:
        if said is None or isinstance(said, bool):
            raise ValueError
        moment_of(said)
    except ValueError:
        message = sentence(
            '"clock" has to be a time such as 2026-11-24T09:00:00Z. This is {found}.', found=described(tree)
        )
        draft.find(tree, path, "given", message)


def _random(draft: Draft, tree: Tree, path: str) -> None:
    said = tree.value if isinstance(tree, Scalar) else None
    if said is None or isinstance(said, bool):
        message = sentence(
            '"random" has to be a number or a text, and all chance then follows from it. This is {found}.',
            found=described(tree),
        )
        draft.find(tree, path, "given", message, "7")


def _messages(draft: Draft, tree: Tree, path: str) -> None:
    example = "{messageId: …, status: SCHEDULED}"
    _each(draft, tree, path, '"messages"', sentence("A message"), example, MESSAGE_KEYS, given_message)


def _http(draft: Draft, tree: Tree, path: str) -> None:
    example = "{url: https://example.com/price, body: 5}"
    check = partial(given_answer, what=sentence("This answer"))
    _each(draft, tree, path, '"http"', sentence("An answer"), example, ANSWER_KEYS, check)


def _each(
    draft: Draft,
    tree: Tree,
    path: str,
    name: str,
    one: str,
    example: str,
    keys: tuple[str, ...],
    check: Callable[[dict[str, Any]], object],
) -> None:
    """Look over a list of maps with these keys; ``check`` raises FlowError where one can't be."""
    listed = draft.sequence(tree, path, name, f"[{example}]")
    for number, item in enumerate(listed.items if listed else []):
        inside = f"{path}/{number}"
        said = draft.mapping(item, inside, one, example)
        if said is None:
            continue
        draft.known_keys(said, inside, one, keys)
        try:
            check({key: data(inner) for key, inner in said.pairs.items() if key in keys})
        except FlowError as error:
            draft.find(said, inside, "given", error.message)


def _rows(draft: Draft, tree: Tree, path: str) -> None:
    said = draft.mapping(tree, path, '"rows"', "{orders: [{total: 5}]}")
    if said is None:
        return
    for table, inner in said.pairs.items():
        at = f"{path}/{table}"
        _can_name(draft, said.keys[table], at, table_name)
        listed = draft.sequence(inner, at, sentence('The rows of "{table}"', table=table), "[{total: 5}]")
        for number, item in enumerate(listed.items if listed else []):
            row = draft.mapping(item, f"{at}/{number}", sentence('A row of "{table}"', table=table), "{total: 5}")
            for key in row.keys.values() if row else ():
                _can_name(draft, key, f"{at}/{number}", column_name)


def _can_name(draft: Draft, key: Scalar, path: str, check: Callable[[str], object]) -> None:
    """Note what ``check`` says of a name, as a FlowError."""
    try:
        check(str(key.value))
    except FlowError as error:
        draft.find(key, path, "given", error.message)


GIVEN: dict[str, Callable[[Draft, Tree, str], None]] = {
    "inputs": _inputs,
    "device": _device,
    "clock": _clock,
    "random": _random,
    "messages": _messages,
    "http": _http,
    "rows": _rows,
}
"""What a test can be given, and what looks it over."""
