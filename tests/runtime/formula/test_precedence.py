"""Where the formula language and Python's own grammar agree, both read a text as the same tree."""

from __future__ import annotations

import ast
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from blockloom.runtime.formula import FormulaError
from tests.runtime.formula.support import parsed

BINARY = {
    ast.Add: "add", ast.Sub: "subtract", ast.Mult: "multiply", ast.Div: "divide", ast.FloorDiv: "floor_divide",
    ast.Mod: "remainder", ast.Pow: "power", ast.Eq: "equal", ast.NotEq: "not_equal", ast.Lt: "less",
    ast.LtE: "at_most", ast.Gt: "greater", ast.GtE: "at_least", ast.And: "and", ast.Or: "or",
}  # fmt: skip
WORDS = ["x", "n", "1", "2.5", "'a'", "(", ")", "[", "]", ",", "-", "not", "if", "else", ".b", "[1]"]
SIGNS = ["+", "-", "*", "/", "//", "%", "**", "==", "!=", "<", "<=", ">", ">=", "and", "or"]


class Unlike(Exception):
    """A form that only Python has."""


def meant(node: ast.AST) -> Any:
    """Python's tree in the words of the formula language."""
    match node:
        case ast.Constant(value):
            return value
        case ast.Name(name):
            return ("get", {"name": name})
        case ast.List(items):
            return [meant(item) for item in items]
        case ast.Attribute(of, name):
            return ("property", {"of": meant(of), "name": name})
        case ast.Subscript(of, ast.expr() as at) if not isinstance(at, ast.Tuple | ast.Slice):
            return ("item", {"list": meant(of), "at": meant(at)})
        case ast.UnaryOp(ast.Not(), value):
            return ("not", {"value": meant(value)})
        case ast.UnaryOp(ast.USub(), value):
            inner = meant(value)
            return -inner if type(inner) in (int, float) else ("negate", {"value": inner})
        case ast.BinOp(a, sign, b):
            return (BINARY[type(sign)], {"a": meant(a), "b": meant(b)})
        case ast.Compare(a, [sign], [b]):
            return (BINARY[type(sign)], {"a": meant(a), "b": meant(b)})
        case ast.BoolOp(sign, [first, *others]):
            found = meant(first)
            for other in others:
                found = (BINARY[type(sign)], {"a": found, "b": meant(other)})
            return found
        case ast.IfExp(test, then, otherwise):
            return ("choose", {"test": meant(test), "then": meant(then), "else": meant(otherwise)})
    raise Unlike


def agree(text: str) -> bool:
    """Compare the two; False where only one of them has such a form."""
    try:
        pythons = meant(ast.parse(text, mode="eval").body)
    except (SyntaxError, Unlike):
        pythons = None
    try:
        ours = parsed(text)
    except FormulaError:
        assert pythons is None or ", ]" in text or "'a' 'a'" in text, f"only Python reads {text}"
        return False
    assert pythons is not None, f"only the formula language reads {text}"
    assert repr(ours) == repr(pythons), text
    return True


OPERAND = st.sampled_from(["x", "n", "1", "2.5", "'a'", "x.b", "n[1]", "-x", "- 1", "not x", "(x)", "[x, 1]", "- - n"])
EXPRESSION = st.recursive(
    OPERAND,
    lambda inner: (
        st.builds("{} {} {}".format, inner, st.sampled_from(SIGNS), inner)
        | st.builds("{} if {} else {}".format, inner, inner, inner)
        | st.builds("({}).b".format, inner)
        | st.builds("[{}, {}]".format, inner, inner)
        | st.builds("not {}".format, inner)
        | st.builds("-{}".format, inner)
    ),
    max_leaves=12,
)


@settings(max_examples=1000)
@given(EXPRESSION)
def test_what_both_read_is_the_same(text: str) -> None:
    agree(text)


@settings(max_examples=1000)
@given(st.lists(st.sampled_from([*WORDS, *SIGNS]), max_size=10).map(" ".join))
def test_words_in_any_order(text: str) -> None:
    agree(text)


def test_many_of_the_texts_are_read_by_both() -> None:
    """The control: the comparison would be worth nothing if nearly everything were refused."""
    texts = [f"x {one} n {other} 1" for one in SIGNS for other in SIGNS]
    assert sum(agree(text) for text in texts) > 150
