"""The queues as a process sees them that does no jobs itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import time
from typing import Any

from dbos import DBOSClient, DBOSPortableJSONSerializer, EnqueueOptions

from blockloom.runtime.store.engine import queue_engine, queue_file


@contextmanager
def looking_at(url: str) -> Iterator[DBOSClient]:
    """The queues in the PostgreSQL at ``url``, without working on them."""
    with _asking(system_database_url=url) as client:
        yield client


def hand_in(url: str | None, data: Path, job: str, id: str, *values: Any, at: int | None = None) -> None:
    """As ``Engine.enqueue``, for a process that has no engine. In a folder where none ever ran nothing happens."""
    options = options_of(job, id, at)
    if url is not None:
        with looking_at(url) as client:
            client.enqueue(options, *values)
    elif queue_file(data).exists():
        queues = queue_engine(data)
        try:
            with _asking(system_database_engine=queues) as client:
                client.enqueue(options, *values)
        finally:
            queues.dispose()


def options_of(job: str, id: str, at: int | None = None, among: str | None = None) -> EnqueueOptions:
    """How the queues are given a job, as ``Engine.enqueue`` has it."""
    options: EnqueueOptions = {"queue_name": job, "workflow_name": job, "workflow_id": id}
    if among is not None:
        options["queue_partition_key"] = among
    delay = 0.0 if at is None else at / 1000 - time()
    if delay > 0:
        options["delay_seconds"] = delay
    return options


@contextmanager
def _asking(**place: Any) -> Iterator[DBOSClient]:
    client = DBOSClient(**place, serializer=DBOSPortableJSONSerializer(), system_database_pool_size=1)
    try:
        yield client
    finally:
        client.destroy()
