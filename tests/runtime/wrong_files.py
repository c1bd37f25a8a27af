"""The wrong flow files of ``mistakes/``, without the remarks that stand in them."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent / "mistakes"
FILES = sorted(path for path in HERE.glob("*/*") if path.name.endswith((".flow.yaml", ".flow.json")))


def plain(path: Path) -> str:
    """The text of a file as its author meant it: no line says what is wrong with another."""
    lines = path.read_text().splitlines(keepends=True)
    return "".join(line for line in lines if not re.match(r"# [!?] \d", line))
