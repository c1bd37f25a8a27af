"""Everything that can go wrong, as one tree.

BlockloomError
├── FlowError          a step failed; a flow's ``catch`` can take it
│   └── Unavailable    because the store can't be reached
└── SettingsError      the installation is set up wrongly (a bad URL, a folder that can't be written)
Stopped                (BaseException: passes every ``catch``)
├── BudgetSpent        more steps than the run was given
├── OutputSpent        more printed text than the run was given
├── DeadlinePassed     more time than the run was given
├── StepTimeout        more time than a step was given; where the step ends it becomes a FlowError
└── Cancelled          somebody pressed Stop
"""

from __future__ import annotations

from typing import Any


class BlockloomError(Exception):
    """Base of the errors that Blockloom raises on purpose. ``str(error)`` is a sentence for people."""


class SettingsError(BlockloomError):
    """The installation can't work as it is set up; the message names the place and the mend."""


class FlowError(BlockloomError):
    """A step that can't do what it was asked to do.

    ``code`` is a Backendless code (int) where that API has one, else a short word such as ``"wrong_kind"``.
    ``path`` is the step's address (``do/1/then/0``); the run fills it in.
    """

    def __init__(self, code: int | str, message: str, path: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.path = path

    def record(self) -> dict[str, Any]:
        """The plain record that ``catch`` sees as ``error``."""
        return {"code": self.code, "message": str(self.message), "path": self.path}


class Unavailable(FlowError):
    """The store could not be asked or written for a moment. Nothing was acknowledged."""


class Stopped(BaseException):
    """The run was ended from outside the flow. ``code`` is the short word in a run's error record."""

    code = "stopped"


class BudgetSpent(Stopped):
    code = "steps"


class OutputSpent(Stopped):
    code = "output"


class DeadlinePassed(Stopped):
    code = "deadline"


class StepTimeout(Stopped):
    code = "timeout"


class Cancelled(Stopped):
    code = "cancelled"
