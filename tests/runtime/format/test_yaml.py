"""Reading YAML: what a flow file may hold, what it may not, and where the reader says so."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from typing import Any

import pytest
import yaml
from hypothesis import given

from blockloom.runtime.format import Unreadable, read_yaml
from blockloom.runtime.format.draft import data
from blockloom.runtime.limits import LARGEST
from tests.runtime.format.support import PLAIN

REFUSED = [
    # alias, merge and cycle bombs
    ("a: &a [x]\nb: *a", 1, 4, "anchor"),
    ("a: *a", 1, 4, "alias"),
    ("a: &a\n- *a", 1, 4, "anchor"),
    ("a:\n  <<: {b: 1}", 2, 3, "merge_key"),
    ("a: &a {x: 1}\n<<: *a", 1, 4, "anchor"),
    # tags, directives, documents
    ("a: !!int 5", 1, 4, "tag"),
    ("a: !!python/object/apply:os.system [ls]", 1, 4, "tag"),
    ("a: !mine {}", 1, 4, "tag"),
    ("! a", 1, 1, "tag"),
    ("%YAML 1.2\n---\na: 1", 1, 1, "directive"),
    ("%TAG ! tag:x,2000:\n---\na: 1", 1, 1, "directive"),
    ("a: 1\n---\nb: 1", 2, 1, "documents"),
    ("a: 1\n--- \n", 2, 1, "documents"),
    # keys
    ("a: 1\nb: 2\na: 3", 3, 1, "key_twice"),
    ("a: {x: 1, x: 2}", 1, 11, "key_twice"),
    ('"a": 1\na: 2', 2, 1, "key_twice"),
    ("1: a", 1, 1, "key_not_text"),
    ("true: a", 1, 1, "key_not_text"),
    ("~: a", 1, 1, "key_not_text"),
    ("? [a]\n: b", 1, 3, "key_not_text"),
    ("? {a: b}\n: b", 1, 3, "key_not_text"),
    ("name\u200b: a", 1, 1, "key_invisible"),
    ("x: {na\u202eme: a}", 1, 5, "key_invisible"),
    ("do\u00ad: a", 1, 1, "key_invisible"),
    ("do\ufe0f: a", 1, 1, "key_invisible"),
    ("cafe\u0301: a", 1, 1, "key_lookalike"),
    # scalars that readers disagree about
    *((f"a: {text}", 1, 4, "doubtful") for text in "010 -010 08 0x1f 0xFF 0o17 0b101 1_000 1_0.5 = .nan .NaN".split()),
    *((f"a: {text}", 1, 4, "doubtful") for text in [".inf", "-.inf", "+.Inf"]),
    ("a: [1, 0x1f]", 1, 8, "doubtful"),
    # numbers
    (f"a: {LARGEST + 1}", 1, 4, "number_too_large"),
    (f"a: -{LARGEST + 1}", 1, 4, "number_too_large"),
    ("a: 1e400", 1, 4, "number_too_large"),
    ("a: " + "9" * 50_000, 1, 4, "number_too_large"),
    # texts
    ("", 1, 1, "empty"),
    ("# nothing but a comment\n", 1, 1, "empty"),
    ("a: \x07", 1, 4, "bad_character"),
    ("a: b\nc: x\x00y", 2, 5, "bad_character"),
    ("a: \ud800", 1, 4, "bad_character"),
    ('a: "\\0"', 1, 4, "bad_character"),
    ('a: "\\x1b[31m"', 1, 4, "bad_character"),
    ("a: caf\udce9", 1, 7, "bad_character"),
    ("a: x\ufffe", 1, 5, "bad_character"),
    # no YAML
    ("a: b\n\tc: d", 2, 1, "yaml"),
    ("a: [1, 2", 1, 4, "yaml"),
    ("a: {b: 1", 1, 4, "yaml"),
    ("a: 'b", 1, 4, "yaml"),
    ("a: 1\n b: 2", 2, 3, "yaml"),
    ("- a\nb: 1", 2, 1, "yaml"),
    ('a: "\\q"', 1, 5, "yaml"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "column", "code"), REFUSED, ids=[text[:24] for text, *_ in REFUSED])
def test_refused_where_it_stands(text: str, line: int, column: int, code: str) -> None:
    with pytest.raises(Unreadable) as raised:
        read_yaml(text)
    finding = raised.value.finding
    assert (finding.line, finding.column, finding.code) == (line, column, code), finding.message


READ: list[tuple[str, Any]] = [
    *((word, word) for word in "on off yes No NO y n x On TRue nUll nan inf Ada 09:00 12:30:45 190:20:30".split()),
    *((word, word) for word in "2001-99-99 1.2.3 0x 12e + . .. --1 =x ==".split()), ("1 000", "1 000"),
    ("true", True), ("True", True), ("TRUE", True), ("false", False), ("null", None), ("~", None), ("", None),
    ("0", 0), ("-1", -1), ("+12", 12), (str(LARGEST), LARGEST), (str(-LARGEST), -LARGEST),
    ("1.5", 1.5), (".5", 0.5), ("1.", 1.0), ("1e3", 1000.0), ("-2.5E-1", -0.25), ("0.10", 0.1),
    ('"010"', "010"), ("'0x1f'", "0x1f"), ('"true"', "true"), ('""', ""), ('"="', "="), ('"1"', "1"), ('"~"', "~"),
    ("[]", []), ("{}", {}), ("[a, [b, {c: 1}]]", ["a", ["b", {"c": 1}]]),
    ('"a\\n\\u00e9\\x41"', "a\né\x41"), ("'it''s'", "it's"), ("|\n  a\n  b", "a\nb"), (">\n  a\n  b", "a b"),
    ("👩‍👩‍👧 👍🏽", "👩‍👩‍👧 👍🏽"), ("می‌خواهم", "می‌خواهم"), ("a\u202eb", "a\u202eb"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), READ)
def test_scalars_are_those_of_yaml_1_2(text: str, value: Any) -> None:
    found = data(read_yaml(f"a: {text}"))["a"]
    assert found == value and type(found) is type(value)


def test_short_keys_are_texts() -> None:
    assert data(read_yaml("x: 1\ny: 2\nn: 3\non: 4")) == {"x": 1, "y": 2, "n": 3, "on": 4}


def test_a_byte_order_mark_is_no_part_of_the_file() -> None:
    assert data(read_yaml("\ufeffa: 1")) == {"a": 1}


def test_windows_line_ends_are_line_ends() -> None:
    tree: Any = read_yaml("a: 1\r\nb:\r\n- c\r\n")
    assert (tree.pairs["b"].items[0].line, tree.pairs["b"].items[0].column) == (3, 3)


def test_positions_count_letters_not_bytes() -> None:
    tree: Any = read_yaml("{é: 👍, b: [x]}")
    inner = tree.pairs["b"].items[0]
    assert (inner.line, inner.column) == (1, 12)
    assert (tree.keys["b"].line, tree.keys["b"].column) == (1, 8)


LIMITS = [
    ("depth", lambda n: "[" * n + "]" * n, 64, "too_deep"),
    ("depth of steps", lambda n: "\n".join("  " * level + "a:" for level in range(n - 1)) + " {}", 64, "too_deep"),
    ("values", lambda n: "[" + "1," * (n - 1) + "]", 100_000, "too_large"),
    ("scalar", lambda n: "a: " + "x" * n, 256 * 1024, "too_large"),
    ("key", lambda n: "x" * n + ": 1", 256, "too_large"),
    ("file", lambda n: "a: 1\n#" + "x" * (n - 6), 2 * 1024 * 1024, "too_large"),
    ("file in bytes", lambda n: "a: 1 \n# " + "é" * ((n - 8) // 2) + "x" * (n % 2), 2 * 1024 * 1024, "too_large"),
]


@pytest.mark.parametrize(("make", "limit", "code"), [row[1:] for row in LIMITS], ids=[row[0] for row in LIMITS])
def test_limits(make: Any, limit: int, code: str) -> None:
    read_yaml(make(limit))
    with pytest.raises(Unreadable) as raised:
        read_yaml(make(limit + 1))
    assert raised.value.finding.code == code


def merge_bomb(levels: int) -> str:
    lines = ["a0: &a0 {x: 1}", *(f"a{n}: &a{n}\n  <<: [*a{n - 1}, *a{n - 1}]" for n in range(1, levels))]
    return "\n".join(lines)


def alias_bomb(levels: int) -> str:
    lines = ["- &a0 [x]", *(f"- &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, levels))]
    return "\n".join(lines)


ATTACKS = {
    "merge bomb": merge_bomb(30),
    "alias bomb": alias_bomb(9),
    "cycle": "&a [*a]",
    "nested lists": "[" * 100_000,
    "nested maps": "{a: " * 100_000,
    "nested in blocks": "- " * 100_000,
    "nested closed": "[" * 100_000 + "]" * 100_000,
    "many keys in question": "? " * 100_000,
    "base 60": "a: " + ":".join(["59"] * 50_000),
    "a long number": "a: " + "1" * 200_000,
    "hostile quotes": "a: " + "'" * 100_001,
    "an endless key": "x" * 500_000,
}


@pytest.mark.parametrize("text", ATTACKS.values(), ids=ATTACKS)
def test_attacks_end_at_once(text: str) -> None:
    started = time.process_time()
    try:
        read_yaml(text)
    except Unreadable as error:
        assert error.finding.line >= 1
    assert time.process_time() - started < 4 * 0.4


@pytest.mark.parametrize("text", ATTACKS.values(), ids=ATTACKS)
def test_attacks_end_in_a_thread_with_a_small_stack(text: str) -> None:
    ended: list[str] = []

    def read() -> None:
        try:
            read_yaml(text)
            ended.append("read")
        except Unreadable:
            ended.append("refused")

    before = threading.stack_size(512 * 1024)
    try:
        thread = threading.Thread(target=read)
        thread.start()
    finally:
        threading.stack_size(before)
    thread.join(10)
    assert ended, "the thread did not end well"


def test_a_loader_would_not_survive_what_the_reader_does() -> None:
    """The control: the same nesting ends a process that loads it with PyYAML's own C loader."""
    script = "import yaml, sys; yaml.load('[' * 50_000 + ']' * 50_000, Loader=yaml.CSafeLoader)"
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert ended.returncode != 0


