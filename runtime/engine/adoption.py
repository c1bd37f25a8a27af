"""The jobs of one worker as the engine keeps them, and how another worker gets them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any

from dbos import DBOS, DBOSClient

log = logging.getLogger("blockloom.engine")
_BATCH = 100
_MOST = 5
_COUNT = "adoptions"

Lost = Callable[[str, Sequence[Any]], None]
Calls = type[DBOS] | DBOSClient
"""What to ask: the engine of this process, or one that is only looked at."""


def held(calls: Calls, name: str) -> int:
    """How many jobs this worker has begun and not ended."""
    return len(_begun(calls, name, 100_000))


def requeue(calls: Calls, name: str, lost: Lost | None = None) -> int:
    """Put jobs that a dead worker had begun back into their queues, some at a time; answer how many it was. 0 proves
    that none is left.

    A job that went down with five workers is what kills them. Where there is somebody to tell, it is called off:
    ``lost`` is called with its name and values first.
    """
    found = _begun(calls, name, _BATCH)
    for job in found:
        times = int((job.attributes or {}).get(_COUNT, 0)) + 1
        if times > _MOST and lost is not None:
            lost(job.name, _values(calls, job.workflow_id))
            calls.cancel_workflow(job.workflow_id)
            log.error("the job %s stopped its worker %s times and is called off", job.workflow_id, _MOST)
            continue
        calls.update_workflow_attributes(job.workflow_id, {_COUNT: times}, merge=True)
        calls.resume_workflow(job.workflow_id, queue_name=job.queue_name)
    return len(found)


def _values(calls: Calls, id: str) -> Sequence[Any]:
    (job,) = calls.list_workflows(workflow_ids=[id], load_output=False)
    return list((job.input or {"args": ()})["args"])


def _begun(calls: Calls, name: str, most: int) -> list[Any]:
    return list(
        calls.list_workflows(status="PENDING", executor_id=name, limit=most, load_input=False, load_output=False)
    )
