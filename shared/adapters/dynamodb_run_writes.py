"""The single writes that transactions on runs are made of."""

from datetime import datetime

from shared.adapters import dynamodb_keys as keys
from shared.adapters.dynamodb_table import Item, Update
from shared.domain.events import DomainEvent
from shared.domain.interview import StepPointer
from shared.domain.interview_key import RunKey
from shared.domain.interview_status import InterviewStatus
from shared.domain.run import Run
from shared.domain.run_status import RunStatus
from shared.domain.step_record import StepRecord
from shared.domain.steps import Step
from shared.domain.tombstone import TOMBSTONES
from shared.domain.totals import InterviewTotals

RUNNING = "#status = :running"
STANDING = "#status = :running AND #attempts = :mine"
TOMBSTONED = {status.value: status.value for status in TOMBSTONES}


def listed(run: Run) -> Item:
    """What lists a run among those that wait, or that are under way."""
    where = keys.QUEUED_RUNS if run.status is RunStatus.QUEUED else keys.ACTIVE_RUNS
    return {"gsi2pk": where, "gsi2sk": run.started_at.isoformat()}


def _standing(key: RunKey, status: InterviewStatus, at: datetime) -> Item:
    return {
        "n": key.run,
        "standing": status.value,
        "listed": keys.with_status(key.organisation_id, status),
        "at": at.isoformat(),
    }


def activate(run: Run) -> Update:
    """Makes a run the interview's active one, when it is free and the number is next."""
    status = InterviewStatus.QUEUED if run.status is RunStatus.QUEUED else InterviewStatus.PROCESSING
    return Update(
        keys.interview_key(run.key.interview),
        "SET #lastRun = :n, #activeRun = :n, #status = :standing, #gsi2pk = :listed, #gsi2sk = :at, "
        "#updatedAt = :at, #reason = :none",
        "#lastRun = :before AND #activeRun = :none AND NOT #status IN (:deleting, :deleted)",
        _standing(run.key, status, run.started_at) | {"before": run.key.run - 1, "none": None} | TOMBSTONED,
    )


def complete(record: StepRecord) -> Update:
    """Completes a step's record, when it is running and no later attempt has begun."""
    done = record.model_dump(mode="json", by_alias=True)
    values = {name: done[name] for name in ("status", "endedAt", "engine", "warnings", "output")}
    expression = "SET " + ", ".join(f"#{name} = :{name}" for name in values)
    mine = {"running": "running", "mine": record.attempts}
    return Update(keys.step_key(record.run, record.step), expression, STANDING, values | mine)


def note_completed(record: StepRecord) -> Update:
    """Notes the step on the run, when the run is running and has not noted it."""
    return Update(
        keys.run_key(record.run),
        "SET #completedSteps = list_append(#completedSteps, :steps)",
        f"{RUNNING} AND NOT contains(#completedSteps, :step)",
        {"steps": [record.step.value], "step": record.step.value, "running": "running"},
    )


def move_pointer(record: StepRecord, pointer: StepPointer, totals: InterviewTotals | None) -> Update:
    """Moves the interview's pointer, when the run is its active one."""
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


def end(run: Run, status: RunStatus, event: DomainEvent) -> Update:
    """Ends a run that is running."""
    return Update(
        keys.run_key(run.key),
        "SET #status = :status, #endedAt = :at, #currentStep = :none REMOVE #gsi2pk, #gsi2sk",
        RUNNING,
        {"status": status.value, "at": event.occurred_at.isoformat(), "none": None, "running": "running"},
    )


def release(run: Run, status: InterviewStatus, reason: str | None, event: DomainEvent) -> Update:
    """Frees the interview of its active run."""
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


def reopen(run: Run, redrives: int, at: datetime) -> Update:
    """Opens a run again that ended, for AWS's own redrive."""
    return Update(
        keys.run_key(run.key),
        "SET #status = :running, #redrives = :redrives, #failures = :empty, #endedAt = :none, "
        "#completedSteps = :kept, "
        "#gsi2pk = :active, #gsi2sk = :at",
        "#redrives < :redrives",
        {
            "running": "running",
            "redrives": redrives,
            "empty": [],
            "kept": [step.value for step in run.completed_steps if step is not Step.FINALIZE],
            "none": None,
            "active": keys.ACTIVE_RUNS,
            "at": at.isoformat(),
        },
    )


def reactivate(key: RunKey, at: datetime) -> Update:
    """Makes the interview's last run its active one again."""
    return Update(
        keys.interview_key(key.interview),
        "SET #activeRun = :n, #status = :standing, #gsi2pk = :listed, #gsi2sk = :at, #updatedAt = :at, #reason = :none",
        "#lastRun = :n AND (#activeRun = :none OR #activeRun = :n) AND NOT #status IN (:deleting, :deleted)",
        _standing(key, InterviewStatus.PROCESSING, at) | {"none": None} | TOMBSTONED,
    )
