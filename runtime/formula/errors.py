"""The one way in which reading a formula fails."""

from __future__ import annotations


class FormulaError(Exception):
    """A formula that can't be read. ``at`` counts characters from the start of the text that was given.

    ``cut`` says that the text ends before the formula does.
    """

    def __init__(self, message: str, at: int, mend: str | None = None, *, cut: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.at = at
        self.mend = mend
        self.cut = cut
