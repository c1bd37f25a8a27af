"""Reading JSON: the same tree, the same limits, and where the reader says what is wrong."""

from __future__ import annotations

import json
import threading
import time
from typing import Any

import pytest
from hypothesis import given

from blockloom.runtime.format import Unreadable, read_json, read_yaml
from blockloom.runtime.format.draft import data
from blockloom.runtime.format.json_reader import tree_of
from blockloom.runtime.format.tree import Scalar
from blockloom.runtime.limits import LARGEST
from tests.runtime.format.support import PLAIN

REFUSED = [
    ("", 1, 1, "json"),
    (" \n ", 2, 2, "json"),
    ("{", 1, 2, "json"),
    ('{"a": 1', 1, 8, "json"),
    ('{"a": 1,}', 1, 9, "json"),
    ("[1,]", 1, 4, "json"),
    ("[1 2]", 1, 4, "json"),
    ("[1]]", 1, 4, "json"),
    ("[1}", 1, 3, "json"),
    ('{"a" 1}', 1, 6, "json"),
    ("{a: 1}", 1, 2, "json"),
    ("{'a': 1}", 1, 2, "json"),
    ("{1: 1}", 1, 2, "json"),
    ('{"a": NaN}', 1, 7, "json"),
    ('{"a": Infinity}', 1, 7, "json"),
    ('{"a": -Infinity}', 1, 7, "json"),
    ('{"a": 01}', 1, 7, "json"),
    ('{"a": 1.}', 1, 7, "json"),
    ('{"a": .5}', 1, 7, "json"),
    ('{"a": +1}', 1, 7, "json"),
    ('{"a": 0x1f}', 1, 7, "json"),
    ('{"a": True}', 1, 7, "json"),
    ('{"a": "b', 1, 7, "json"),
    ('{"a": "b\nc"}', 1, 7, "json"),
    ('{"a": "\\q"}', 1, 7, "json"),
    ('{"a": "\\u12"}', 1, 7, "json"),
    ('[1] // remark', 1, 5, "json"),
    ('{"a": 1}\n{"b": 1}', 2, 1, "json"),
    ('{"a": 1,\n "a": 2}', 2, 2, "key_twice"),
    ('{"na\\u200bme": 1}', 1, 2, "key_invisible"),
    ('{"cafe\\u0301": 1}', 1, 2, "key_lookalike"),
    ('{"a": "\\ud83d"}', 1, 7, "bad_character"),
    ('{"a": "\\udc4d\\ud83d"}', 1, 7, "bad_character"),
    ('{"a": "\\u0000"}', 1, 7, "bad_character"),
    ('{"a": "caf\udce9"}', 1, 11, "bad_character"),
    (f'{{"a": {LARGEST + 1}}}', 1, 7, "number_too_large"),
    ('{"a": 1e400}', 1, 7, "number_too_large"),
    ("[" + "9" * 5000 + "]", 1, 2, "number_too_large"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "column", "code"), REFUSED, ids=[text[:24] for text, *_ in REFUSED])
def test_refused_where_it_stands(text: str, line: int, column: int, code: str) -> None:
    with pytest.raises(Unreadable) as raised:
        read_json(text)
    finding = raised.value.finding
    assert (finding.line, finding.column, finding.code) == (line, column, code), finding.message


@pytest.mark.parametrize(
    "text",
    [
        '{"a": [1, -2.5e3, true, false, null, "x"], "b": {}}',
        '"\\u00e9\\n\\ud83d\\udc4d\\/"',
        "[]",
        " 1\r\n",
        '{"": ""}',
    ],
)
def test_read_as_json_is(text: str) -> None:
    found = data(read_json(text))
    assert found == json.loads(text) and repr(found) == repr(json.loads(text))


def test_plain_data_is_the_tree_that_its_json_text_would_be_without_places() -> None:
    def shown(node: Any) -> Any:
        if isinstance(node, Scalar):
            return node.value, node.quoted, node.raw
        keys = {name: shown(key) for name, key in getattr(node, "keys", {}).items()}
        return keys, [shown(inner) for inner in (node.pairs.values() if keys else getattr(node, "items", ()))]

    plain: dict[str, Any] = {"a": [1, -2.5, True, None, "x", [], {}], "b c": {"d": "1"}}
    tree: Any = tree_of(plain)
    assert data(tree) == plain
    assert shown(tree) == shown(read_json(json.dumps(plain)))
    inner = [tree, tree.keys["a"], tree.pairs["a"], tree.pairs["b c"], *tree.pairs["a"].items]
    assert {(node.line, node.column) for node in inner} == {(1, 1)}


def test_positions() -> None:
    tree: Any = read_json('{\n  "a": [\n    "é👍", 2\n  ]\n}\n')
    assert [(item.line, item.column) for item in tree.pairs["a"].items] == [(3, 5), (3, 11)]
    assert (tree.keys["a"].line, tree.keys["a"].column) == (2, 3)


@pytest.mark.parametrize(
    ("make", "limit", "code"),
    [
        (lambda n: "[" * n + "]" * n, 64, "too_deep"),
        (lambda n: '{"a":' * n + "1" + "}" * n, 64, "too_deep"),
        (lambda n: "[" + "1," * (n - 2) + "1]", 100_000, "too_large"),
        (lambda n: '["' + "x" * n + '"]', 256 * 1024, "too_large"),
        (lambda n: '{"' + "x" * n + '": 1}', 256, "too_large"),
        (lambda n: "[1" + " " * (n - 3) + "]", 2 * 1024 * 1024, "too_large"),
    ],
)
def test_limits(make: Any, limit: int, code: str) -> None:
    read_json(make(limit))
    with pytest.raises(Unreadable) as raised:
        read_json(make(limit + 1))
    assert raised.value.finding.code == code


ATTACKS = {
    "nested lists": "[" * 100_000 + "]" * 100_000,
    "nested maps": '{"a":' * 100_000,
    "two million values": "[" + "1," * 999_999 + "1]",
    "a long number": "[" + "1" * 1_000_000 + "]",
    "an open text": '["' + "x" * 1_000_000,
    "backslashes": '["' + "\\" * 1_000_001,
    "spaces": " " * 1_000_000 + "x",
}


@pytest.mark.parametrize("text", ATTACKS.values(), ids=ATTACKS)
def test_attacks_end_at_once_also_with_a_small_stack(text: str) -> None:
    ended: list[float] = []

    def read() -> None:
        started = time.thread_time()
        with pytest.raises(Unreadable):
            read_json(text)
        ended.append(time.thread_time() - started)

    before = threading.stack_size(512 * 1024)
    try:
        thread = threading.Thread(target=read)
        thread.start()
    finally:
        threading.stack_size(before)
    thread.join(10)
    assert ended and ended[0] < 4 * 0.4


@given(PLAIN)
def test_both_readers_make_the_same_tree(value: Any) -> None:
    text = json.dumps({"a": value}, ensure_ascii=False)
    assert data(read_json(text)) == {"a": value} == data(read_yaml(text))
