"""Who waits for which job, in the table."""

from collections.abc import Sequence
from contextlib import suppress

from shared.adapters import dynamodb_keys as keys
from shared.adapters.dynamodb_expiry import expiry
from shared.adapters.dynamodb_table import ConditionFailed, Delete, DynamoTable, Key, Put
from shared.domain.interview_key import InterviewKey
from shared.domain.limits import JOB_WAIT_DAYS
from shared.domain.pieces import interview_of_job
from shared.domain.waiting_job import WaitingJob


class DynamoJobs:
    """Implements `WaitingJobs`."""

    def __init__(self, table: DynamoTable) -> None:
        self._table = table

    def put(self, job: WaitingJob) -> None:
        listed = {"gsi2pk": keys.WAITING_JOBS, "gsi2sk": job.since.isoformat()}
        item = keys.item_of(_key(job.name), job, "JOB", expires_at=expiry(job.since, JOB_WAIT_DAYS), **listed)
        self._table.write(Put(item))

    def find(self, name: str) -> WaitingJob | None:
        item = self._table.get(_key(name)) if interview_of_job(name) else None
        return keys.value_of(item, WaitingJob) if item else None

    def remove(self, job: WaitingJob) -> None:
        with suppress(ConditionFailed):  # another task waits for it by now
            self._table.transact([Delete(_key(job.name), "#taskToken = :told", {"told": job.task_token})])

    def waiting(self, *, limit: int) -> Sequence[WaitingJob]:
        items, _ = self._table.query_index("by_status", keys.WAITING_JOBS, limit=limit, newest_first=False)
        return [keys.value_of(item, WaitingJob) for item in items]


def _key(name: str) -> Key:
    interview = interview_of_job(name) or InterviewKey(organisation_id="", interview_id="")
    return keys.job_key(interview, name)
