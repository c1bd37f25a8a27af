"""What was acknowledged is there after the process was killed."""

from __future__ import annotations

import random
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from blockloom.runtime.messaging import Device, Messaging
from blockloom.runtime.store import Store

WRITER = """
import itertools, sys
from pathlib import Path
from blockloom.runtime.messaging import Device, Messaging
from blockloom.runtime.store import Store

url, data, run = sys.argv[1:]
store = Store.open(url or None, Path(data))
for number in itertools.count():
    name = f"{run}-{number}"
    ids = Messaging(store, Device(name, name, "WP", "8")).register(["a", f"c{number % 5}"])
    print(name, *(f"{channel}={id}" for channel, id in ids.items()), flush=True)
"""


def killed_while_writing(
    url: str | None, data: Path, run: int, chance: random.Random, program: str = WRITER
) -> list[str]:
    """The lines that a writing process got out before it was killed at a random moment."""
    command = [sys.executable, "-c", program, url or "", str(data), str(run)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout
        assert select.select([writer.stdout], [], [], 60)[0], "the writer acknowledged nothing in a minute"
        time.sleep(chance.uniform(0, 0.1))
        writer.send_signal(signal.SIGKILL)
        lines = writer.stdout.read().splitlines(keepends=True)
    assert writer.returncode == -signal.SIGKILL
    return [line for line in lines if line.endswith("\n")]


@pytest.mark.parametrize("kills", [4, pytest.param(200, marks=pytest.mark.audit)])
def test_nothing_acknowledged_is_lost_by_a_kill(database_url: str | None, tmp_path: Path, kills: int) -> None:
    chance = random.Random(kills)
    acknowledged = [line for run in range(kills) for line in killed_while_writing(database_url, tmp_path, run, chance)]
    assert len(acknowledged) >= kills
    store = Store.open(database_url, tmp_path)
    for line in acknowledged:
        name, *pairs = line.split()
        ids = dict(pair.split("=") for pair in pairs)
        door = Messaging(store, Device(name, name, "WP", "8"))
        assert door.registrations()[0]["channels"] == sorted(ids)
        assert door.register(list(ids)) == ids
    store.close()
    print(f"{kills} kills, {len(acknowledged)} acknowledged, 0 lost")
