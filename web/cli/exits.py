"""What the command's exit code means, for scripts. ``blockloom --help`` prints the table."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """An exit code and, as its ``meaning``, the words that the help has for it."""

    meaning: str

    def __new__(cls, code: int, meaning: str) -> Exit:
        member = int.__new__(cls, code)
        member._value_ = code
        member.meaning = meaning
        return member

    FINE = 0, "all is well"
    FAILED = 1, "the flow failed, has findings, is not in the style, or one of its tests is red"
    USAGE = 2, "it can't be done as given: an option, an input, a file, a setting"
    LIMIT = 3, "the run was stopped by a limit"
    FAULT = 70, "a fault in Blockloom itself"
    CANCELLED = 130, "stopped with Ctrl-C"
    UNREAD = 141, "whoever read the output went away"
    TERMINATED = 143, "stopped by a termination signal"
