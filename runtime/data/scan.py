"""The words of a condition, before they are put together: what can't stand in one is refused here, by its place."""

from __future__ import annotations

import re

from sqlglot import Token, TokenType, tokenize
from sqlglot.errors import TokenError

from blockloom.runtime.errors import FlowError
from blockloom.runtime.wording import sentence

LONGEST, MOST_WORDS, DEEPEST = 2_000, 400, 20
WRONG = 1017
_WORDS = frozenset({"AND", "OR", "NOT", "IN", "LIKE", "IS", "BETWEEN", "NULL", "TRUE", "FALSE"})
_COMPARING = frozenset({"EQ", "NEQ", "LT", "LTE", "GT", "GTE"})
_SIGNS = _COMPARING | {"COMMA", "L_PAREN", "R_PAREN", "COLON", "DASH"}
_INFIX = _COMPARING | {"AND", "OR", "IN", "LIKE", "IS", "BETWEEN", "COMMA"}
_BEGINNING = _COMPARING | {"", "AND", "OR", "L_PAREN", "COMMA"}
"""What nothing can be missing after, so that what joins two things can't follow it."""

_NAME = re.compile(r"[^\W\d]\w*")
_NUMBER = re.compile(r"\d+(\.\d*)?([eE][-+]?\d+)?", re.ASCII)


def wrong(at: int, message: str) -> FlowError:
    """The condition can't be understood or asked; ``at`` counts its characters from 1."""
    return FlowError(WRONG, sentence("where, character {at}: {message}", at=max(at, 1), message=message))


def scanned(text: str) -> tuple[list[Token], dict[str, int]]:
    """sqlglot's tokens of a condition, with every word that has no meaning here made a name; and where each ``:name``
    stands. FlowError 1017."""
    if len(text) > LONGEST:
        raise wrong(LONGEST, sentence("A condition has at most {longest:,} characters.", longest=LONGEST))
    if text.lstrip().startswith("="):
        raise wrong(1, sentence('A condition is no formula. Leave the "=" in front out: paid = false.'))
    tokens = _tokens(text)
    if not tokens:
        raise wrong(1, sentence("The condition is empty. Leave where out to mean every row, or write true."))
    if len(tokens) > MOST_WORDS:
        raise wrong(
            tokens[MOST_WORDS].start + 1,
            sentence("A condition has at most {most} words and signs.", most=MOST_WORDS),
        )
    return _Scan(text, tokens).run()


def _tokens(text: str) -> list[Token]:
    try:
        return tokenize(text)
    except TokenError:
        quote = max(text.rfind("'"), text.rfind('"')) + 1
        raise wrong(
            quote, sentence("A quote is opened and not closed. A quote inside a text is written twice.")
        ) from None


class _Scan:
    """Goes over the words once."""

    def __init__(self, text: str, tokens: list[Token]) -> None:
        self._text = text
        self._tokens = tokens
        self._made: list[Token] = []
        self._places: dict[str, int] = {}
        self._brackets = self._nots = 0

    def run(self) -> tuple[list[Token], dict[str, int]]:
        before, kinds = "", [token.token_type.name for token in self._tokens]
        for token, kind, following in zip(self._tokens, kinds, [*kinds[1:], ""], strict=True):
            if token.comments:
                raise wrong(token.end + 2, sentence("A condition holds no comments."))
            self._deep(kind, token.start + 1)
            self._take(token, kind, before, following)
            before = kind
        return self._made, self._places

    def _take(self, token: Token, kind: str, before: str, following: str) -> None:
        written, at = self._text[token.start : token.end + 1], token.start + 1
        plain = bool(_NAME.fullmatch(written)) and written == token.text
        if kind in _INFIX and before in _BEGINNING:
            raise wrong(at, sentence('Something is missing before "{written}".', written=written))
        if before == "COLON":
            if not plain:
                raise wrong(at, sentence("Behind : stands the name of a value."))
            self._places.setdefault(written, at - 1)
            self._put(token, TokenType.VAR, written)
        elif before == "DASH" or kind == "NUMBER":
            self._number(token, written, negative=before == "DASH")
        elif kind == "STRING" and "${" in written:
            raise _refused("${", at)
        elif kind in _SIGNS or kind == "STRING" or kind in _WORDS and written.upper() == kind:
            self._made.append(token)
        elif kind == "IDENTIFIER" or plain:
            if following == "L_PAREN":
                raise wrong(
                    at, sentence('"{text}(…)" would be a call, and a condition can\'t call anything.', text=token.text)
                )
            self._put(token, TokenType.IDENTIFIER, token.text)
        else:
            raise _refused(written, at)

    def _put(self, token: Token, kind: TokenType, text: str) -> None:
        self._made.append(Token(kind, text, token.line, token.col, token.start, token.end))

    def _number(self, token: Token, written: str, negative: bool) -> None:
        if not _NUMBER.fullmatch(written):
            raise wrong(
                token.start + 1,
                sentence('"{written}" is no number, and there is no arithmetic in a condition.', written=written[:40]),
            )
        if negative:
            self._made.pop()
        self._put(token, TokenType.NUMBER, f"-{written}" if negative else written)

    def _deep(self, kind: str, at: int) -> None:
        self._brackets += (kind == "L_PAREN") - (kind == "R_PAREN")
        self._nots = self._nots + 1 if kind == "NOT" else 0
        if max(self._brackets, self._nots) > DEEPEST:
            raise wrong(at, sentence("A condition is at most {most} brackets deep.", most=DEEPEST))


def _refused(text: str, at: int) -> FlowError:
    if text.startswith(("$", "{")):
        return wrong(at, sentence('Nothing is filled in here. Write :name in the condition and give it below "with".'))
    if text == "?" or text.startswith("@"):
        return wrong(at, sentence('A value from outside is written :name and given below "with".'))
    return wrong(at, sentence('"{text}" has no meaning in a condition.', text=text[:40]))
