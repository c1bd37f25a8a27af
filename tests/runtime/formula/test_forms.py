"""Every form of the formula language stands for its block; nothing else is read, and errors say where."""

from __future__ import annotations

import time
from typing import Any

import pytest

from blockloom import Catalog, Doors, catalog, read_flow, run_flow
from blockloom.blocks import logic
from blockloom.runtime.findings import Place
from blockloom.runtime.formula import FormulaError, Known, parse_formula
from tests.runtime.formula.support import parsed, refused, template

X, N = ("get", {"name": "x"}), ("get", {"name": "n"})

TABLE: list[tuple[str, Any]] = [
    ("x", X),
    ("x.b", ("property", {"of": X, "name": "b"})),
    ("x[n]", ("item", {"list": X, "at": N})),
    ("not x", ("not", {"value": X})),
    ("-x", ("negate", {"value": X})),
    *((f"x {sign} n", (block, {"a": X, "b": N})) for sign, block in {
        "+": "add", "-": "subtract", "*": "multiply", "/": "divide", "//": "floor_divide", "%": "remainder",
        "**": "power", "==": "equal", "!=": "not_equal", "<": "less", "<=": "at_most", ">": "greater",
        ">=": "at_least", "and": "and", "or": "or"}.items()),
    ("x if n else 1", ("choose", {"test": N, "then": X, "else": 1})),
    ("fib(n - 1)", ("call", {"function": "fib", "with": {"n": ("subtract", {"a": N, "b": 1})}})),
    ("length(x)", ("length", {"value": X})),
    ("filter(x, order, order.total > 5)", ("filter", {"items": X, "item": "order", "where": ("greater", {
        "a": ("property", {"of": ("get", {"name": "order"}), "name": "total"}), "b": 5})})),
    # literals
    ("1", 1), ("1.5", 1.5), ("0", 0), ("1e3", 1000), ("2.0", 2), ("2E-2", 0.02), ("-1", -1), ("- 1.5", -1.5),
    ("9007199254740991", 2**53 - 1),
    ("true", True), ("false", False), ("nothing", None), ("[]", []), ("[1, [x]]", [1, [X]]),
    ("'a'", "a"), ('"a"', "a"), ("''", ""), (r"'it\'s \"so\"'", 'it\'s "so"'), ('"\\n\\t\\u00e9\\\\"', "\n\té\\"),
    ("'a\"b'", 'a"b'), ('"a\'b"', "a'b"),
    ('"=5 ${x}"', "=5 ${x}"), ('"👩‍👧 می‌خواهم"', "👩‍👧 می‌خواهم"), ('"two\nlines"', "two\nlines"),
    # names are names, also those of blocks and in other scripts
    ("length", ("get", {"name": "length"})), ("größe", ("get", {"name": "größe"})), ("名前", ("get", {"name": "名前"})),
    ("_1", ("get", {"name": "_1"})), ("notx", ("get", {"name": "notx"})),
    ("x.not", ("property", {"of": X, "name": "not"})),
    # calls
    ("now()", ("now", {})), ("ask()", ("call", {"function": "ask", "with": {}})),
    ("tell('a', message=x)", ("call", {"function": "tell", "with": {"channel": "a", "message": X}})),
    ("tell(message=x)", ("call", {"function": "tell", "with": {"message": X}})),
    ("lost(1, 2, a=3)", ("call", {"function": "lost", "with": {"0": 1, "1": 2, "a": 3}})),
    ("round(x, digits=2)", ("round", {"number": X, "digits": 2})),
    ("round(digits=2, number=x)", ("round", {"digits": 2, "number": X})),
    ("join_text()", ("join_text", {})), ("join_text('a', 1, x)", ("join_text", {"parts": ["a", 1, X]})),
    ("replace('a', with='b', find='c')", ("replace", {"text": "a", "with": "b", "find": "c"})),
    ("map(x, item=n, to=n)", ("map", {"items": X, "item": "n", "to": N})),
    ("choose(x, 1, 2)", ("choose", {"test": X, "then": 1, "else": 2})),
    ("get(x)", X), ("item(x, 1).b", ("property", {"of": ("item", {"list": X, "at": 1}), "name": "b"})),
    # spaces
    (" \n x\t", X), ("[ 1 ,2 ]", [1, 2]), ("x . b", ("property", {"of": X, "name": "b"})),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "meant"), TABLE, ids=[row[0] for row in TABLE])
def test_each_form_stands_for_its_block(formula: str, meant: Any) -> None:
    found = parsed(formula)
    assert found == meant and repr(found) == repr(meant)


