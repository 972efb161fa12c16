"""Runs and their steps in memory, under the conditions that the table's transactions have."""

import json
from collections.abc import Sequence
from datetime import datetime

from shared.domain.alongside import NOTHING, Alongside
from shared.domain.errors import InterviewErased, RunEnded, RunInProgress, UnknownRun
from shared.domain.events import DomainEvent
from shared.domain.interview import Interview, StepPointer
from shared.domain.interview_key import InterviewKey, RunKey
from shared.domain.interview_status import InterviewStatus
from shared.domain.run import Run, StepFailure
from shared.domain.run_status import RunStatus, StepStatus
from shared.domain.step_record import Begun, StepRecord
from shared.domain.steps import Step
from shared.domain.tombstone import is_tombstone
from shared.domain.totals import InterviewTotals
from shared.domain.upload_record import UploadRecord
from shared.ports import Page
from tests.fakes.admission import waiting_of
from tests.fakes.alongside import changing
from tests.fakes.memory import Memory, changed, check_standing

ENDED = "the run has ended; this step may no longer write"


class MemoryRuns:
    """Implements `RunStore`."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def begin_run(self, run: Run, upload: UploadRecord | None, along: Alongside = NOTHING) -> None:
        key, interviews = run.key.interview, self._memory.interviews
        with changing(self._memory, along):
            interview = interviews.get(key)
            free = interview and interview.last_run == run.key.run - 1 and interview.active_run is None
            free = free and interview and not is_tombstone(interview)
            if run.key in self._memory.runs or not interview or not free:
                raise RunInProgress("another run of this interview is under way", field="interviewId")
            self._memory.runs[run.key] = run
            queued = run.status is RunStatus.QUEUED
            if queued:
                self._memory.waiting.add(waiting_of(run))
            else:
                self._memory.active_since[run.key] = run.started_at
            status = InterviewStatus.QUEUED if queued else InterviewStatus.PROCESSING
            self._stand(run.key, changed(interview, last_run=run.key.run), status, run.started_at)
            if upload:
                self._memory.uploads[key, upload.version] = upload

    def _stand(self, key: RunKey, interview: Interview, status: InterviewStatus, at: datetime) -> None:
        self._memory.interviews[key.interview] = changed(
            interview, active_run=key.run, status=status, updated_at=at, reason=None
        )
        self._memory.status_since[key.interview] = at

    def note_execution(self, key: RunKey, execution_arn: str) -> None:
        with self._memory.transaction():
            run = self._memory.runs.get(key)
            if run:
                self._memory.runs[key] = changed(run, execution_arn=execution_arn)

    def get_run(self, key: RunKey) -> Run:
        try:
            return self._memory.runs[key]
        except KeyError:
            raise UnknownRun(f"the interview has no run {key.run}", field="run") from None

    def list_runs(self, key: InterviewKey) -> Sequence[Run]:
        with self._memory.transaction():
            found = [run for run_key, run in self._memory.runs.items() if run_key.interview == key]
        return sorted(found, key=lambda run: run.key.run)

    def active_runs(self, *, limit: int, cursor: str | None = None) -> Page[Run]:
        with self._memory.transaction():
            places = [(since.isoformat(), key.model_dump_json()) for key, since in self._memory.active_since.items()]
            page = [place for place in sorted(places) if cursor is None or list(place) > json.loads(cursor)][:limit]
            runs = tuple(self._memory.runs[RunKey.model_validate_json(key)] for _, key in page)
        return Page[Run](items=runs, cursor=json.dumps(page[-1]) if len(page) == limit else None)

    def queued_runs(self, *, limit: int) -> Sequence[Run]:
        with self._memory.transaction():
            queued = [run for run in self._memory.runs.values() if run.status is RunStatus.QUEUED]
        return sorted(queued, key=lambda run: waiting_of(run).since)[:limit]

    def begin_step(self, key: RunKey, step: Step, at: datetime, *, goes_on: bool = False) -> Begun:
        with self._memory.transaction():
            return Begun(self._begun(key, step, at, goes_on=goes_on), self._memory.runs[key])

    def _begun(self, key: RunKey, step: Step, at: datetime, *, goes_on: bool) -> StepRecord:
        with self._memory.transaction():
            before = self._memory.steps.get((key, step))
            if before and before.status is StepStatus.COMPLETED and not self._is_running(key):
                return before
            self._memory.runs[key] = changed(self._running(key, step), current_step=step)
            if before and before.status is StepStatus.COMPLETED:
                return before
            if before and goes_on and before.status is StepStatus.RUNNING:
                return before
            fresh = StepRecord(run=key, step=step, status=StepStatus.RUNNING, started_at=at, attempts=0)
            known = before or fresh
            record = changed(
                known,
                status=StepStatus.RUNNING,
                started_at=at,
                ended_at=None,
                failure=None,
                attempts=known.attempts + 1,
            )
            self._memory.steps[key, step] = record
            return record

    def count_attempt(self, key: RunKey, step: Step) -> None:
        with self._memory.transaction():
            record = self._memory.steps.get((key, step))
            if record and record.status is StepStatus.RUNNING:
                self._memory.steps[key, step] = changed(record, attempts=record.attempts + 1)

    def _is_running(self, key: RunKey) -> bool:
        return key in self._memory.runs and self._memory.runs[key].status is RunStatus.RUNNING

    def _running(self, key: RunKey, step: Step) -> Run:
        run = self._memory.runs.get(key)
        if not run or run.status is not RunStatus.RUNNING:
            self._check_not_erased(key.interview)
            raise RunEnded(ENDED, field=step)
        return run

    def _check_not_erased(self, key: InterviewKey) -> None:
        interview = self._memory.interviews.get(key)
        if interview and is_tombstone(interview):
            raise InterviewErased("the interview was erased", field="interviewId")

    def complete_step(
        self,
        record: StepRecord,
        inputs: dict[Step, int],
        totals: InterviewTotals | None,
        event: DomainEvent | None = None,
    ) -> StepRecord:
        with self._memory.transaction():
            before = self._memory.steps.get((record.run, record.step))
            if before and before.status is StepStatus.COMPLETED:
                return before
            run = self._running(record.run, record.step)
            interview = self._memory.interviews[record.run.interview]
            mine = interview.active_run == record.run.run and record.step not in run.completed_steps
            if not mine or not before or before.status is not StepStatus.RUNNING:
                raise RunEnded(ENDED, field=record.step)
            check_standing(record, self._memory)
            self._memory.steps[record.run, record.step] = _completed(before, record)
            self._memory.runs[record.run] = changed(run, completed_steps=(*run.completed_steps, record.step))
            self._memory.interviews[record.run.interview] = _pointed(interview, record, inputs, totals)
            if event:
                self._memory.outbox[record.run.interview, event.event_id] = event
            return self._memory.steps[record.run, record.step]

    def record_failure(self, key: RunKey, failure: StepFailure) -> None:
        with self._memory.transaction():
            record = self._memory.steps.get((key, failure.step)) if failure.step else None
            if record and record.status is StepStatus.RUNNING:
                failed = changed(record, status=StepStatus.FAILED, ended_at=failure.at, failure=failure)
                self._memory.steps[key, record.step] = failed
            run = self.get_run(key)
            self._memory.runs[key] = changed(run, failures=(*run.failures, failure))

    def list_steps(self, key: RunKey) -> Sequence[StepRecord]:
        return [self._memory.steps[key, step] for step in Step if (key, step) in self._memory.steps]

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
        key = run.key.interview
        with self._memory.transaction():
            known, owner = self._memory.runs.get(run.key), self._memory.interviews.get(key)
            running = known and known.status is RunStatus.RUNNING
            if not known or not owner or not running or owner.active_run != run.key.run:
                return False
            at = event.occurred_at
            self._memory.runs[run.key] = changed(known, status=status, ended_at=at, current_step=None)
            self._memory.active_since.pop(run.key, None)
            released = changed(owner, status=interview, reason=reason, active_run=None, updated_at=at)
            self._memory.interviews[key] = released
            self._memory.status_since[key] = at
            self._memory.outbox |= {(key, one.event_id): one for one in (event, *also)}
            return True

    def reopen_run(self, run: Run, redrives: int, at: datetime) -> None:
        kept = tuple(step for step in run.completed_steps if step is not Step.FINALIZE)
        self._reopen(run.key, kept, redrives, at)

    def _reopen(self, key: RunKey, kept: tuple[Step, ...], redrives: int, at: datetime) -> None:
        with self._memory.transaction():
            run, interview = self._memory.runs.get(key), self._memory.interviews.get(key.interview)
            behind = run and run.redrives < redrives
            free = interview and interview.last_run == key.run and interview.active_run in (None, key.run)
            free = free and interview and not is_tombstone(interview)
            if not run or not interview or not behind or not free:
                raise RunInProgress("another run of this interview came after", field="interviewId")
            self._memory.runs[key] = changed(
                run, status=RunStatus.RUNNING, redrives=redrives, failures=(), ended_at=None, completed_steps=kept
            )
            self._memory.steps.pop((key, Step.FINALIZE), None)
            self._memory.active_since[key] = at
            self._stand(key, interview, InterviewStatus.PROCESSING, at)


def _completed(before: StepRecord, done: StepRecord) -> StepRecord:
    return changed(
        before,
        status=done.status,
        ended_at=done.ended_at,
        engine=done.engine,
        warnings=done.warnings,
        output=done.output,
    )


def _pointed(
    interview: Interview, record: StepRecord, inputs: dict[Step, int], totals: InterviewTotals | None
) -> Interview:
    pointer = StepPointer(run=record.run.run, inputs=inputs, output=record.output or {})
    return changed(
        interview,
        pointers=interview.pointers | {record.step: pointer},
        updated_at=record.ended_at,
        totals=totals or interview.totals,
    )
