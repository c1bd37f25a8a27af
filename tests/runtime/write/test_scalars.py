"""Every text is written so that every reader of YAML takes it for the same text."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from blockloom.runtime.format import read_yaml
from blockloom.runtime.format.draft import data
from blockloom.runtime.limits import LARGEST
from blockloom.runtime.write.layout import key_text, map_lines
from blockloom.runtime.write.scalars import Verbatim, flow_scalar, scalar

PIECES = [
    *"=x?-&*!|>'\"%@`\\#:{}[],~1a_/\n\t\r \x85\u2028\u00a0\ufeffé😀", "${", ": ", " #", "- ", "no", "on", "y", "null",
    "09:00", "1_0", "0x1F", ".5", "1e3", "2001-01-01", "<<", "...", "---",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=6).map("".join) | st.text(st.characters(exclude_categories=["Cs"]))
ALLOWED = TEXTS.filter(lambda text: readable(text))


def readable(text: str) -> bool:
    """Whether a flow may hold the text at all."""
    return all(
        letter in "\t\n\r\x85"
        or letter not in "\ufffe\uffff"
        and not ("\0" <= letter < " " or "\x7f" <= letter <= "\x9f")
        for letter in text
    )


def back(lines: list[str]) -> Any:
    text = "\n".join(lines) + "\n"
    found = data(read_yaml(text))
    assert yaml.safe_load(text) == found, "a reader of YAML 1.1 sees something else"
    return found


@settings(max_examples=1000)
@given(ALLOWED)
def test_texts_read_back(text: str) -> None:
    flow = flow_scalar(text)
    assert back([f"a: {scalar(text)}"]) == {"a": text}
    assert back([f"- {scalar(text)}"]) == [text]
    assert flow is None or back([f"a: {{b: {flow}, c: [{flow}, {flow}]}}"]) == {"a": {"b": text, "c": [text, text]}}
    assert flow is not None or any(letter in text for letter in '"\\') or not text.isprintable()


@settings(max_examples=1000)
@given(ALLOWED, ALLOWED)
def test_texts_read_back_wherever_they_stand(one: str, other: str) -> None:
    document = {"a": one, "b": [one, other], "c": {"d": other, "e": [[one], {"f": other}]}}
    assert back(map_lines(document, 0)) == document


KEYS = ALLOWED.filter(lambda key: 0 < len(key) < 100 and key.isprintable() and key.strip() and key.isascii())


@given(KEYS, ALLOWED)
def test_keys_read_back(key: str, text: str) -> None:
    assert back(map_lines({key: {key: text}}, 0)) == {key: {key: text}}


@given(st.integers(-LARGEST, LARGEST) | st.floats(-LARGEST, LARGEST))
def test_numbers_read_back(number: float) -> None:
    assert back([f"a: {scalar(number)}", f"b: [{flow_scalar(number)}]"]) == {"a": number, "b": [number]}


@pytest.mark.parametrize(
    ("text", "block", "flow"),
    [
        ("ads", "ads", "ads"), ("two words", "two words", "two words"), ("a, b", "a, b", '"a, b"'), ("", '""', '""'),
        ("no", '"no"', '"no"'), ("on", '"on"', '"on"'), ("n", "n", "n"), ("NULL", '"NULL"', '"NULL"'),
        ("09:00", '"09:00"', '"09:00"'), ("010", '"010"', '"010"'), ("14", '"14"', '"14"'), ("~", '"~"', '"~"'),
        ("1e3", '"1e3"', '"1e3"'), ("0 9 * * 1-5", '"0 9 * * 1-5"', '"0 9 * * 1-5"'), ("=x", "=x", "=x"),
        ("=a.b.c", "=a.b.c", "=a.b.c"), ("=a + b", "=a + b", '"=a + b"'), ("=x[0]", "=x[0]", '"=x[0]"'),
        ("=5", "=5", '"=5"'), ("=-x", "=-x", '"=-x"'), ("Hi ${x}", "Hi ${x}", '"Hi ${x}"'),
        ("Total: ${x}", '"Total: ${x}"', '"Total: ${x}"'), ('="a: " + b', "'=\"a: \" + b'", None),
        ("a # b", '"a # b"', '"a # b"'), ("ends:", '"ends:"', '"ends:"'), ("https://a.no/x", "https://a.no/x", "https://a.no/x"),
        ("Europe/Oslo", "Europe/Oslo", "Europe/Oslo"), ("2001-01-01", '"2001-01-01"', '"2001-01-01"'),
        ("14 days", "14 days", "14 days"), ("it's", "it's", "it's"), ('say "hi"', 'say "hi"', 'say "hi"'),
        ("'tis", '"\'tis"', '"\'tis"'), ("-x", '"-x"', '"-x"'),
        ("C:\\dir", "C:\\dir", "C:\\dir"), ("a\tb", '"a\\tb"', None),
        (Verbatim("=x"), '"=x"', '"=x"'), (Verbatim("a ${x}"), '"a ${x}"', '"a ${x}"'), (Verbatim("a"), "a", "a"),
        (True, "true", "true"), (None, "null", "null"), (3, "3", "3"), (2.5, "2.5", "2.5"), (6.0, "6", "6"),
        (1e-7, "0.0000001", "0.0000001"), (1.5e-300, "1.5e-300", "1.5e-300"), (1e-300, "1.0e-300", "1.0e-300"),
    ],
)  # fmt: skip
def test_spelling(text: Any, block: str, flow: str | None) -> None:
    assert (scalar(text), flow_scalar(text)) == (block, flow)


@pytest.mark.parametrize(
    ("key", "written"), [("a", "a"), ("no", '"no"'), ("a: b", '"a: b"'), ('a"b', 'a"b'), ("a,b", '"a,b"')]
)
def test_key_spelling(key: str, written: str) -> None:
    assert key_text(key) == written
