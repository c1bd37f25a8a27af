"""The example files, broken at random."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from random import Random

from blockloom.runtime.format.tree import Scalar, Sequence, Tree
from blockloom.runtime.format.yaml_reader import read_yaml

FLOWS = sorted((Path(__file__).parents[3] / "flows").glob("*.flow.yaml"))
SCALARS = [
    "",
    "=",
    "=x +",
    "${",
    "Hi ${x",
    "null",
    "-1",
    "1e9",
    "true",
    "[",
    "{",
    '"',
    "'",
    ": ",
    " #",
    "&a",
    "*a",
    "%",
]


def plain(tree: Tree) -> object:
    if isinstance(tree, Scalar):
        return tree.value
    if isinstance(tree, Sequence):
        return [plain(item) for item in tree.items]
    return {key: plain(item) for key, item in tree.pairs.items()}


TEXTS = [path.read_text() for path in FLOWS]
TWINS = [json.dumps(plain(read_yaml(text)), indent=1) for text in TEXTS]


def drop_line(random: Random, text: str) -> str:
    lines = text.splitlines(keepends=True)
    del lines[random.randrange(len(lines))]
    return "".join(lines)


def double_line(random: Random, text: str) -> str:
    lines = text.splitlines(keepends=True)
    at = random.randrange(len(lines))
    return "".join([*lines[:at], lines[at], *lines[at:]])


def swap_lines(random: Random, text: str) -> str:
    lines = text.splitlines(keepends=True)
    one, other = random.randrange(len(lines)), random.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return "".join(lines)


def indent_line(random: Random, text: str) -> str:
    lines = text.splitlines(keepends=True)
    at = random.randrange(len(lines))
    lines[at] = lines[at][1:] if random.random() < 0.5 else " " * random.randint(1, 3) + lines[at]
    return "".join(lines)


def words(text: str) -> list[str]:
    return sorted({word.strip(":,[]{}=\"'") for word in text.split()} - {""}) or ["flow"]


def swap_words(random: Random, text: str) -> str:
    one, other = random.choice(words(text)), random.choice(words(text))
    return text.replace(one, other, random.choice([1, -1]))


def change_scalar(random: Random, text: str) -> str:
    return text.replace(random.choice(words(text)), random.choice(SCALARS), 1)


def truncate(random: Random, text: str) -> str:
    return text[: random.randrange(len(text))]


def drop_letter(random: Random, text: str) -> str:
    at = random.randrange(len(text))
    return text[:at] + text[at + 1 :]


def random_bytes(random: Random, text: str) -> str:
    content = bytearray(text.encode("utf-8", "surrogateescape"))
    for _ in range(random.randint(1, 3)):
        content[random.randrange(len(content))] = random.randrange(256)
    return content.decode("utf-8", "surrogateescape")


BREAKS: list[Callable[[Random, str], str]] = [
    drop_line, double_line, swap_lines, indent_line, swap_words, change_scalar, truncate, drop_letter, random_bytes
]  # fmt: skip


def broken(seed: int) -> tuple[str, str]:
    """A text and a file name; the same seed breaks the same file in the same way."""
    random = Random(seed)
    number = random.randrange(len(TEXTS))
    as_json = random.random() < 0.3
    text = (TWINS if as_json else TEXTS)[number]
    for _ in range(random.choice([1, 1, 1, 2, 4])):
        text = random.choice(BREAKS)(random, text) or "\n"
    return text, "broken.flow.json" if as_json else "broken.flow.yaml"
