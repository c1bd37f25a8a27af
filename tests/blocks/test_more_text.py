"""Finding, trimming, padding, patterns, JSON and encodings at their borders."""

from __future__ import annotations

import json
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blockloom import FlowError
from blockloom.blocks.convert import as_json, from_json
from blockloom.blocks.encode import base64_decode, base64_encode, url_decode, url_encode
from blockloom.blocks.patterns import matches_pattern
from tests.blocks.support import value

MILLION = 2**20
LARGEST = 2**53 - 1

ANSWERS: list[tuple[dict[str, Any], Any]] = [
    ({"find_text": "abcabc", "find": "c"}, 3), ({"find_text": "abc", "find": "x"}, None),
    ({"find_text": "abc", "find": ""}, None), ({"find_text": "", "find": "a"}, None),
    ({"starts_with": "abc", "with": ""}, True), ({"starts_with": "abc", "with": "b"}, False),
    ({"ends_with": "abc", "with": "bc"}, True),
    ({"trim": " \t\na b\u00a0"}, "a b"), ({"trim": " a ", "side": "start"}, "a "),
    ({"trim": " a ", "side": "end"}, " a"),
    ({"repeat_text": "ab", "times": 0}, ""), ({"repeat_text": "ab", "times": -3}, ""),
    ({"repeat_text": "", "times": LARGEST}, ""), ({"repeat_text": "ab", "times": LARGEST}, ("too_large",)),
    ({"length": {"repeat_text": "ab", "times": MILLION // 2}}, MILLION),
    ({"repeat_text": "ab", "times": MILLION // 2 + 1}, ("too_large",)),
    ({"pad": "abc", "to": 2}, "abc"), ({"pad": "abc", "to": -1}, "abc"), ({"pad": "7", "to": 3}, "  7"),
    ({"pad": "7", "to": 4, "side": "end", "with": "ab"}, "7aba"), ({"pad": "7", "to": 4, "with": ""}, ("empty",)),
    ({"length": {"pad": "", "to": MILLION}}, MILLION), ({"pad": "", "to": MILLION + 1}, ("too_large",)),
    ({"pad": "", "to": LARGEST}, ("too_large",)),
    ({"lines": ""}, []), ({"lines": "a\n"}, ["a"]), ({"lines": "a\r\nb\rc\n\n"}, ["a", "b", "c", ""]),
    ({"lines": "\n"}, [""]),
    ({"reverse": "abc"}, "cba"), ({"reverse": ""}, ""),
    ({"matches_pattern": "abc", "pattern": "b"}, True), ({"matches_pattern": "abc", "pattern": "^b"}, False),
    ({"matches_pattern": "", "pattern": ""}, True), ({"matches_pattern": "Größe", "pattern": "^\\pL+$"}, True),
    ({"matches_pattern": "a", "pattern": "(?=a)"}, ("wrong_pattern",)),
    ({"matches_pattern": "a", "pattern": "("}, ("wrong_pattern",)),
    ({"matches_pattern": "aa", "pattern": "(a)\\1"}, ("wrong_pattern",)),
    ({"matches_pattern": "a", "pattern": "a{1000}{1000}"}, ("wrong_pattern",)),
    ({"matches_pattern": "a", "pattern": "a" * 1025}, ("too_large",)),
    ({"matches_pattern": "a", "pattern": "ä" * 513}, ("too_large",)),
    ({"find_all": "größe 12", "pattern": "[ö-ü]|[0-9]"}, ["ö", "1", "2"]), ({"find_all": "abc", "pattern": "x"}, []),
    ({"find_groups": "a1", "pattern": "(x)?([0-9])"}, [None, "1"]), ({"find_groups": "a", "pattern": "(x)"}, None),
    ({"replace_pattern": "äbä", "pattern": "ä", "with": "\\0$1"}, "\\0$1b\\0$1"),
    ({"replace_pattern": "ab", "pattern": "x*", "with": "-"}, "-a-b-"),
    ({"to_text": "=none"}, ""), ({"to_text": 3.0}, "3"), ({"to_text": [1, True]}, "[1, true]"),
    ({"as_json": "=none"}, "null"), ({"as_json": "a\"b"}, '"a\\"b"'), ({"as_json": 2.0}, "2"),
    ({"from_json": "1.0"}, 1), ({"from_json": " [1, true, null] "}, [1, True, None]),
    ({"from_json": str(LARGEST)}, LARGEST),
    ({"from_json": "[" * 100 + "]" * 100}, json.loads("[" * 100 + "]" * 100)),
    ({"from_json": "[" * 101 + "]" * 101}, ("too_deep",)), ({"from_json": '{"a":' * 101}, ("too_deep",)),
    ({"from_json": '"' + "[" * 500 + '"'}, "[" * 500),
    *(({"from_json": text}, ("wrong_json",)) for text in (
        "", "{", "[1,]", "NaN", "[Infinity]", "-Infinity", '{"a": 1, "a": 2}', str(LARGEST + 1), "1e999", "9" * 5000,
        '"\\ud800"', '{"\\ud800": 1}', "'a'", "[1] 2", '"\n"', "01", "// a\n1",
    )),
    ({"url_encode": "a b/ä~"}, "a%20b%2F%C3%A4~"), ({"url_decode": "a+b%C3%A4"}, "a+bä"),
    ({"url_decode": "%FF"}, ("wrong_text",)), ({"url_decode": "100%"}, ("wrong_text",)),
    ({"base64_encode": ""}, ""), ({"base64_encode": "ä"}, "w6Q="), ({"base64_decode": "w6Q"}, "ä"),
    ({"base64_decode": "Pz8_Pj4-"}, "???>>>"), ({"base64_decode": " dGVh\n"}, "tea"),
    ({"base64_decode": "/w=="}, ("wrong_text",)),
    ({"base64_decode": "ä"}, ("wrong_text",)), ({"base64_decode": "a"}, ("wrong_text",)),
    ({"base64_decode": "d!Vh"}, ("wrong_text",)),
    ({"hash_text": ""}, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ({"length": {"hash_text": "ä", "algorithm": "sha512"}}, 128),
    ({"length": {"hash_text": "", "algorithm": "sha384"}}, 96),
]  # fmt: skip


@pytest.mark.parametrize(("block", "answer"), ANSWERS)
def test_answers(block: dict[str, Any], answer: Any) -> None:
    assert value(_read_at_run_time(block), **_texts(block), none=None) == answer


def _read_at_run_time(block: dict[str, Any]) -> dict[str, Any]:
    """The block with its texts as inputs, so that none is taken for a formula."""
    (name,) = list(block)[:1]
    return {"length": _read_at_run_time(block[name])} if name == "length" else {
        key: f"=text_{key}" if _is_text(given) else given for key, given in block.items()
    }  # fmt: skip


def _texts(block: dict[str, Any]) -> dict[str, str]:
    inner = block["length"] if "length" in block else block
    return {f"text_{key}": given for key, given in inner.items() if _is_text(given)}


def _is_text(given: Any) -> bool:
    return isinstance(given, str) and given != "=none"


@pytest.mark.parametrize(
    ("block", "text", "fits"),
    [
        ({"url_encode": "=x"}, "a" * MILLION, True),
        ({"url_encode": "=x"}, "ä" * (MILLION // 6), True),
        ({"url_encode": "=x"}, "ä" * (MILLION // 6 + 1), False),
        ({"base64_encode": "=x"}, "a" * (MILLION // 4 * 3), True),
        ({"base64_encode": "=x"}, "a" * (MILLION // 4 * 3 + 1), False),
        ({"find_all": "=x", "pattern": "a"}, "a" * 100_000, True),
        ({"find_all": "=x", "pattern": "a"}, "a" * 100_001, False),
        ({"replace_pattern": "=x", "pattern": "a", "with": "b" * 11}, "a" * 100_000, False),
        ({"lines": "=x"}, "\n" * 100_000, True),
        ({"lines": "=x"}, "\n" * 100_001, False),
        ({"as_json": "=x"}, "a" * (MILLION - 2), True),
        ({"as_json": "=x"}, "a" * (MILLION - 1), False),
        ({"from_json": "=x"}, f"[{','.join('1' * 100_000)}]", True),
    ],
)
def test_limits(block: dict[str, Any], text: str, fits: bool) -> None:
    found = value({"length": block}, x=text)
    assert isinstance(found, int) if fits else found == ("too_large",)


def test_json_that_holds_too_much_is_refused() -> None:
    assert value({"from_json": "=x"}, x=f"[{','.join('1' * 100_001)}]") == ("wrong_json",)
    with pytest.raises(FlowError, match="the number 1.797693134862315708… is too large"):
        from_json("1.7976931348623157081e308")


@pytest.mark.parametrize("text", ["a" * MILLION, '"' + '\\"' * 500_000, '"' * MILLION, "[" * MILLION, "\\" * MILLION])
def test_nothing_makes_reading_slow(text: str) -> None:
    begun = perf_counter()
    for block in [
        {"from_json": "=x"},
        {"matches_pattern": "=x", "pattern": "(a|a)*(a*)*b$"},
        {"number_from_text": "=x"},
    ]:
        value(block, x=text)
    assert perf_counter() - begun < 3


def test_a_wrong_pattern_is_told_in_words(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(FlowError, match=r"(?s)\(\?=.*Look-around and back-references do not exist here"):
        matches_pattern("a", "(?=a)")
    assert capfd.readouterr() == ("", "")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
)


@given(VALUES)
def test_json_comes_back(thing: Any) -> None:
    assert from_json(as_json(thing)) == thing == json.loads(as_json(thing))


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_encoded_text_comes_back(text: str) -> None:
    assert url_decode(url_encode(text)) == text == base64_decode(base64_encode(text))