PRECEDENCE = [
    ("x + n * 2", "x + (n * 2)"),
    ("x - n - 1", "(x - n) - 1"),
    ("x / n * 2", "(x / n) * 2"),
    ("2 ** n ** x", "2 ** (n ** x)"),
    ("-x ** 2", "-(x ** 2)"),
    ("2 ** -x", "2 ** (-x)"),
    ("-x * n", "(-x) * n"),
    ("-x.b", "-(x.b)"),
    ("not x == n", "not (x == n)"),
    ("not x and n", "(not x) and n"),
    ("x or n and 1", "x or (n and 1)"),
    ("x and n or 1", "(x and n) or 1"),
    ("x + 1 > n - 1", "(x + 1) > (n - 1)"),
    ("x == 1 and n == 2", "(x == 1) and (n == 2)"),
    ("x if n else 1 if x else 2", "x if n else (1 if x else 2)"),
    ("x or n if x and n else x or 1", "(x or n) if (x and n) else (x or 1)"),
    ("x % n // 2", "(x % n) // 2"),
    ("x.b[1].c", "((x.b)[1]).c"),
    ("not not x", "not (not x)"),
]


@pytest.mark.parametrize(("formula", "meant"), PRECEDENCE)
def test_precedence(formula: str, meant: str) -> None:
    assert parsed(formula) == parsed(meant)


REFUSED: list[tuple[str, int, str | None, str | None]] = [
    ("", 0, "The formula stops in the middle. Expected a value.", None),
    ("1 +", 3, "The formula stops in the middle. Expected a value.", None),
    ("(1", 2, 'The formula stops in the middle. Expected ")".', None),
    ("x[1", 3, 'The formula stops in the middle. Expected "]".', None),
    ("[1, 2", 5, 'The formula stops in the middle. Expected ",".', None),
    ("x if n", 6, 'The formula stops in the middle. Expected "else".', None),
    ("'abc", 0, "The formula stops in the middle of a text: its closing quote is missing.", None),
    ("1 2", 2, '"2" can\'t stand here in a formula.', None),
    ("x n", 2, '"n" can\'t stand here in a formula.', None),
    ("x " + "n" * 61, 2, '"' + "n" * 60 + "\" can't stand here in a formula.", None),
    ("x 'a'", 2, "'a' can't stand here in a formula.", None),
    (")", 0, '")" can\'t stand here in a formula. Expected a value.', None),
    ("1 < 2 < 3", 6, 'Comparisons can\'t be chained. Join two of them with "and".', None),
    ("x = 1", 2, '"=" does not compare.', "=="),
    ("x === n", 2, 'Values are compared with "==".', "=="),
    ("x !== n", 2, '"Differs from" is "!=".', "!="),
    ("x <> n", 2, '"Differs from" is "!=".', "!="),
    ("x && n", 2, 'Conditions are joined with "and".', "and"),
    ("x || n", 2, 'Conditions are joined with "or".', "or"),
    ("!x", 0, 'The opposite of a condition is "not …", and "differs from" is "!=".', "not"),
    ("x ^ 2", 2, '"To the power of" is "**".', "**"),
    ("x × 2", 2, '"Times" is "*".', "*"),
    ("{a: 1}", 0, "A formula can't hold an object. Make it with a block first: {object: {name: value}}.", None),
    ("“a”", 0, 'A formula knows straight quotes only: "…".', '"'),
    ("x in n", 2, 'Whether something is in a list is asked with "contains(list, value)".', None),
    ("010", 0, '"010" is neither a number nor a name.', "10"),
    ("1_000", 0, '"1_000" is neither a number nor a name.', "1000"),
    ("12px", 0, '"12px" is neither a number nor a name.', None),
    ("1.", 0, '"1." is neither a number nor a name.', "1"),
    ("9007199254740992", 0, "Numbers go from -9007199254740991 to 9007199254740991.", None),
    ("1e400", 0, "Numbers go from -9007199254740991 to 9007199254740991.", None),
    ("x.1", 2, '"1" can\'t stand here in a formula. Expected the name of a property.', None),
    ("x.", 2, "The formula stops in the middle. Expected the name of a property.", None),
    ("x.'b'", 2, "'b' can't stand here in a formula. Expected the name of a property.", None),
    ("and x", 0, '"and" can\'t start a value.', None),
    ("1 + not x", 4, '"not" has to stand in brackets here: (not …).', None),
    (r"'\q'", 0, 'This text holds an escape that formulas don\'t know. A "\\" is written "\\\\".', None),
    (r"'\ud800'", 0, "This text holds half a character.", None),
    ("lenght(x)", 0, 'There is no block or function called "lenght". Did you mean "length"?', "length"),
    ("fob(1)", 0, 'There is no block or function called "fob". Did you mean "fib"?', "fib"),
    ("print(x)", 0, "print answers nothing, so it can't stand in a formula.", None),
    ("text('a')", 0, "text can't be called in a formula. Use it as a block.", None),
    ("length()", 0, 'length needs a value for "value".', None),
    ("length(x, n)", 10, "length takes no further value here.", None),
    ("round(x, 2)", 9, "round takes no further value here. Name the slot: round(…, digits=…).", None),
    ("round(x, digts=2)", 9, 'round has no slot called "digts". Did you mean "digits"?', "digits"),
    ("round(x, number=2)", 9, '"number" of round gets two values.', None),
    ("fib(1, 2)", 7, "fib takes no further value. It takes: n.", None),
    ("fib(m=1)", 4, 'fib takes no "m". It takes: n.', None),
    ("fib(1, n=1)", 7, '"n" of fib gets two values.', None),
    ("ask(1)", 4, "ask takes no further value. It takes: nothing.", None),
    ("filter(x, 1, true)", 10, '"1" can\'t stand here in a formula. Expected a new name.', None),
    ("x(1)(2)", 0, None, None),
    ("__import__('os')", 0, None, None),
    ("lambda: x", 6, None, None),
    ("x if n else 1 for x in n", 14, None, None),
    ("f'{x}'", 1, None, None),
    ("x; n", 1, None, None),
    ("x := 1", 2, None, None),
    ("cafe\u0301", 4, None, None),
]


