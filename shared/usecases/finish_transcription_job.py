"""A provider's job has ended, or may have: what it heard is stored, and the task that waits is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.bundle import Bundle
from shared.domain.errors import (
    EngineFailed,
    InterviewErased,
    MissingStepInput,
    ParleyError,
    RunEnded,
)
from shared.domain.job_outcome import Failed, Gone, Heard, UnderWay
from shared.domain.pieces import HeardAs, interview_of_job
from shared.domain.steps import Step
from shared.usecases.run_step import run_part
from shared.usecases.settle_late_job import settle_late_job
from shared.usecases.transcribe_piece import HeardPiece, desk_of

if TYPE_CHECKING:
    from datetime import datetime

    from shared.domain.job_outcome import JobOutcome
    from shared.domain.waiting_job import WaitingJob
    from shared.ports import TranscriptionJobs
    from shared.ports.jobs import TaskTokens, WaitingJobs
    from shared.usecases.run_step import Attempt, StepPorts
    from shared.usecases.transcribe_piece import Desk, HearingPorts

JOBS_AT_ONCE = 100


class JobPorts(Bundle):
    """What waiting for jobs needs."""

    hearing: HearingPorts
    waiting: WaitingJobs
    tokens: TaskTokens


def finish_transcription_job(name: str, *, steps: StepPorts, ports: JobPorts) -> bool:
    """What the provider's event calls for. False when nobody waits for the job: it was settled, or is not ours.

    What a job has heard of an interview that was erased meanwhile is erased, too.
    """
    job, interview = ports.waiting.find(name), interview_of_job(name)
    if job is None and interview:
        steps.erasures.sweep_again(interview, steps.clock.now())
    return job is not None and _settle(job, steps, ports)


def finish_transcription_jobs(*, steps: StepPorts, ports: JobPorts) -> int:
    """What the clock calls for: events may be lost. How many jobs have ended.

    One job's trouble does not hold up those behind it, which want their sign of life; it is raised in the end.
    """
    ended, troubles = 0, []
    for job in ports.waiting.waiting(limit=JOBS_AT_ONCE):
        try:
            ended += _settle(job, steps, ports)
        except ParleyError as trouble:
            troubles.append(trouble)
    if troubles:
        raise troubles[0]
    return ended


def _settle(job: WaitingJob, steps: StepPorts, ports: JobPorts) -> bool:
    def work(attempt: Attempt) -> bool:
        return finish_job(job, attempt, steps.clock.now(), ports)

    try:
        return run_part(steps, job.run, Step.UPLOAD, work, part="job")
    except (RunEnded, InterviewErased, MissingStepInput):  # nobody can take what it hears
        return settle_late_job(job, steps, ports)


def finish_job(job: WaitingJob, attempt: Attempt, now: datetime, ports: JobPorts) -> bool:
    """Whether the job has ended. Its task is told so, with one of our errors when it failed; else that it waits on.

    Raises MissingStepInput when the recording's manifest is gone, and what the provider raises that cannot be asked.
    """
    match _outcome(job, attempt, now, ports.hearing):
        case UnderWay():
            ports.tokens.beat(job.task_token)
            return False
        case Heard():
            ports.tokens.succeed(job.task_token)
        case Failed(error=error):
            ports.tokens.fail(job.task_token, type(error).__name__, str(error))
        case Gone():
            ports.tokens.fail(job.task_token, MissingStepInput.__name__, "the transcription job is gone")
    ports.waiting.remove(job)
    return True


def _outcome(job: WaitingJob, attempt: Attempt, now: datetime, hearing: HearingPorts) -> JobOutcome:
    """As the provider says it. What was heard is paid and kept here; where it cannot be read the job has failed."""
    desk, jobs = desk_of(attempt, hearing, HeardAs.JOB), hearing.engines.speech_job(attempt.scope)
    if desk.find(0) is not None:
        return Heard(receipt=None)
    if jobs is None:
        return UnderWay()
    outcome = job.seen(jobs.outcome(job.name), now)
    if not isinstance(outcome, Heard):
        return outcome
    # First: event and clock may come at the same time, and either may die before it has stored what was heard.
    attempt.meter.add(job.use(now), once=outcome.receipt)
    return _kept(job, jobs, desk) or outcome


def _kept(job: WaitingJob, jobs: TranscriptionJobs, desk: Desk) -> Failed | None:
    """Keeps what was heard; or why it cannot be read."""
    try:
        recognition = jobs.read(job.name)
    except (EngineFailed, MissingStepInput) as unread:
        return Failed(error=unread)
    desk.artifacts.put(desk.key(0), HeardPiece(recognition=recognition), temporary=True)
    return None