@given(PLAIN)
def test_what_a_yaml_writer_writes_is_read_back_or_refused_never_changed(value: Any) -> None:
    text = yaml.safe_dump({"a": value}, allow_unicode=True)
    try:
        found = data(read_yaml(text))
    except Unreadable:
        return
    assert found == {"a": value}


def test_a_file_over_the_limit_hears_the_limit() -> None:
    with pytest.raises(Unreadable) as refused:
        read_yaml(" " * (2 * 2**20 + 1))
    finding = refused.value.finding
    assert (finding.line, finding.column, finding.message) == (1, 1, "The file is larger than 2 MiB.")


@pytest.mark.parametrize("byte", [0x80, 0xC3, 0xFF])
def test_bytes_that_are_no_text_are_named(byte: int) -> None:
    with pytest.raises(Unreadable) as refused:
        read_yaml(b"a: %c\n".replace(b"%c", bytes([byte])).decode("utf-8", "surrogateescape"))
    assert (refused.value.finding.column, refused.value.finding.message) == (4, f"The byte 0x{byte:02X} is not UTF-8.")


@pytest.mark.parametrize("character", ["\ud800", "\udc7f", "\udd00"])
def test_what_is_no_byte_is_named_as_a_character(character: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_yaml(f"a: {character}\n")
    assert refused.value.finding.message == f"The character U+{ord(character):04X} can't stand in a flow."


def test_lists_and_maps_end_with_their_last_value_or_their_bracket() -> None:
    text = "# first\na:\n- b: 1  # one\n  c: [2, {d: e} ]  # why\n\n\nf: {}\n"
    tree: Any = read_yaml(text)
    items, items_text = tree.pairs["a"], "- b: 1  # one\n  c: [2, {d: e} ]"
    inner = items.items[0].pairs["c"]
    spans = [text[node.start : node.end] for node in (tree, items, items.items[0], inner, inner.items[1])]
    assert spans == [text[8:-1], items_text, items_text[2:], "[2, {d: e} ]", "{d: e}"]
    assert [node.inline for node in (tree, items, items.items[0], inner, tree.pairs["f"])] == [False] * 3 + [True] * 2
