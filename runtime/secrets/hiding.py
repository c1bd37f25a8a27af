"""Hides the secrets that a run has read in everything that leaves it: trace, log, result, variables, errors.

This is the second net: the first is that a flow holds names only. It knows a secret as it is, as it stands in JSON, web
addresses, Base64 and hexadecimal digits, and where a text was cut off in the middle of it. What a flow takes apart
letter by letter it can't recognise.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, quote_plus

from blockloom.runtime.absent import NoSecrets
from blockloom.runtime.context import SecretsDoor
from blockloom.runtime.values import text_of
from blockloom.runtime.wording import Sentence

_CUT = "…"
_FEWEST, _ENOUGH = 4, 8
"""Letters of a secret that are hidden before a cut, and anywhere if they are half of it."""
_LONGEST_CUT = 250
"""Letters that are shown of a text that is cut, and some more."""
_NONE = NoSecrets()
_NO_FORMS: dict[str, str] = {}


def stand_in(name: str) -> str:
    """What is shown in the place of a secret."""
    return f"(secret {name})"


class Hiding:
    """A run's door to ``secrets``. What it tells the flow, it hides: ``clean`` is what may be shown of a value.

    It is false as long as it has told none.
    """

    __slots__ = ("_secrets", "_forms")

    def __init__(self, secrets: SecretsDoor = _NONE) -> None:
        self._secrets = secrets
        self._forms = _NO_FORMS

    def __bool__(self) -> bool:
        return bool(self._forms)

    def get(self, name: str) -> str:
        value, shown = self._secrets.get(name), stand_in(name)
        if value and value != shown and value not in self._forms:
            forms = {form: shown for form in _forms(value)} | self._forms
            self._forms = dict(sorted(forms.items(), key=lambda pair: -len(pair[0])))  # the longest goes first
        return value

    def clean(self, value: Any) -> Any:
        """The value, or a copy of it in which every secret is hidden."""
        kind = type(value)
        if not self._forms or value is None or kind is bool:
            return value
        if kind is str:
            return self._cleaned(value)
        if kind is Sentence:
            return value if value == (cleaned := self._cleaned(value)) else cleaned
        if kind is list:
            return [self.clean(item) for item in value]
        if kind is dict:
            return {self._cleaned(key): self.clean(item) for key, item in value.items()}
        return self._forms.get(text_of(value), value)

    def _cleaned(self, text: str) -> str:
        for form, shown in self._forms.items():
            text = _without(text, form, shown)
        return text


def _without(text: str, form: str, shown: str) -> str:
    """The text without this form of a secret, also without the most of it, or the beginning of it before a cut."""
    half = form[: max(_ENOUGH, (len(form) + 1) // 2)]
    parts, start = [], 0
    while (at := text.find(half, start)) >= 0:
        end = at + len(half)
        end += _same(text, end, form, len(half))
        parts += [text[start:at], shown]
        start = end
    text = "".join([*parts, text[start:]]) if parts else text
    return _without_beginning(text, half, shown) if _CUT in text else text


def _same(text: str, at: int, form: str, start: int) -> int:
    """How many letters of ``form`` from ``start`` on stand in the text."""
    number = 0
    for one, other in zip(form[start:], text[at : at + len(form)], strict=False):
        if one != other:
            break
        number += 1
    return number


def _without_beginning(text: str, half: str, shown: str) -> str:
    pieces = text.split(_CUT)
    for number, piece in enumerate(pieces[:-1]):
        for length in range(min(len(half) - 1, _LONGEST_CUT), _FEWEST - 1, -1):
            if piece.endswith(half[:length]):
                pieces[number] = piece[:-length] + shown
                break
    return _CUT.join(pieces)


def _forms(value: str) -> Iterator[str]:
    """The ways in which a text is commonly written."""
    data = value.encode(errors="replace")
    yield value
    for ascii_only in (True, False):
        once = json.dumps(value, ensure_ascii=ascii_only)
        yield once[1:-1]
        yield json.dumps(once, ensure_ascii=ascii_only)[3:-3]  # JSON that stands in JSON
    yield quote(value, safe="", errors="replace")
    yield quote(value, errors="replace")
    yield quote_plus(value, errors="replace")
    yield data.hex()
    yield data.hex().upper()
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        for before in range(3):  # letters of another text that share its first signs
            whole = encode(bytes(before) + data).decode()
            if before == 0:
                yield whole
                yield whole.rstrip("=")
            part = whole[(0, 2, 3)[before] : (before + len(data)) * 8 // 6]
            if len(part) >= _ENOUGH:
                yield part