@pytest.mark.parametrize(("formula", "at", "message", "mend"), REFUSED, ids=[row[0] or "empty" for row in REFUSED])
def test_nothing_else_is_read(formula: str, at: int, message: str | None, mend: str | None) -> None:
    error = refused(formula)
    assert error.at == at, error.message
    if message is not None:
        assert (error.message, error.mend) == (message, mend)


def test_templates() -> None:
    assert template("Hi ${x}, ${ n + 1 }!") == ["Hi ", X, ", ", ("add", {"a": N, "b": 1}), "!"]
    assert template("${x}") == [X]
    assert template("${'}'}${\"a}\"}") == ["}", "a}"]
    assert template("no holes, $x {x} $") == ["no holes, $x {x} $"]
    assert template('${x}\'s "n"') == [X, '\'s "n"']


@pytest.mark.parametrize(
    ("text", "at"),
    [("${", 2), ("a ${x", 5), ("${}", 2), ("${x y}", 4), ("${x}${x +}", 9), ("${${x}}", 2), ("${x)}", 3)],
)
def test_holes_that_are_not_closed_or_hold_no_value(text: str, at: int) -> None:
    with pytest.raises(FormulaError) as raised:
        template(text)
    assert raised.value.at == at


def test_what_a_hole_gives_is_not_looked_at_again() -> None:
    program = read_flow('flow: 1\ndo:\n- set: x\n  to: {text: "${1 + 1} {x}"}\n- return: "<${x}>"\n', catalog())
    assert run_flow(program, doors=Doors()).result == "<${1 + 1} {x}>"


NESTED = {
    "brackets": ("(", "1", ")"),
    "lists": ("[", "1", "]"),
    "calls": ("length(", "x", ")"),
    "signs": ("- ", "x", ""),
    "nots": ("not ", "x", ""),
    "choices": ("1 if x else ", "1", ""),
    "sums": ("1 + ", "1", ""),
    "powers": ("2 ** ", "1", ""),
    "items": ("x[", "1", "]"),
    "properties": ("", "x", ".b"),
}


@pytest.mark.parametrize(("before", "core", "after"), NESTED.values(), ids=NESTED)
def test_depth_is_limited(before: str, core: str, after: str) -> None:
    levels = next(n for n in range(1, 200) if refused_at(before * n + core + after * n, 30))
    assert 14 <= levels <= 31
    assert refused_at(before * 100_000 + core + after * 100_000, 30)


def refused_at(formula: str, depth: int) -> bool:
    try:
        parsed(formula, depth)
    except FormulaError as error:
        return "levels deep" in error.message
    return False


@pytest.mark.timed
@pytest.mark.parametrize(
    "formula",
    ["1" * 100_000, "x" * 100_000, "'" + "a" * 99_998 + "'", "'" + "\\\\" * 50_000, " " * 100_000,
     "[" + "1," * 50_000 + "1]",
     "join_text(" + "'a', " * 20_000 + "'b')", "1 " * 50_000, "." * 100_000, "x" + ".b" * 50_000, "\"'" * 50_000],
    ids=lambda formula: formula[:8],
)  # fmt: skip
def test_a_formula_of_a_hundred_thousand_letters_ends_in_time(formula: str) -> None:
    started = time.process_time()
    try:
        parsed(formula)
    except FormulaError:
        pass
    assert time.process_time() - started < 1


@pytest.mark.timed
def test_a_template_of_many_holes_ends_in_time() -> None:
    started = time.process_time()
    assert len(template("${x}'" * 20_000)) == 40_000
    assert time.process_time() - started < 2


def test_a_form_whose_block_is_not_installed() -> None:
    known = Known(Catalog.of([logic]), {})
    with pytest.raises(FormulaError, match='This needs the block "add", which is not installed.'):
        parse_formula("=1 + 2", known, lambda at: Place(1, at + 1), 80)


@pytest.mark.parametrize(("first", "more"), [("1 + 1", " + 1"), ("x", ".a"), ("x", "[1]"), ("not true", " or true")])
def test_a_formula_goes_exactly_so_deep(first: str, more: str) -> None:
    parsed(first + more * 4, 5)
    with pytest.raises(FormulaError, match="This formula is nested more than 5 levels deep."):
        parsed(first + more * 5, 5)


@pytest.mark.parametrize(
    ("written", "mend"),
    [("007", "7"), ("1_000", "1000"), ("00.5", "0.5"), ("5.", "5"), ("1_x", None), ("0x1F", None), ("01.2.3", None)],
)
def test_a_number_written_otherwise_is_offered_as_it_should_be(written: str, mend: str | None) -> None:
    assert refused(f"1 + {written}").mend == mend
