"""JSON text to a value of the language, strictly: what two readers could take for two things is refused."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from blockloom.runtime.errors import FlowError
from blockloom.runtime.limits import LARGEST, NESTING
from blockloom.runtime.values import is_value
from blockloom.runtime.wording import sentence

_BRACKETS = re.compile(r'"(?:[^"\\]|\\.?)*+(?:"|\Z)|[\[\]{}]', re.DOTALL)


def value_from_json(text: str) -> Any:
    """The value that a JSON text says. FlowError ``wrong_json`` or ``too_deep`` if the language can't hold it."""
    _check_nesting(text)
    try:
        value = json.loads(
            text, object_pairs_hook=object_of, parse_int=_whole, parse_float=_broken, parse_constant=_constant
        )
    except json.JSONDecodeError as error:
        wrong = sentence(
            "{reason}, line {line}, column {column}", reason=error.msg, line=error.lineno, column=error.colno
        )
        _refuse(wrong)
    return value if is_value(value) else _refuse(sentence("it holds more than a value can, or half a character"))


def _check_nesting(text: str) -> None:
    """Refuse what is nested too deeply before anything recurses into it."""
    depth = 0
    for token in _BRACKETS.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token[0], 0)
        if depth > NESTING:
            raise FlowError(
                "too_deep", sentence("The JSON is nested more than {nesting} levels deep.", nesting=NESTING)
            )


def object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object of these properties; FlowError ``wrong_json`` if two of them have one name."""
    made = dict(pairs)
    if len(made) != len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        _refuse(sentence('the property "{name}" stands in one object twice', name=twice[:60]))
    return made


def _whole(digits: str) -> int:
    if len(digits) > 17 or abs(int(digits)) > LARGEST:
        _refuse(sentence("the number {digits} is beyond {largest} (2^53 - 1)", digits=_cut(digits), largest=LARGEST))
    return int(digits)


def _cut(digits: str) -> str:
    return digits if len(digits) <= 20 else f"{digits[:20]}…"


def _broken(digits: str) -> float:
    number = float(digits)
    if abs(number) > LARGEST:
        _refuse(sentence("the number {digits} is too large", digits=_cut(digits)))
    return number


def _constant(word: str) -> NoReturn:
    _refuse(sentence("{word} is no JSON", word=word))


def _refuse(reason: str) -> NoReturn:
    raise FlowError("wrong_json", sentence("The text can't be read as JSON: {reason}.", reason=reason))
