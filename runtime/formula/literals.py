"""Tokens → the numbers and texts they write."""

from __future__ import annotations

import json
import re

from blockloom.runtime.formula.errors import FormulaError
from blockloom.runtime.formula.tokens import Token
from blockloom.runtime.limits import LARGEST
from blockloom.runtime.wording import sentence


def number_of(token: Token) -> int | float:
    """The number that a token writes, whole where it has no fraction; FormulaError if it is too large."""
    number = float(token.text)
    if number > LARGEST:
        raise FormulaError(sentence("Numbers go from -{largest} to {largest}.", largest=LARGEST), token.at)
    return int(number) if number == int(number) else number


def text_of(token: Token) -> str:
    """The text that a token writes, its escapes read as JSON reads them; FormulaError for an escape JSON lacks."""
    body = token.text[1:-1]
    if token.text[0] == "'":
        body = re.sub(r"\\.|\"", lambda found: {"\\'": "'", '"': '\\"'}.get(found[0], found[0]), body, flags=re.DOTALL)
    try:
        text = str(json.loads(f'"{body}"', strict=False))
    except ValueError:
        message = sentence('This text holds an escape that formulas don\'t know. A "\\" is written "\\\\".')
        raise FormulaError(message, token.at) from None
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise FormulaError(sentence("This text holds half a character."), token.at)
    return text
