"""Who waits for which job, in the table."""

from collections.abc import Sequence
from contextlib import suppress

from shared.adapters import dynamodb_keys as keys
from shared.adapters.dynamodb_expiry import expiry
from shared.adapters.dynamodb_ledger import owing
from shared.adapters.dynamodb_table import ConditionFailed, Delete, DynamoTable, Key, Put
from shared.domain.billed import Owed
from shared.domain.limits import JOB_WAIT_DAYS
from shared.domain.pieces import interview_of_job
from shared.domain.waiting_job import WaitingJob


class DynamoJobs:
    """Implements `WaitingJobs`."""

    def __init__(self, table: DynamoTable) -> None:
        self._table = table

    def put(self, job: WaitingJob) -> None:
        listed = {"gsi2pk": keys.WAITING_JOBS, "gsi2sk": job.since.isoformat()}
        expires_at = expiry(job.since, JOB_WAIT_DAYS)
        self._table.write(Put(keys.item_of(_key(job), job, "JOB", expires_at=expires_at, **listed)))

    def find(self, name: str) -> WaitingJob | None:
        interview = interview_of_job(name)
        item = self._table.get(keys.job_key(interview.organisation_id, name)) if interview else None
        return keys.value_of(item, WaitingJob) if item else None

    def remove(self, job: WaitingJob, *, owed: Owed | None = None) -> None:
        done = Delete(_key(job), "#taskToken = :told", {"told": job.task_token})
        with suppress(ConditionFailed):  # another task waits for it by now
            self._table.transact([done, *([owing(owed)] if owed else [])])

    def waiting(self, *, limit: int) -> Sequence[WaitingJob]:
        items, _ = self._table.query_index("by_status", keys.WAITING_JOBS, limit=limit, newest_first=False)
        return [keys.value_of(item, WaitingJob) for item in items]


def _key(job: WaitingJob) -> Key:
    return keys.job_key(job.run.organisation_id, job.name)
