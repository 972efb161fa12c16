"""Runs and their steps in the table. What belongs together is written in one transaction."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from shared.adapters import dynamodb_keys as keys
from shared.adapters import dynamodb_run_writes as writes
from shared.adapters.dynamodb_admission_writes import waiting_item
from shared.adapters.dynamodb_alongside import change
from shared.adapters.dynamodb_cursors import read_cursor, write_cursor
from shared.adapters.dynamodb_expiry import expiry
from shared.adapters.dynamodb_interviews import upload_item
from shared.adapters.dynamodb_outbox import outbox_item
from shared.adapters.dynamodb_table import ConditionFailed, Delete, DynamoTable, Item, Key, Put, Update
from shared.adapters.dynamodb_uses import uses_of, without_uses
from shared.adapters.kept_days import KeptDays
from shared.domain.alongside import NOTHING, Alongside
from shared.domain.errors import AttemptSuperseded, InterviewErased, RunEnded, RunInProgress, UnknownRun
from shared.domain.events import DomainEvent
from shared.domain.interview import StepPointer
from shared.domain.interview_key import InterviewKey, RunKey
from shared.domain.interview_status import InterviewStatus
from shared.domain.organisation import DataKind
from shared.domain.run import Run, StepFailure
from shared.domain.run_status import RunStatus
from shared.domain.step_record import Begun, StepRecord
from shared.domain.steps import Step
from shared.domain.tombstone import TOMBSTONES
from shared.domain.totals import InterviewTotals
from shared.domain.upload_record import UploadRecord
from shared.ports import Clock, Page

ENDED = "the run has ended; this step may no longer write"


class DynamoRuns:
    """Implements `RunStore`. The state of steps is kept as long as its organisation wants, by the clock.

    `state_days` is for how long where `kept` is not there to say.
    """

    def __init__(
        self, table: DynamoTable, *, state_days: int, clock: Clock | None = None, kept: KeptDays | None = None
    ) -> None:
        self._table, self._state_days, self._clock, self._kept = table, state_days, clock, kept

    def begin_run(self, run: Run, upload: UploadRecord | None, along: Alongside = NOTHING) -> None:
        item = keys.item_of(keys.run_key(run.key), run, "RUN", **writes.listed(run))
        together: list[Put | Update] = [Put(item, condition="attribute_not_exists(pk)"), writes.activate(run)]
        if run.status is RunStatus.QUEUED:
            together.append(waiting_item(run))
        if upload:
            together.append(Put(upload_item(run.key.interview, upload)))
        refused = RunInProgress("another run of this interview is under way", field="interviewId")
        change(self._table, together, refused, along)

    def note_execution(self, key: RunKey, execution_arn: str) -> None:
        noted = Update(keys.run_key(key), "SET #executionArn = :arn", "attribute_exists(pk)", {"arn": execution_arn})
        with suppress(ConditionFailed):  # its interview was erased meanwhile
            self._table.write(noted)

    def get_run(self, key: RunKey) -> Run:
        item = self._table.get(keys.run_key(key))
        if item is None:
            raise UnknownRun(f"the interview has no run {key.run}", field="run")
        return keys.value_of(item, Run)

    def list_runs(self, key: InterviewKey) -> Sequence[Run]:
        return [keys.value_of(item, Run) for item in self._table.query(keys.partition_of(key), "RUN#")]

    def active_runs(self, *, limit: int, cursor: str | None = None) -> Page[Run]:
        return self._listed(keys.ACTIVE_RUNS, limit, cursor)

    def queued_runs(self, *, limit: int) -> Sequence[Run]:
        return self._listed(keys.QUEUED_RUNS, limit, None).items

    def _listed(self, where: str, limit: int, cursor: str | None) -> Page[Run]:
        start = read_cursor(cursor, "by_status", where)
        items, last = self._table.query_index("by_status", where, limit=limit, start=start, newest_first=False)
        runs = tuple(keys.value_of(item, Run) for item in items)
        return Page[Run](items=runs, cursor=write_cursor(last))

    def begin_step(self, key: RunKey, step: Step, at: datetime, *, goes_on: bool = False) -> Begun:
        try:
            run = self._table.write(
                Update(
                    keys.run_key(key),
                    "SET #currentStep = :step",
                    writes.RUNNING,
                    {"step": step.value, "running": "running"},
                )
            )
        except ConditionFailed:
            return Begun(self._completed_before(key, step), self.get_run(key))
        return Begun(self._begun(key, step, at, goes_on=goes_on), keys.value_of(run, Run))

    def _begun(self, key: RunKey, step: Step, at: datetime, *, goes_on: bool) -> StepRecord:
        under_way = self._table.get(keys.step_key(key, step)) if goes_on else None
        if under_way and under_way.get("status") == "running":
            return _step_record(under_way)
        try:
            return _step_record(self._table.write(self._begin(key, step, at)))
        except ConditionFailed as completed:
            return _step_record(completed.old or {})

    def count_attempt(self, key: RunKey, step: Step) -> None:
        more = Update(keys.step_key(key, step), "ADD #attempts :one", writes.RUNNING, {"running": "running", "one": 1})
        with suppress(ConditionFailed):  # it ended meanwhile, by another attempt or by a failure
            self._table.write(more)

    def _completed_before(self, key: RunKey, step: Step) -> StepRecord:
        """A repeat of the step that ended the run finds its own answer."""
        item = self._table.get(keys.step_key(key, step))
        if item is None or item.get("status") != "completed":
            self._check_not_erased(key.interview)
            raise RunEnded(ENDED, field=step)
        return _step_record(item)

    def _check_not_erased(self, key: InterviewKey) -> None:
        interview = self._table.get(keys.interview_key(key)) or {}
        if interview.get("status") in TOMBSTONES:
            raise InterviewErased("the interview was erased", field="interviewId")

    def _begin(self, key: RunKey, step: Step, at: datetime) -> Update:
        return Update(
            keys.step_key(key, step),
            "SET #run = :run, #step = :step, #status = :running, #startedAt = :at, #entity = :entity, "
            "#expires_at = :expires REMOVE #failure, #endedAt ADD #attempts :one",
            "attribute_not_exists(pk) OR #status <> :completed",
            {
                "run": key.model_dump(by_alias=True),
                "step": step.value,
                "running": "running",
                "completed": "completed",
                "at": at.isoformat(),
                "entity": "STEP",
                "expires": self._expires(key, at),
                "one": 1,
            },
        )

    def _expires(self, key: RunKey, at: datetime) -> int:
        if self._kept is None:
            return expiry(at, self._state_days)
        return self._kept.expires(key.organisation_id, DataKind.STATE, at)

    def complete_step(
        self,
        record: StepRecord,
        inputs: dict[Step, int],
        totals: InterviewTotals | None,
        event: DomainEvent | None = None,
    ) -> StepRecord:
        pointer = StepPointer(run=record.run.run, inputs=inputs, output=record.output or {})
        done = [writes.complete(record), writes.note_completed(record), writes.move_pointer(record, pointer, totals)]
        try:
            self._table.transact([*done, outbox_item(event)] if event else done)
        except ConditionFailed as failed:
            return self._standing(record, failed)
        return record

    def _standing(self, record: StepRecord, failed: ConditionFailed) -> StepRecord:
        item = self._table.get(keys.step_key(record.run, record.step)) or {}
        if item.get("status") == "running" and item["attempts"] != record.attempts:
            raise AttemptSuperseded("a later attempt of the step has begun", field=record.step) from failed
        return self._completed_before(record.run, record.step)

    def record_failure(self, key: RunKey, failure: StepFailure) -> None:
        wire = failure.model_dump(mode="json", by_alias=True)
        if failure.step:
            self._fail_step(keys.step_key(key, failure.step), wire)
        expression = "SET #failures = list_append(#failures, :failure)"
        self._table.write(Update(keys.run_key(key), expression, "attribute_exists(pk)", {"failure": [wire]}))

    def _fail_step(self, key: Key, failure: Item) -> None:
        values = {"failed": "failed", "at": failure["at"], "failure": failure, "running": "running"}
        expression = "SET #status = :failed, #endedAt = :at, #failure = :failure"
        try:
            self._table.write(Update(key, expression, writes.RUNNING, values))
        except ConditionFailed:
            return  # it never began, or it completed just before: the run's record has the failure

    def list_steps(self, key: RunKey) -> Sequence[StepRecord]:
        items = self._table.query(keys.partition_of(key.interview), f"STEP#{key.run:04d}#")
        records = {record.step: record for item in items if self._is_kept(item) and (record := _step_record(item))}
        return [records[step] for step in Step if step in records]

    def _is_kept(self, item: Item) -> bool:
        """The table removes what has expired only some time later."""
        return self._clock is None or bool(item.get("expires_at", 0) > self._clock.now().timestamp())

    def end_run(
        self,
        run: Run,
        status: RunStatus,
        interview: InterviewStatus,
        reason: str | None,
        event: DomainEvent,
        *,
        also: Sequence[DomainEvent] = (),
    ) -> bool:
        try:
            self._table.transact(
                [
                    writes.end(run, status, event),
                    writes.release(run, interview, reason, event),
                    *(outbox_item(one) for one in (event, *also)),
                ]
            )
        except ConditionFailed:
            return False
        return True

    def reopen_run(self, run: Run, redrives: int, at: datetime) -> None:
        # Finalize counted what was there; it counts again in the end.
        counted = Delete(keys.step_key(run.key, Step.FINALIZE))
        try:
            self._table.transact([writes.reopen(run, redrives, at), writes.reactivate(run.key, at), counted])
        except ConditionFailed:
            raise RunInProgress("another run of this interview came after", field="interviewId") from None


def _step_record(item: Item) -> StepRecord:
    """A step's record; what its engines have used are counters of the same item."""
    return keys.value_of(without_uses(item) | {"uses": uses_of([item])}, StepRecord)
