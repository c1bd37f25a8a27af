"""The limits of the language and of one run, said once.

Numbers lie within ±LARGEST (2^53 - 1, the whole numbers that a JSON reader anywhere keeps exact).
"""

from __future__ import annotations

from dataclasses import dataclass

from blockloom.runtime.errors import SettingsError

LARGEST = 2**53 - 1
TEXT = 2**20
ITEMS = 100_000
DEPTH = 200
STEPS = 100_000_000
MAX_STEPS = 1_000_000_000
NESTING = 100
NODES = 500_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What one run may use: seconds of time, steps (turns of loops, steps that call functions), characters of output.

    SettingsError if there are more steps than the checker reckons with.
    """

    seconds: float = 30.0
    steps: int = STEPS
    output: int = 2**20

    def __post_init__(self) -> None:
        if self.steps > MAX_STEPS:
            raise SettingsError(f"A run can take at most {MAX_STEPS:,} steps. You asked for {self.steps:,}.")
