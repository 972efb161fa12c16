"""What erasing needs, out of the composition root. Whoever holds something of interviews is a line of `erasables`."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from shared.runtime.deadline import remaining
from shared.usecases.erase_data import ErasingPorts
from shared.usecases.request_erasure import ErasureRequestPorts

if TYPE_CHECKING:
    from shared.ports.erasure import Erasable
    from shared.runtime.bootstrap import Root

WITHOUT_TRANSCRIBE = ("embedded", "scripted")


def erasables(root: Root) -> list[Erasable]:
    """Every place that holds something of interviews. The interview's partition is last: it names what lies elsewhere.

    The buckets come after the jobs that write into them.
    """
    from shared.adapters.dynamodb_erasables import ErasableAnswers, ErasablePartition
    from shared.adapters.s3_erasables import ErasableObjects

    s3 = root.client("s3")
    return [
        *_jobs(root),
        ErasableAnswers(root.table),
        ErasableObjects(s3, root.media_bucket, "media bucket"),
        ErasableObjects(s3, root.artifacts_bucket, "artifacts bucket"),
        ErasablePartition(root.table),
    ]


def _jobs(root: Root) -> list[Erasable]:
    if root.ai_env in WITHOUT_TRANSCRIBE:
        return []
    from shared.adapters.transcribe_erasables import ErasableJobs

    return [ErasableJobs(root.client("transcribe"))]


def erasing(root: Root) -> ErasingPorts:
    """What the worker needs."""
    return ErasingPorts(
        erasures=root.erasures,
        erasables=erasables(root),
        runs=root.runs,
        workflow=root.workflow,
        admission=root.admission,
        queue=root.erasure_queue,
        audit=root.audit,
        clock=root.clock,
        remaining=remaining,
    )


def requesting(root: Root) -> ErasureRequestPorts:
    """What asking for an erasure needs."""
    return ErasureRequestPorts(
        interviews=root.interviews,
        runs=root.runs,
        erasures=root.erasures,
        queue=root.erasure_queue,
        audit=root.audit,
        clock=root.clock,
        quiet=timedelta(seconds=root.erasure_quiet_seconds),
    )
