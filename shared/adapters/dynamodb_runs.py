"""Runs and their steps in the table. What belongs together is written in one transaction."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from shared.adapters import dynamodb_keys as keys
from shared.adapters.dynamodb_interviews import upload_item
from shared.adapters.dynamodb_table import ConditionFailed, DynamoTable, Item, Key, Put, Update
from shared.domain.errors import RunEnded, RunInProgress, UnknownRun
from shared.domain.events import DomainEvent
from shared.domain.interview import InterviewKey, InterviewStatus, InterviewTotals, RunKey, StepPointer
from shared.domain.run import Run, RunStatus, StepFailure, StepRecord, UploadRecord
from shared.domain.steps import Step

RUNNING = "#status = :running"
OUTBOX_DAYS = 7
ENDED = "the run has ended; this step may no longer write"


class DynamoRuns:
    """Implements `RunStore`. `state_days` is how long the state of steps is kept."""

    def __init__(self, table: DynamoTable, *, state_days: int) -> None:
        self._table, self._state_days = table, state_days

    def begin_run(self, run: Run, upload: UploadRecord | None) -> None:
        item = keys.item_of(keys.run_key(run.key), run, "RUN", **_active(run.started_at))
        writes: list[Put | Update] = [Put(item, condition="attribute_not_exists(pk)"), _activate(run)]
        if upload:
            writes.append(Put(upload_item(run.key.interview, upload)))
        try:
            self._table.transact(writes)
        except ConditionFailed:
            raise RunInProgress("another run of this interview is under way", field="interviewId") from None

    def note_execution(self, key: RunKey, execution_arn: str) -> None:
        self._table.write(Update(keys.run_key(key), "SET #executionArn = :arn", values={"arn": execution_arn}))

    def get_run(self, key: RunKey) -> Run:
        item = self._table.get(keys.run_key(key))
        if item is None:
            raise UnknownRun(f"the interview has no run {key.run}", field="run")
        return keys.value_of(item, Run)

    def list_runs(self, key: InterviewKey) -> Sequence[Run]:
        return [keys.value_of(item, Run) for item in self._table.query(keys.partition_of(key), "RUN#")]

    def active_runs(self, *, limit: int) -> Sequence[Run]:
        items, _ = self._table.query_index("by_status", keys.ACTIVE_RUNS, limit=limit, newest_first=False)
        return [keys.value_of(item, Run) for item in items]

    def begin_step(self, key: RunKey, step: Step, at: datetime) -> StepRecord:
        try:
            self._table.write(
                Update(
                    keys.run_key(key), "SET #currentStep = :step", RUNNING, {"step": step.value, "running": "running"}
                )
            )
        except ConditionFailed:
            raise RunEnded(ENDED, field=step) from None
        try:
            return keys.value_of(self._table.write(self._begin(key, step, at)), StepRecord)
        except ConditionFailed as completed:
            return keys.value_of(completed.old or {}, StepRecord)

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
                "expires": _epoch(at, self._state_days),
                "one": 1,
            },
        )

    def count_engine_calls(self, key: RunKey, step: Step, calls: int) -> None:
        self._table.write(Update(keys.step_key(key, step), "ADD #engineCalls :calls", values={"calls": calls}))

    def complete_step(self, record: StepRecord, inputs: dict[Step, int], totals: InterviewTotals | None) -> None:
        pointer = StepPointer(run=record.run.run, inputs=inputs, output=record.output or {})
        try:
            self._table.transact([_complete(record), _note_completed(record), _move_pointer(record, pointer, totals)])
        except ConditionFailed:
            raise RunEnded(ENDED, field=record.step) from None

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
            self._table.write(Update(key, expression, RUNNING, values))
        except ConditionFailed:
            return  # it never began, or it completed just before: the run's record has the failure

    def list_steps(self, key: RunKey) -> Sequence[StepRecord]:
        items = self._table.query(keys.partition_of(key.interview), f"STEP#{key.run:04d}#")
        records = {record.step: record for item in items if (record := keys.value_of(item, StepRecord))}
        return [records[step] for step in Step if step in records]

    def end_run(
        self, run: Run, status: RunStatus, interview: InterviewStatus, reason: str | None, event: DomainEvent
    ) -> bool:
        try:
            self._table.transact(
                [_end(run, status, event), _release(run, interview, reason, event), _outbox(run, event)]
            )
        except ConditionFailed:
            return False
        return True

    def reopen_run(self, key: RunKey, redrives: int, at: datetime) -> None:
        try:
            self._table.transact([_reopen(key, redrives, at), _reactivate(key, at)])
        except ConditionFailed:
            raise RunInProgress("another run of this interview came after", field="interviewId") from None


def _active(at: datetime) -> Item:
    return {"gsi2pk": keys.ACTIVE_RUNS, "gsi2sk": at.isoformat()}


def _epoch(at: datetime, days: int) -> int:
    return int((at.astimezone(UTC) + timedelta(days=days)).timestamp())


def _processing(key: RunKey, at: datetime) -> Item:
    status = InterviewStatus.PROCESSING.value
    return {
        "n": key.run,
        "processing": status,
        "listed": keys.with_status(key.organisation_id, status),
        "at": at.isoformat(),
    }


def _activate(run: Run) -> Update:
    return Update(
        keys.interview_key(run.key.interview),
        "SET #lastRun = :n, #activeRun = :n, #status = :processing, #gsi2pk = :listed, #gsi2sk = :at, "
        "#updatedAt = :at, #reason = :none",
        "#lastRun = :before AND #activeRun = :none",
        _processing(run.key, run.started_at) | {"before": run.key.run - 1, "none": None},
    )


def _complete(record: StepRecord) -> Update:
    done = record.model_dump(mode="json", by_alias=True)
    values = {name: done[name] for name in ("status", "endedAt", "engine", "warnings", "output")}
    expression = "SET " + ", ".join(f"#{name} = :{name}" for name in values)
    return Update(keys.step_key(record.run, record.step), expression, RUNNING, values | {"running": "running"})


def _note_completed(record: StepRecord) -> Update:
    return Update(
        keys.run_key(record.run),
        "SET #completedSteps = list_append(#completedSteps, :steps)",
        f"{RUNNING} AND NOT contains(#completedSteps, :step)",
        {"steps": [record.step.value], "step": record.step.value, "running": "running"},
    )


def _move_pointer(record: StepRecord, pointer: StepPointer, totals: InterviewTotals | None) -> Update:
    values = {
        "pointer": pointer.model_dump(mode="json", by_alias=True),
        "at": record.ended_at.isoformat() if record.ended_at else None,
        "n": record.run.run,
    }
    expression = "SET #pointers.#which = :pointer, #updatedAt = :at"
    if totals:
        expression += ", #totals = :totals"
        values["totals"] = totals.model_dump(mode="json", by_alias=True)
    key = keys.interview_key(record.run.interview)
    return Update(key, expression, "#activeRun = :n", values, {"which": record.step.value})


def _end(run: Run, status: RunStatus, event: DomainEvent) -> Update:
    return Update(
        keys.run_key(run.key),
        "SET #status = :status, #endedAt = :at, #currentStep = :none REMOVE #gsi2pk, #gsi2sk",
        RUNNING,
        {"status": status.value, "at": event.occurred_at.isoformat(), "none": None, "running": "running"},
    )


def _release(run: Run, status: InterviewStatus, reason: str | None, event: DomainEvent) -> Update:
    return Update(
        keys.interview_key(run.key.interview),
        "SET #status = :status, #reason = :reason, #activeRun = :none, #gsi2pk = :listed, #gsi2sk = :at, "
        "#updatedAt = :at",
        "#activeRun = :n",
        {
            "status": status.value,
            "reason": reason,
            "none": None,
            "listed": keys.with_status(run.key.organisation_id, status),
            "at": event.occurred_at.isoformat(),
            "n": run.key.run,
        },
    )


def _outbox(run: Run, event: DomainEvent) -> Put:
    key = keys.outbox_key(run.key.interview, event.event_id)
    expires = _epoch(event.occurred_at, OUTBOX_DAYS)
    return Put(keys.item_of(key, event, "OUTBOX_EVENT", expires_at=expires))


def _reopen(key: RunKey, redrives: int, at: datetime) -> Update:
    return Update(
        keys.run_key(key),
        "SET #status = :running, #redrives = :redrives, #failures = :empty, #endedAt = :none, "
        "#gsi2pk = :active, #gsi2sk = :at",
        "#redrives < :redrives AND #status <> :running",
        {
            "running": "running",
            "redrives": redrives,
            "empty": [],
            "none": None,
            "active": keys.ACTIVE_RUNS,
            "at": at.isoformat(),
        },
    )


def _reactivate(key: RunKey, at: datetime) -> Update:
    return Update(
        keys.interview_key(key.interview),
        "SET #activeRun = :n, #status = :processing, #gsi2pk = :listed, #gsi2sk = :at, #updatedAt = :at, "
        "#reason = :none",
        "#lastRun = :n AND #activeRun = :none",
        _processing(key, at) | {"none": None},
    )
