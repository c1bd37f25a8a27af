"""A formula's blocks print back as the one canonical formula that reads as the same blocks."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blockloom import catalog
from blockloom.runtime.findings import Place
from blockloom.runtime.formula import FormulaError
from blockloom.runtime.model import Block, Input, Literal, Template, Value
from blockloom.runtime.write.formulas import Formulas
from tests.runtime.formula.support import parse, parsed, shape
from tests.runtime.formula.test_precedence import EXPRESSION

PARAMS = {"fib": ["n"], "tell": ["channel", "message"], "ask": []}
FORMULAS = Formulas(
    {name: {param: Input(param, "any") for param in params} for name, params in PARAMS.items()}
    | {"lost": {}, "greet": {"name": Input("name", "text"), "loud": Input("loud", "boolean", required=False)}}
)
CALLS = st.recursive(
    EXPRESSION,
    lambda inner: (
        st.builds("fib({})".format, inner)
        | st.builds("tell({}, message={})".format, inner, inner)
        | st.builds("round({}, digits={})".format, inner, inner)
        | st.builds("join_text({}, {})".format, inner, inner)
        | st.builds("filter({}, order, {})".format, inner, inner)
        | st.builds("({}) + [{}]".format, inner, inner)
    ),
    max_leaves=4,
)


def printed(text: str) -> str:
    found = FORMULAS.formula(parse(text), 200)
    assert found is not None, text
    return found


@settings(max_examples=1000)
@given(CALLS)
def test_what_is_printed_reads_as_the_same_blocks(text: str) -> None:
    try:
        tree = parse(text)
    except FormulaError:
        return
    canonical = FORMULAS.formula(tree, 200)
    assert canonical is not None
    assert repr(parsed(canonical)) == repr(shape(tree))
    assert printed(canonical) == canonical


@settings(max_examples=500)
@given(CALLS)
def test_no_bracket_is_too_many(text: str) -> None:
    """Take any pair of brackets away and it is no longer the same formula."""
    try:
        canonical = printed(text)
    except FormulaError:
        return
    for opening in [found.start() for found in re.finditer(r"(?<!\w)\(", canonical)]:
        closing, open_ = opening, 0
        for at in range(opening, len(canonical)):
            open_ += {"(": 1, ")": -1}.get(canonical[at], 0)
            if open_ == 0:
                closing = at
                break
        less = f"{canonical[:opening]}{canonical[opening + 1 : closing]}{canonical[closing + 1 :]}"
        try:
            same = repr(parsed(less)) == repr(parsed(canonical))
        except FormulaError:
            same = False
        assert not same, canonical


@settings(max_examples=300)
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_can_stand_in_a_formula(text: str) -> None:
    found = FORMULAS.formula(Literal(Place(1, 1), text), 5)
    assert found is not None and len(found.splitlines()) == 1
    assert parsed(found) == text


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("((a))", "a"), ("(a+b)+c", "a + b + c"), ("a+(b+c)", "a + (b + c)"), ("(a*b)+c", "a * b + c"),
        ("(a+b)*c", "(a + b) * c"), ("a**(b**c)", "a ** b ** c"), ("(a**b)**c", "(a ** b) ** c"),
        ("-(a**b)", "-a ** b"), ("(-a)**b", "(-a) ** b"), ("a**(-b)", "a ** -b"), ("2 ** (-1)", "2 ** -1"),
        ("(-1) ** 2", "(-1) ** 2"), ("- -a", "--a"), ("- 5", "-5"), ("not (not a)", "not not a"),
        ("(not a) and b", "not a and b"), ("not (a and b)", "not (a and b)"), ("(not a) == b", "(not a) == b"),
        ("not (a == b)", "not a == b"), ("(a == b) == c", "(a == b) == c"), ("a or (b and c)", "a or b and c"),
        ("(a or b) and c", "(a or b) and c"), ("(a if b else c) if d else e", "(a if b else c) if d else e"),
        ("a if b else (c if d else e)", "a if b else c if d else e"), ("(a if b else c) + 1", "(a if b else c) + 1"),
        ("(a.b)[1].c", "a.b[1].c"), ("(a + b).c", "(a + b).c"), ("(-a)[1]", "(-a)[1]"), ("[ 1,2 ]", "[1, 2]"),
        ("'it''s'", None), ("'say \"hi\"'", '"say \\"hi\\""'), ("'ä\\u0041\\n'", '"äA\\n"'), ("1e3", "1000"),
        ("1e-7", "0.0000001"), ("2.50", "2.5"), ("property(a, 'b c')", 'property(a, "b c")'),
        ("property(a, 'b')", "a.b"), ("item(a, at=1)", "a[1]"), ("add(a=1, b=2)", "1 + 2"), ("get(a)", "a"),
        ("choose(a, then=1, else=2)", "1 if a else 2"), ("round(digits=2, number=x)", "round(x, digits=2)"),
        ("tell(message=m, channel=c)", "tell(c, m)"), ("tell(message=m)", "tell(message=m)"),
        ("filter(item=o, items=x, where=o > 5)", "filter(x, o, o > 5)"), ("join_text()", "join_text()"),
    ],
)  # fmt: skip
def test_one_spelling(written: str, canonical: str | None) -> None:
    if canonical is None:
        with pytest.raises(FormulaError):
            parse(written)
    else:
        assert printed(written) == canonical


def test_optional_parameters_are_named() -> None:
    place = Place(1, 1)
    fields: dict[str, Value] = {"loud": Literal(place, True), "name": Literal(place, "Ada")}
    call = Block(place, catalog()["call"], {"function": "greet", "with": fields})
    assert FORMULAS.formula(call, 5) == 'greet("Ada", loud=true)'


def test_what_no_formula_can_say() -> None:
    place, known = Place(1, 1), catalog()
    one = Literal(place, 1)
    for value in (
        Template(place, ["a", one]),
        Block(place, known["object"], {"fields": {}}),
        Block(place, known["negate"], {"value": one}, note="why"),
        Block(place, known["negate"], {"value": one}, disabled=True),
        Block(place, known["negate"], {"value": Template(place, ["a", one])}),
        Block(place, known["add"], {"a": one}),
        Block(place, known["get"], {"name": "no name"}),
        Block(place, known["call"], {"function": "unknown"}),
        Block(place, known["call"], {"function": "fib", "with": {"other": one}}),
    ):
        assert FORMULAS.formula(value, 50) is None
    assert FORMULAS.formula(Block(place, known["negate"], {"value": Literal(place, "a")}), 1) is None
