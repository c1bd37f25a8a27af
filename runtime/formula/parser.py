"""Formula text → blocks, by precedence climbing. Nothing but the forms of the format's table parses."""

from __future__ import annotations

from blockloom.runtime.formula.calls import Calls
from blockloom.runtime.formula.cursor import Cursor
from blockloom.runtime.formula.errors import FormulaError
from blockloom.runtime.formula.literals import number_of, text_of
from blockloom.runtime.formula.nodes import Known, Nodes, Placed
from blockloom.runtime.formula.tokens import BINARY, CHOICE, COMPARISON, CONSTANTS, NEGATE, NOT, WORDS
from blockloom.runtime.model import Literal, Value
from blockloom.runtime.wording import sentence


def parse_formula(text: str, known: Known, placed: Placed, depth: int) -> Value:
    """The value of a text that starts with ``=``, nested at most ``depth`` deep; raises FormulaError."""
    parser = _Parser(text, 1, known, placed, depth)
    value = parser.expression()
    if parser.cursor.token.kind != "end":
        raise parser.cursor.unexpected()
    return value


def parse_template(text: str, known: Known, placed: Placed, depth: int) -> list[str | Value]:
    """The texts and the ``${…}`` holes of a template, each nested at most ``depth`` deep; raises FormulaError."""
    parts: list[str | Value] = []
    position = 0
    while (opening := text.find("${", position)) >= 0:
        if opening > position:
            parts.append(text[position:opening])
        parser = _Parser(text, opening + 2, known, placed, depth)
        parts.append(parser.expression())
        position = parser.cursor.token.at + 1
        parser.cursor.expect("}")
    if position < len(text):
        parts.append(text[position:])
    return parts


class _Parser:
    """Reads one value from ``text[start:]``."""

    def __init__(self, text: str, start: int, known: Known, placed: Placed, depth: int) -> None:
        self.cursor = Cursor(text, start)
        self.nodes = Nodes(known.catalog, placed, depth)
        self.calls = Calls(self.cursor, self.nodes, known, self.expression)

    def expression(self, binding: int = 0) -> Value:
        """A value made with operators that bind more strongly than ``binding``."""
        self.nodes.enter(self.cursor.token.at)
        left = self._unary(binding)
        while (entry := self._operator()) is not None and entry[1] > binding:
            left = self._operation(left, *entry)
        if binding < CHOICE and self.cursor.at("if"):
            left = self._choice(left)
        self.nodes.leave()
        return left

    def _operator(self) -> tuple[str, int] | None:
        token = self.cursor.token
        return BINARY.get(token.text) if token.kind in ("sign", "name") else None

    def _operation(self, left: Value, block: str, binding: int) -> Value:
        sign = self.cursor.advance()
        right = self.expression(binding - 1 if block == "power" else binding)
        then = self._operator()
        if binding == COMPARISON and then is not None and then[1] == COMPARISON:
            message = sentence('Comparisons can\'t be chained. Join two of them with "and".')
            raise FormulaError(message, self.cursor.token.at)
        return self.nodes.block(block, [left, right], sign.at)

    def _choice(self, then: Value) -> Value:
        word = self.cursor.advance()
        test = self.expression(CHOICE)
        self.cursor.expect("else")
        return self.nodes.block("choose", [test, then, self.expression()], word.at)

    def _unary(self, binding: int) -> Value:
        token = self.cursor.token
        if self.cursor.at("not"):
            if binding > NOT:
                raise FormulaError(sentence('"not" has to stand in brackets here: (not …).'), token.at)
            self.cursor.advance()
            return self.nodes.block("not", [self.expression(NOT)], token.at)
        if self.cursor.at("-"):
            self.cursor.advance()
            value = self.expression(NEGATE)
            number = value.value if isinstance(value, Literal) else None
            if isinstance(number, int | float) and not isinstance(number, bool):
                return self.nodes.literal(-number, token.at)
            return self.nodes.block("negate", [value], token.at)
        return self._postfix(self._primary())

    def _primary(self) -> Value:
        token = self.cursor.token
        if token.kind == "number":
            return self.nodes.literal(number_of(self.cursor.advance()), token.at)
        if token.kind == "text":
            return self.nodes.literal(text_of(self.cursor.advance()), token.at)
        if token.kind == "name":
            return self._named()
        if self.cursor.at("("):
            self.cursor.advance()
            value = self.expression()
            self.cursor.expect(")")
            return value
        if self.cursor.at("["):
            self.cursor.advance()
            return self.nodes.items(self.cursor.listed("]", self.expression), token.at)
        raise self.cursor.unexpected(sentence("a value"))

    def _named(self) -> Value:
        token = self.cursor.advance()
        if token.text in CONSTANTS:
            return self.nodes.literal(CONSTANTS[token.text], token.at)
        if token.text in WORDS:
            raise FormulaError(sentence('"{text}" can\'t start a value.', text=token.text), token.at)
        if self.cursor.at("("):
            return self.calls.call(token)
        return self.nodes.block("get", [token.text], token.at)

    def _postfix(self, value: Value) -> Value:
        while self.cursor.at(".") or self.cursor.at("["):
            sign = self.cursor.advance()
            if sign.text == ".":
                if self.cursor.token.kind != "name":
                    raise self.cursor.unexpected(sentence("the name of a property"))
                name = self.cursor.advance()
                value = self.nodes.block("property", [value, self.nodes.literal(name.text, name.at)], sign.at)
            else:
                at = self.expression()
                self.cursor.expect("]")
                value = self.nodes.block("item", [value, at], sign.at)
        return value
