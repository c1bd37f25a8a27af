"""Calls of the official JavaScript SDK, unmodified, in a process of Node's."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from blockloom.web.build_hook import node_programs
from tests.npm import npm_packages

if TYPE_CHECKING:
    from tests.web.api.conftest import Wire

SDK = Path(__file__).parent / "sdk"

Call = tuple[Any, ...]


@pytest.fixture(scope="session")
def packages() -> Path:
    """The folder of the installed SDK."""
    return npm_packages(SDK)


@dataclass
class Sdk:
    """``sdk(("Users.login", "ada", "x"), …)`` makes calls one after another in one process and answers each outcome."""

    wire: Wire
    packages: Path
    config: dict[str, Any]

    def __call__(self, *calls: Call) -> list[dict[str, Any]]:
        answers = self.run("call.cjs", calls=[{"name": name, "args": args} for name, *args in calls])
        assert isinstance(answers, list)
        return answers

    def run(self, program: str, **given: Any) -> Any:
        """What one of the programs beside the package answers; it is told server, config and what is given."""
        done = subprocess.run(
            [*node_programs()["node"], str(SDK / program)],
            input=json.dumps({"server": self.wire.site.base, "config": self.config, **given}),
            env=os.environ | {"NODE_PATH": str(self.packages), "NODE_NO_WARNINGS": "1"},  # newer ones warn of the SDK
            capture_output=True,
            encoding="utf-8",
            timeout=120,
        )
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        return json.loads(done.stdout)

    def values(self, *calls: Call) -> list[Any]:
        """What each call answered; the test fails if one of them does."""
        outcomes = self(*calls)
        assert not [outcome for outcome in outcomes if "error" in outcome], outcomes
        return [outcome.get("value") for outcome in outcomes]


@pytest.fixture(params=["key", "domain"])
def sdk(request: pytest.FixtureRequest, wire: Wire, packages: Path) -> Sdk:
    """The SDK, told the app's id and key, or the domain alone."""
    by_key = {"appId": wire.app_id, "apiKey": wire.keys["client"]}
    return Sdk(wire, packages, by_key if request.param == "key" else {"domain": wire.site.base})


@pytest.fixture
def server_sdk(wire: Wire, packages: Path) -> Sdk:
    return Sdk(wire, packages, {"appId": wire.app_id, "apiKey": wire.keys["server"]})
