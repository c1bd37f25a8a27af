"""Formula text → blocks, by precedence climbing. Nothing but the forms of the format's table parses."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from blockloom.runtime.catalog import Catalog, Definition
from blockloom.runtime.findings import Place, did_you_mean
from blockloom.runtime.formula.tokens import BINARY, COMPARISON, NEGATE, NOT, WORDS, Token, tokens
from blockloom.runtime.limits import LARGEST
from blockloom.runtime.model import Block, Items, Literal, Slotted, Value

DEPTH = 100
_NAME = re.compile(r"[^\W\d]\w*\Z")
_CONSTANTS = {"true": True, "false": False, "nothing": None}
_VALUES = {"value", "values", "lazy"}


class FormulaError(Exception):
    """A formula that can't be read. ``at`` counts characters from the start of the text that was given."""

    def __init__(self, message: str, at: int, mend: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.at = at
        self.mend = mend


def is_name(text: str) -> bool:
    """Whether a text can name a variable, an input or a function."""
    plain = bool(_NAME.match(text)) and len(text) <= 100 and text not in WORDS
    return plain and unicodedata.is_normalized("NFC", text)


def parse_template(text: str, parser: Callable[[str, int], Parser]) -> list[str | Value]:
    """The texts and the holes of a template; raises FormulaError."""
    parts: list[str | Value] = []
    position = 0
    while (opening := text.find("${", position)) >= 0:
        if opening > position:
            parts.append(text[position:opening])
        hole = parser(text, opening + 2)
        parts.append(hole.parse_hole())
        position = hole.token.at + 1
    if position < len(text):
        parts.append(text[position:])
    return parts


class Parser:
    """Reads one formula from ``text[start:]``. ``place`` turns a position in the text into a Place."""

    def __init__(
        self,
        text: str,
        start: int,
        catalog: Catalog,
        functions: Mapping[str, list[str]],
        place: Callable[[int], Place],
    ) -> None:
        self._tokens = tokens(text, start)
        self._catalog = catalog
        self._functions = functions
        self._place = place
        self._depths: dict[int, int] = {}
        self._level = 0
        self.token = next(self._tokens)

    def parse(self) -> Value:
        """The whole text as one value; raises FormulaError."""
        value = self._expression()
        if self.token.kind != "end":
            raise self._unexpected()
        return value

    def parse_hole(self) -> Value:
        """A value up to the ``}`` that closes the hole; leaves ``token`` on it."""
        value = self._expression()
        if self.token.text != "}" or self.token.kind != "sign":
            raise self._unexpected('"}"')
        return value

    def _expression(self, binding: int = 0) -> Value:
        self._level += 1
        if self._level > DEPTH:
            raise self._too_deep(self.token.at)
        left = self._unary()
        while (entry := self._binary()) is not None and entry[1] > binding:
            left = self._operation(left, *entry)
        if binding == 0 and self.token.text == "if" and self.token.kind == "name":
            left = self._choice(left)
        self._level -= 1
        return left

    def _binary(self) -> tuple[str, int] | None:
        return BINARY.get(self.token.text) if self.token.kind in ("sign", "name") else None

    def _operation(self, left: Value, block: str, binding: int) -> Value:
        operator = self._advance()
        right = self._expression(binding - 1 if block == "power" else binding)
        if binding == COMPARISON and self._binary() is not None and self._binary()[1] == COMPARISON:  # type: ignore[index]
            message = 'Comparisons can\'t be chained. Join two of them with "and".'
            raise FormulaError(message, self.token.at)
        return self._use(block, [left, right], operator.at)

    def _choice(self, then: Value) -> Value:
        word = self._advance()
        test = self._expression(1)
        self._expect("else")
        return self._use("choose", [test, then, self._expression()], word.at)

    def _unary(self) -> Value:
        token = self.token
        if token.kind == "name" and token.text == "not":
            self._advance()
            return self._use("not", [self._expression(NOT)], token.at)
        if token.kind == "sign" and token.text == "-":
            self._advance()
            value = self._expression(NEGATE)
            if isinstance(value, Literal) and type(value.value) in (int, float):
                return Literal(self._place(token.at), -value.value)  # type: ignore[operator]
            return self._use("negate", [value], token.at)
        return self._postfix(self._primary())

    def _primary(self) -> Value:
        token = self.token
        if token.kind == "number":
            return Literal(self._place(token.at), self._number())
        if token.kind == "text":
            self._advance()
            return Literal(self._place(token.at), _unquoted(token))
        if token.kind == "name":
            return self._named()
        if token.text == "(":
            self._advance()
            value = self._expression()
            self._expect(")")
            return value
        if token.text == "[":
            self._advance()
            items = self._listed("]", self._expression)
            return self._deep(Items(self._place(token.at), items), items, token.at)
        raise self._unexpected("a value")

    def _named(self) -> Value:
        token = self._advance()
        if token.text in _CONSTANTS:
            return Literal(self._place(token.at), _CONSTANTS[token.text])
        if token.text in WORDS:
            raise FormulaError(f'"{token.text}" can\'t start a value.', token.at)
        if self.token.text == "(" and self.token.kind == "sign":
            return self._call(token)
        return self._use("get", [token.text], token.at)

    def _postfix(self, value: Value) -> Value:
        while self.token.kind == "sign" and self.token.text in (".", "["):
            sign = self._advance()
            if sign.text == ".":
                name = self.token
                if name.kind != "name":
                    raise self._unexpected("the name of a property")
                self._advance()
                value = self._use("property", [value, Literal(self._place(name.at), name.text)], sign.at)
            else:
                at = self._expression()
                self._expect("]")
                value = self._use("item", [value, at], sign.at)
        return value

    def _call(self, name: Token) -> Value:
        self._advance()
        if name.text in self._functions:
            return self._call_function(name, self._functions[name.text])
        definition = self._catalog.get(name.text)
        if definition is None:
            known = [*self._catalog, *self._functions]
            message = f'There is no block or function called "{name.text}".{did_you_mean(name.text, known)}'
            raise FormulaError(message, name.at)
        return self._call_block(name, definition)

    def _call_function(self, name: Token, params: list[str]) -> Value:
        given = self._listed(")", self._expression)
        if len(given) > len(params):
            takes = ", ".join(params) or "nothing"
            raise FormulaError(f"{name.text} takes {takes}; here it gets {len(given)} values.", name.at)
        fields = dict(zip(params, given, strict=False))
        block = Block(
            self._place(name.at), self._catalog["call"], {"function": name.text, "with": fields}, formula=True
        )
        return self._deep(block, given, name.at)

    def _call_block(self, name: Token, definition: Definition) -> Value:
        if any(slot.shape in ("body", "fields", "verbatim", "function") for slot in definition.slots):
            raise FormulaError(f"{name.text} can't be called in a formula; use it as a block.", name.at)
        block = Block(self._place(name.at), definition, formula=True)
        waiting = [slot for slot in definition.slots if slot.required or slot.shape == "values"]

        def argument() -> None:
            at, key, shape = self.token.at, None, "value"
            if waiting:
                key, shape = waiting[0].key, waiting[0].shape
                if shape != "values":
                    waiting.pop(0)
            given: Any = self._bare_name() if shape == "name" else self._expression()
            if self.token.text == "=" and self.token.kind == "sign":
                key, given = self._named_argument(definition, given)
            self._put(block, key, shape, given, at)

        self._listed(")", argument)
        if waiting and waiting[0].shape != "values":
            raise FormulaError(f'{name.text} needs a value for "{waiting[0].key}".', name.at)
        if definition.result is None:
            raise FormulaError(f"{name.text} answers nothing, so it can't stand in a formula.", name.at)
        return self._deep(block, list(block.slots.values()), name.at)

    def _named_argument(self, definition: Definition, given: Any) -> tuple[str, Value]:
        word = given.slots.get("name") if isinstance(given, Block) and given.definition.name == "get" else given
        slot = definition.slot(word) if isinstance(word, str) else None
        if slot is None:
            keys = [slot.key for slot in definition.slots]
            guess = did_you_mean(word, keys) if isinstance(word, str) else ""
            raise FormulaError(f'{definition.name} has no slot called "{word}".{guess}', self.token.at)
        self._advance()
        return slot.key, self._expression()

    def _put(self, block: Block, key: str | None, shape: str, given: Any, at: int) -> None:
        name = block.definition.name
        if key is None:
            raise FormulaError(f"{name} takes no further value here. Name the slot: {name}(…, slot=value).", at)
        if shape == "values" and key == block.definition.slots[0].key:
            items = block.slots.setdefault(key, Items(self._place(at), []))
            assert isinstance(items, Items)
            items.items.append(given)
        elif key in block.slots:
            raise FormulaError(f'The slot "{key}" of {name} gets two values.', at)
        else:
            block.slots[key] = given
            block.places[key] = self._place(at)

    def _bare_name(self) -> str:
        if self.token.kind != "name" or self.token.text in WORDS:
            raise self._unexpected("a new name")
        return self._advance().text

    def _listed(self, closing: str, element: Callable[[], Any]) -> list[Any]:
        found: list[Any] = []
        while self.token.text != closing:
            if found:
                self._expect(",")
            found.append(element())
        self._expect(closing)
        return found

    def _use(self, name: str, given: list[Slotted], at: int) -> Value:
        definition = self._catalog.get(name)
        if definition is None:
            raise FormulaError(f'This needs the block "{name}", which is not installed.', at)
        slots = dict(zip([slot.key for slot in definition.slots], given, strict=False))
        return self._deep(Block(self._place(at), definition, slots, formula=True), given, at)

    def _deep(self, node: Value, inner: list[Any], at: int) -> Value:
        depth = 1 + max((self._depths.get(id(part), 0) for part in inner), default=0)
        if depth > DEPTH:
            raise self._too_deep(at)
        self._depths[id(node)] = depth
        return node

    def _too_deep(self, at: int) -> FormulaError:
        message = f"This formula is nested more than {DEPTH} levels deep."
        return FormulaError(message, at, "split it: set a variable to one part first")

    def _number(self) -> int | float:
        token = self._advance()
        whole = token.text.isdigit()
        number = int(token.text) if whole and len(token.text) < 20 else float(token.text)
        if number > LARGEST:
            raise FormulaError(f"Numbers go from -{LARGEST} to {LARGEST}.", token.at)
        return number

    def _advance(self) -> Token:
        token = self.token
        if token.kind not in ("end", "wrong"):
            self.token = next(self._tokens)
        return token

    def _expect(self, text: str) -> None:
        if self.token.text != text or self.token.kind not in ("sign", "name"):
            raise self._unexpected(f'"{text}"')
        self._advance()

    def _unexpected(self, wanted: str | None = None) -> FormulaError:
        token = self.token
        instead = f" Expected {wanted}." if wanted else ""
        if token.kind == "end":
            return FormulaError(f"The formula stops in the middle.{instead}", token.at)
        if token.kind == "wrong" and token.text in "\"'":
            return FormulaError("The formula stops in the middle of a text: its closing quote is missing.", token.at)
        if token.text == "=":
            return FormulaError('"=" does not compare.', token.at, "==")
        return FormulaError(f'"{token.text}" can\'t stand here in a formula.{instead}', token.at)


def _unquoted(token: Token) -> str:
    body = token.text[1:-1]
    if token.text[0] == "'":
        body = re.sub(r"\\.|\"", lambda found: {"\\'": "'", '"': '\\"'}.get(found[0], found[0]), body)
    try:
        return str(json.loads(f'"{body}"', strict=False))
    except ValueError:
        raise FormulaError("This text holds an escape that formulas don't know.", token.at) from None
