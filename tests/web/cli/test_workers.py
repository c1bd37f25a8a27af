"""``blockloom worker`` and ``blockloom workers``: real processes that share the work of one PostgreSQL."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest

from blockloom.runtime.messaging import Device, Messaging
from blockloom.runtime.messaging.publishing import publish, status
from blockloom.runtime.store import Store, arrivals, deliveries, messages
from tests.servers import Server
from tests.web.cli.conftest import Cli


@pytest.fixture
def shared(cli: Cli, postgresql: Server) -> Cli:
    cli.environ["BLOCKLOOM_DATABASE_URL"] = postgresql.whole()
    return cli


def soon(holds: Callable[[], Any], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)


def up(cli: Cli, *words: str, said: str = "is at work") -> subprocess.Popen[str]:
    process = cli.start(*words)
    assert process.stdout
    line = process.stdout.readline()
    assert said in line, (line, process.communicate(timeout=30))
    return process


def listed(cli: Cli) -> dict[str, str]:
    return {each["name"]: each["state"] for each in json.loads(cli("workers", "--json").stdout)}


def reached_at_once(cli: Cli) -> None:
    """What a flow publishes that runs here is delivered by the server's workers before they would look for it."""
    tell = cli.flow(
        "- register_device:\n    channels: [ads]\n- publish:\n    channel: ads\n    message: Tea is ready\n"
    )
    done = cli("run", tell)
    assert (done.returncode, done.stderr.count("Error")) == (0, 0), done.stderr
    with closing(Store.open(cli.environ.get("BLOCKLOOM_DATABASE_URL"), cli.data)) as store:
        soon(lambda: arrivals.pushes(store, range(99)), seconds=15)


def test_workers_deliver_whoever_dies(shared: Cli) -> None:
    with closing(Store.open(shared.environ["BLOCKLOOM_DATABASE_URL"], shared.data)) as store:
        for number in range(3):
            Messaging(store, Device(f"phone-{number}", f"token-{number}", "ANDROID", "14")).register(["ads"])
        asked = publish(store, "ads", {"message": "Hi"}, time.time_ns() // 1_000_000)["messageId"]
        first = up(shared, "worker", "--no-adopt")
        soon(lambda: status(store, asked)["status"] == "published")
        soon(lambda: len(arrivals.pushes(store, range(99))) == 3)
    assert shared("worker", "--as-root").returncode == 2
    second = up(shared, "worker", "--name", "w2", "--no-adopt", "--public", "--as-root")
    assert listed(shared) == {"w1": "live", "w2": "live"}
    first.kill()
    first.wait()
    assert listed(shared) == {"w1": "gone", "w2": "live"}
    assert "0 jobs of w1 were handed to the others" in shared("workers", "adopt", "w1").stdout
    with closing(Store.open(shared.environ["BLOCKLOOM_DATABASE_URL"], shared.data)) as store:
        asked = publish(store, "ads", {"message": "To real phones"}, time.time_ns() // 1_000_000)["messageId"]
        third = up(shared, "worker", "--no-adopt", "--public", "--as-root")  # whoever starts looks for what is due
        row = messages.find(store, asked.removeprefix("message:"))
        assert row is not None
        soon(lambda: deliveries.totals(store, row.pk).failed == 3)
        assert len(arrivals.pushes(store, range(99))) == 3, "a public worker simulates no phones"
    refused = shared("workers", "adopt", "w2")
    assert refused.returncode == 2 and "The worker w2 is live" in refused.stderr
    for worker, name in ((second, "w2"), (third, "w1")):
        worker.send_signal(signal.SIGTERM)
        told, complaints = worker.communicate(timeout=40)
        assert (worker.returncode, complaints) == (0, "") and f"The worker {name} has stopped." in told
    assert listed(shared) == {"w1": "stopped", "w2": "stopped"}
    assert "no worker called" in shared("workers", "adopt", "w9").stderr


def test_a_living_name_is_refused(shared: Cli) -> None:
    server = up(shared, "serve", "--port", "0", said="Blockloom is at")
    again = shared("serve", "--port", "0")
    assert again.returncode == 2
    assert f"process {server.pid} on this computer already works as main" in again.stderr.lower()
    assert again.stdout == ""
    up(shared, "serve", "--port", "0", "--name", "second", said="Blockloom is at")
    assert listed(shared) == {"main": "live", "second": "live"}
    reached_at_once(shared)


def test_one_process_does_the_work_of_a_file(cli: Cli) -> None:
    refused = cli("worker")
    assert refused.returncode == 2 and "Only on PostgreSQL" in refused.stderr
    assert cli("workers").stderr == "There are no workers.\n"
    first = up(cli, "serve", "--port", "0", said="Blockloom is at")
    assert "already works as main" in cli("serve", "--port", "0").stderr
    first.kill()
    first.wait()
    up(cli, "serve", "--port", "0", said="Blockloom is at")
    reached_at_once(cli)
    assert listed(cli) == {"main": "live"}
    assert "process" in cli("workers").stdout
