"""Style, format and types, as the tools see them."""

from __future__ import annotations

from tests.project.support import PYTHON, ROOT, ran

LONGEST = 250
"""Lines in a module of the product: what a reader takes in at one sitting."""


def test_style() -> None:
    ran(PYTHON, "-m", "ruff", "check", ".")


def test_format() -> None:
    ran(PYTHON, "-m", "ruff", "format", "--check", ".")


def test_types() -> None:
    ran(PYTHON, "-m", "mypy")


def test_modules_stay_short() -> None:
    modules = [path for room in ("blocks", "runtime", "web") for path in (ROOT / room).rglob("*.py")]
    lengths = {path.relative_to(ROOT).as_posix(): len(path.read_text("utf-8").splitlines()) for path in modules}
    longest = sorted(lengths.items(), key=lambda item: -item[1])[:5]
    print("longest modules:", ", ".join(f"{name} {lines}" for name, lines in longest))
    assert lengths and all(lines <= LONGEST for lines in lengths.values()), f"over {LONGEST} lines: {longest}"
