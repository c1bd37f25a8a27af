"""Plain data of a flow as YAML such as people write it: comments everywhere, odd quotes, brackets and indentation."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from blockloom.runtime.write.scalars import is_plain, quoted


class OddText:
    """Writes one text. ``random`` decides everything; each comment has a number of its own."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.comments = 0

    def text(self, flow: dict[str, Any]) -> str:
        lines = [*self.between(0), *self.pairs(flow, 0), *self.between(0)]
        end = self.random.choice(["\n", "\n", "\n", "\r\n"])
        text = end.join(lines) + self.random.choice([end, end, end, ""])
        return self.random.choice(["", "", "", "\ufeff"]) + text

    def pairs(self, data: dict[str, Any], column: int) -> list[str]:
        lines: list[str] = []
        for key, value in data.items():
            lines += self.between(column) if lines or column == 0 else []
            lines += self.below(f"{' ' * column}{self.key(key)}:", value, column, self.random.choice([0, 0, 2]))
        return lines

    def below(self, head: str, value: Any, column: int, dashes: int) -> list[str]:
        """A value behind or below its key or its dash."""
        if not isinstance(value, dict | list) or not value or self.random.random() < 0.1 and len(str(value)) < 400:
            return [f"{head}{self.space()}{self.inline(value)}{self.behind()}"]
        head += self.behind()
        if isinstance(value, dict):
            return [head, *self.pairs(value, column + 2 * self.random.choice([1, 1, 2]))]
        return [head, *self.items(value, column + dashes)]

    def items(self, data: list[Any], column: int) -> list[str]:
        lines: list[str] = []
        for value in data:
            lines += self.between(column)
            gap = self.random.choice([1, 1, 1, 3])
            if isinstance(value, dict) and value and self.random.random() < 0.95:
                inner = self.pairs(value, column + 1 + gap)
                lines += [f"{' ' * column}-{' ' * gap}{inner[0][column + 1 + gap :]}", *inner[1:]]
            else:
                lines += [f"{' ' * column}-{' ' * gap}{self.inline(value)}{self.behind()}"]
        return lines

    def inline(self, value: Any) -> str:
        if isinstance(value, dict):
            return "{" + ", ".join(f"{self.key(key)}: {self.inline(one)}" for key, one in value.items()) + "}"
        if isinstance(value, list):
            return "[" + self.random.choice([", ", ",  "]).join(map(self.inline, value)) + "]"
        if isinstance(value, str):
            return quoted(value) if "'" in value or self.random.random() < 0.5 else f"'{value}'"
        return json.dumps(value)

    def key(self, key: str) -> str:
        return key if is_plain(key) and self.random.random() < 0.9 else f'"{key}"'

    def between(self, column: int) -> list[str]:
        lines = []
        while self.random.random() < 0.25:
            further = self.random.choice([0, 0, 0, 2])
            lines.append(self.random.choice(["", f"{' ' * (column + further)}{self.comment()}"]))
        return lines

    def behind(self) -> str:
        return f"{self.space()}{self.comment()}" if self.random.random() < 0.15 else ""

    def space(self) -> str:
        return self.random.choice([" ", " ", "   "])

    def comment(self) -> str:
        self.comments += 1
        return f"# c{self.comments}."
