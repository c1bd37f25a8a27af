"""Texts at their borders."""

from __future__ import annotations

from typing import Any

import pytest

from tests.blocks.support import run, value

MILLION = 2**20
TEXTS: list[tuple[dict[str, Any], Any]] = [
    ({"part": "abc", "from": 1}, "abc"),
    ({"part": "abc", "from": 2, "to": 2}, "b"),
    ({"part": "abc", "from": -1}, "c"),
    ({"part": "abc", "from": -2, "to": -1}, "bc"),
    ({"part": "abc", "from": 1, "to": 3}, "abc"),
    ({"part": "abc", "from": 3, "to": 1}, ""),
    ({"part": "abc", "from": 0}, ("position",)),
    ({"part": "abc", "from": 4}, ("position",)),
    ({"part": "abc", "from": 1, "to": 4}, ("position",)),
    ({"part": "abc", "from": -4}, ("position",)),
    ({"part": "", "from": 1}, ("position",)),
    ({"part": [1, 2, 3], "from": 2}, [2, 3]),
    ({"part": [1, 2, 3], "from": 3, "to": 2}, []),
    ({"part": "👍🏽é", "from": 3, "to": 3}, "é"),
    ({"item": "abc", "at": 1}, "a"),
    ({"item": "abc", "at": -3}, "a"),
    ({"item": "abc", "at": 2.0}, "b"),
    ({"item": "abc", "at": 0}, ("position",)),
    ({"item": "abc", "at": 4}, ("position",)),
    ({"item": "", "at": -1}, ("position",)),
    ({"replace": "aaa", "find": "aa", "with": "b"}, "ba"),
    ({"replace": "abc", "find": "", "with": "x"}, "abc"),
    ({"replace": "", "find": "a", "with": "x"}, ""),
    ({"replace": "a.c", "find": ".", "with": "\\1$0"}, "a\\1$0c"),
    ({"split": "a,b", "at": ","}, ["a", "b"]),
    ({"split": ",", "at": ","}, ["", ""]),
    ({"split": "", "at": ","}, [""]),
    ({"split": "", "at": ""}, []),
    ({"split": "abc", "at": ""}, ["a", "b", "c"]),
    ({"split": "a.b", "at": "."}, ["a", "b"]),
    ({"change_case": "straße", "to": "upper"}, "STRASSE"),
    ({"change_case": "İSTANBUL ÀÉ", "to": "lower"}, "i̇stanbul àé"),
    ({"change_case": "it's o'neil's 3rd", "to": "title"}, "It's O'neil's 3rd"),
    ({"change_case": "well-known ÉCOLE élan", "to": "title"}, "Well-Known École Élan"),
    ({"change_case": "cafe\u0301s ŉ ǆ", "to": "title"}, "Cafe\u0301s ʼN ǅ"),
    ({"change_case": "", "to": "title"}, ""),
    ({"join": [], "with": ","}, ""),
    ({"join": ["a"], "with": ","}, "a"),
    ({"join": ["a", 1, True, None, [1], 2.0]}, "a, 1, true, , [1], 2"),
    ({"join_text": []}, ""),
    ({"join_text": ["a", None, 6, 2.5, {"object": {"a": "b"}}]}, 'a62.5{"a": "b"}'),
    ({"length": ""}, 0),
    ({"length": "é"}, 1),
    ({"length": {"object": {}}}, 0),
    ({"text": "=5 ${x}"}, "=5 ${x}"),
    ({"contains": "abc", "value": "bc"}, True),
    ({"contains": "abc", "value": ""}, True),
    ({"contains": "a1", "value": 1}, False),
]  # fmt: skip


@pytest.mark.parametrize(("block", "answer"), TEXTS)
def test_answers(block: dict[str, Any], answer: Any) -> None:
    assert value(block) == answer


@pytest.mark.parametrize(
    ("block", "inputs", "fits"),
    [
        ({"replace": "=x", "find": "a", "with": "bb"}, {"x": "a" * (MILLION // 2)}, True),
        ({"replace": "=x", "find": "a", "with": "bb"}, {"x": "a" * (MILLION // 2 + 1)}, False),
        ({"replace": "=x", "find": "a", "with": "=x"}, {"x": "a" * 100_000}, False),
        ({"replace": "=x", "find": "a", "with": ""}, {"x": "a" * MILLION}, True),
        ({"split": "=x", "at": ","}, {"x": "," * 99_999}, True),
        ({"split": "=x", "at": ","}, {"x": "," * 100_000}, False),
        ({"split": "=x", "at": ""}, {"x": "a" * 100_000}, True),
        ({"split": "=x", "at": ""}, {"x": "a" * 100_001}, False),
        ({"change_case": "=x", "to": "upper"}, {"x": "ß" * (MILLION // 2)}, True),
        ({"change_case": "=x", "to": "upper"}, {"x": "ß" * (MILLION // 2 + 1)}, False),
        ({"change_case": "=x", "to": "title"}, {"x": "ŉ " * (MILLION // 2)}, False),
        ({"join": "=x", "with": ""}, {"x": ["a" * 1024] * 1024}, True),
        ({"join": "=x", "with": "b"}, {"x": ["a" * 1024] * 1024}, False),
        ({"join_text": ["=x", "b"]}, {"x": "a" * MILLION}, False),
        ({"add": {"a": "=x", "b": "b"}}, {"x": "a" * MILLION}, False),
    ],
)
def test_limits(block: dict[str, Any], inputs: dict[str, Any], fits: bool) -> None:
    found = value({"length": block}, **inputs)
    assert isinstance(found, int) if fits else found == ("too_large",)


def test_a_long_list_of_large_texts_is_refused_before_it_is_joined() -> None:
    steps = [
        {"set": "row", "to": {"list_of": 1, "times": 100_000}},
        {"set": "rows", "to": {"list_of": "=row", "times": 3000}},
    ]
    outcome = run([*steps, {"return": {"join": "=rows"}}])
    assert outcome.error is not None and outcome.error["code"] == "too_large" and outcome.seconds < 2
