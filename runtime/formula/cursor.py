"""Where the reading of a formula has come to: the token there, and what to say if another one should stand there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from blockloom.runtime.formula.errors import FormulaError
from blockloom.runtime.formula.tokens import WORDS, Token, tokens
from blockloom.runtime.wording import sentence

Element = TypeVar("Element")

_MEANT = {
    "=": (sentence('"=" does not compare.'), "=="),
    "===": (sentence('Values are compared with "==".'), "=="),
    "!==": (sentence('"Differs from" is "!=".'), "!="),
    "<>": (sentence('"Differs from" is "!=".'), "!="),
    "&&": (sentence('Conditions are joined with "and".'), "and"),
    "&": (sentence('Conditions are joined with "and", texts with "+".'), None),
    "||": (sentence('Conditions are joined with "or".'), "or"),
    "|": (sentence('Conditions are joined with "or".'), "or"),
    "!": (sentence('The opposite of a condition is "not …", and "differs from" is "!=".'), "not"),
    "^": (sentence('"To the power of" is "**".'), "**"),
    "{": (sentence("A formula can't hold an object. Make it with a block first: {object: {name: value}}."), None),
    "“": (sentence('A formula knows straight quotes only: "…".'), '"'),
    "”": (sentence('A formula knows straight quotes only: "…".'), '"'),
    "„": (sentence('A formula knows straight quotes only: "…".'), '"'),
    "‘": (sentence("A formula knows straight quotes only: '…'."), "'"),
    "’": (sentence("A formula knows straight quotes only: '…'."), "'"),
    "×": (sentence('"Times" is "*".'), "*"),
    "·": (sentence('"Times" is "*".'), "*"),
    "÷": (sentence('"Divided by" is "/".'), "/"),
    "−": (sentence('"Minus" is "-".'), "-"),
    "≤": (sentence('"At most" is "<=".'), "<="),
    "≥": (sentence('"At least" is ">=".'), ">="),
    "≠": (sentence('"Differs from" is "!=".'), "!="),
    "in": (sentence('Whether something is in a list is asked with "contains(list, value)".'), None),
    "is": (sentence('Values are compared with "==".'), "=="),
}


class Cursor:
    """``token`` is the token to be read next."""

    def __init__(self, text: str, start: int) -> None:
        self._tokens = tokens(text, start)
        self._ahead: Token | None = None
        self.token = next(self._tokens)

    @property
    def following(self) -> Token:
        """The token behind the next one."""
        if self._ahead is None:
            self._ahead = next(self._tokens, self.token)
        return self._ahead

    def at(self, text: str) -> bool:
        """Whether this sign or word comes next."""
        return self.token.text == text and self.token.kind in ("sign", "name")

    def advance(self) -> Token:
        """The next token, which is left behind."""
        token, self.token = self.token, self.following
        self._ahead = None
        return token

    def expect(self, text: str) -> None:
        """Go past this sign or word; FormulaError if something else comes next."""
        if not self.at(text):
            raise self.unexpected(f'"{text}"')
        self.advance()

    def new_name(self) -> str:
        """The name that comes next; FormulaError if none does."""
        if self.token.kind != "name" or self.token.text in WORDS:
            raise self.unexpected(sentence("a new name"))
        return self.advance().text

    def listed(self, closing: str, element: Callable[[], Element]) -> list[Element]:
        """Elements with commas between them, up to the closing sign, which is left behind."""
        found: list[Element] = []
        while not self.at(closing):
            if found:
                self.expect(",")
            found.append(element())
        self.advance()
        return found

    def unexpected(self, wanted: str | None = None) -> FormulaError:
        """The error that the next token can't stand here."""
        token = self.token
        instead = sentence(" Expected {wanted}.", wanted=wanted) if wanted else ""
        if token.kind == "end":
            return FormulaError(
                sentence("The formula stops in the middle.{instead}", instead=instead), token.at, cut=True
            )
        if token.kind == "wrong" and token.text in "\"'":
            message = sentence("The formula stops in the middle of a text: its closing quote is missing.")
            return FormulaError(message, token.at, cut=True)
        if token.kind == "wrong" and token.text[0].isdigit():
            return FormulaError(
                sentence('"{text}" is neither a number nor a name.', text=token.text), token.at, _as_number(token.text)
            )
        if token.text in _MEANT and token.kind != "text":
            message, mend = _MEANT[token.text]
            return FormulaError(message, token.at, mend)
        return FormulaError(
            sentence("{text} can't stand here in a formula.{instead}", text=_quoted(token), instead=instead),
            token.at,
        )


def _as_number(text: str) -> str | None:
    plain = text.replace("_", "").lstrip("0") or "0"
    plain = f"0{plain}" if plain.startswith(".") else plain.rstrip(".")
    return plain if plain != text and plain.replace(".", "", 1).isdecimal() else None


def _quoted(token: Token) -> str:
    return token.text[:60] if token.kind == "text" else f'"{token.text[:60]}"'
