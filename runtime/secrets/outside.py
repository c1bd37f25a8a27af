"""Secrets where there is no vault: those of exported Python, and the stand-ins of a flow's own tests."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from getpass import getpass

from blockloom.runtime.errors import FlowError
from blockloom.runtime.secrets.hiding import stand_in
from blockloom.runtime.secrets.vault import check_name
from blockloom.runtime.wording import sentence

PREFIX = "BLOCKLOOM_SECRET_"


class EnvironmentSecrets:
    """Reads ``BLOCKLOOM_SECRET_<NAME>``, or asks the person at the terminal, once for each."""

    def __init__(
        self,
        environ: Mapping[str, str] = os.environ,
        ask: Callable[[str], str] = getpass,
        terminal: Callable[[], bool] = lambda: sys.stdin.isatty(),
    ) -> None:
        self._environ = environ
        self._ask = ask
        self._terminal = terminal
        self._told: dict[str, str] = {}

    def get(self, name: str) -> str:
        """The value; FlowError ``secret`` if it is nowhere to be had."""
        variable = PREFIX + check_name(name)
        value = self._environ.get(variable) or self._told.get(name)
        if not value and self._terminal():
            value = self._told[name] = self._ask(f"Secret {name}: ")
        if not value:
            raise FlowError(
                "secret",
                sentence(
                    "The secret {name} is missing. Put it into the variable {variable}.", name=name, variable=variable
                ),
            )
        return value


class StandInSecrets:
    """Knows every name and no value: a flow's tests see ``(secret NAME)``."""

    def get(self, name: str) -> str:
        return stand_in(check_name(name))
