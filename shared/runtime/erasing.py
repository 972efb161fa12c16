"""What erasing needs, out of the composition root. Whoever holds something of interviews is a line of `erasables`."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from shared.runtime.invocation import remaining

if TYPE_CHECKING:
    from shared.ports.erasure import Erasable
    from shared.runtime.access import Access
    from shared.usecases.enforce_retention import RetentionPorts
    from shared.usecases.erase_data import ErasingPorts
    from shared.usecases.export_data import ExportPorts
    from shared.usecases.request_erasure import ErasureRequestPorts

WITHOUT_TRANSCRIBE = ("embedded", "scripted")


def erasables(root: Access) -> list[Erasable]:
    """Every place that holds something of interviews. The interview's partition is last: it names what lies elsewhere.

    The buckets come after the jobs that write into them.
    """
    from shared.adapters.dynamodb_deliveries import DynamoDeliveries
    from shared.adapters.dynamodb_erasables import ErasableAnswers, ErasablePartition
    from shared.adapters.dynamodb_findings import ErasableFindings
    from shared.adapters.erasable_deliveries import ErasableDeliveries
    from shared.adapters.s3_erasables import ErasableObjects

    s3 = root.client("s3")
    return [
        *_jobs(root),
        ErasableDeliveries(DynamoDeliveries(root.table, root.kept), root.clock),
        ErasableAnswers(root.table),
        ErasableFindings(root.table),
        ErasableObjects(s3, root.media_bucket, "media bucket"),
        ErasableObjects(s3, root.artifacts_bucket, "artifacts bucket"),
        ErasablePartition(root.table),
    ]


def _jobs(root: Access) -> list[Erasable]:
    if root.ai_env in WITHOUT_TRANSCRIBE:
        return []
    from shared.adapters.transcribe_erasables import ErasableJobs

    return [ErasableJobs(root.client("transcribe"))]


def erasing(root: Access) -> ErasingPorts:
    """What the worker needs."""
    from shared.usecases.erase_data import ErasingPorts

    return ErasingPorts(
        erasures=root.erasures,
        erasables=erasables(root),
        runs=root.runs,
        workflow=root.workflow,
        admission=root.admission,
        queue=root.erasure_queue,
        clock=root.clock,
        remaining=remaining,
    )


def requesting(root: Access) -> ErasureRequestPorts:
    """What asking for an erasure needs."""
    from shared.usecases.request_erasure import ErasureRequestPorts

    return ErasureRequestPorts(
        interviews=root.interviews,
        runs=root.runs,
        erasures=root.erasures,
        queue=root.erasure_queue,
        clock=root.clock,
        quiet=timedelta(seconds=root.erasure_quiet_seconds),
    )


def retaining(root: Access) -> RetentionPorts:
    """What letting go of what was kept long enough needs."""
    from shared.adapters.dynamodb_answers import DynamoAnswers
    from shared.adapters.dynamodb_interview_lists import DynamoInterviewLists
    from shared.adapters.dynamodb_retention import DynamoRetention
    from shared.adapters.kept_media import KeptMedia
    from shared.adapters.s3_erasables import ErasableObjects
    from shared.usecases.enforce_retention import RetentionPorts

    sound = ErasableObjects(root.client("s3"), root.media_bucket, "media bucket")
    artifacts = ErasableObjects(root.client("s3"), root.artifacts_bucket, "artifacts bucket")
    return RetentionPorts(
        organisations=root.organisations,
        lists=DynamoInterviewLists(root.table),
        by_age=DynamoRetention(root.table),
        recordings=KeptMedia(root.media, sound, artifacts, DynamoAnswers(root.table)),
        requests=requesting(root),
        audit=root.audit,
        clock=root.clock,
        remaining=remaining,
    )


def exporting(root: Access) -> ExportPorts:
    """What exporting needs."""
    from shared.usecases.export_data import ExportPorts

    return ExportPorts(
        interviews=root.interviews,
        runs=root.runs,
        results=root.results,
        artifacts=root.artifacts,
        sessions=root.sessions,
        ledger=root.ledger,
        audit=root.audit,
        clock=root.clock,
    )
