"""A provider's job has ended, or may have: what it heard is stored, and the task that waits is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.bundle import Bundle
from shared.domain.errors import (
    EngineFailed,
    InterviewErased,
    InvalidRecording,
    MissingStepInput,
    ParleyError,
    RunEnded,
)
from shared.domain.pieces import HeardAs, interview_of_job
from shared.domain.steps import Step
from shared.usecases.run_step import run_part
from shared.usecases.transcribe_piece import HeardPiece, desk_of

if TYPE_CHECKING:
    from shared.domain.waiting_job import WaitingJob
    from shared.ports import Clock, TranscriptionJobs
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
        return finish_job(job, attempt, steps.clock, ports)

    try:
        return run_part(steps, job.run, Step.UPLOAD, work, part="job")
    except (RunEnded, InterviewErased):
        ports.waiting.remove(job)
        return True


def finish_job(job: WaitingJob, attempt: Attempt, clock: Clock, ports: JobPorts) -> bool:
    """Whether the job has ended. Its task is told so, with one of our errors when it failed; else that it waits on."""
    jobs, desk = ports.hearing.engines.speech_job(attempt.scope), desk_of(attempt, ports.hearing, HeardAs.JOB)
    try:
        heard = desk.find(0) is not None or (jobs is not None and _hear(job, jobs, desk, attempt, clock))
    except (EngineFailed, InvalidRecording, MissingStepInput) as failed:
        ports.tokens.fail(job.task_token, type(failed).__name__, str(failed))
        ports.waiting.remove(job)
        return True
    if not heard:
        ports.tokens.beat(job.task_token)
        return False
    ports.tokens.succeed(job.task_token)
    ports.waiting.remove(job)
    return True


def _hear(job: WaitingJob, jobs: TranscriptionJobs, desk: Desk, attempt: Attempt, clock: Clock) -> bool:
    recognition = jobs.read(job.name)
    if recognition is None:
        return False
    # An event and the clock may come at the same time, and either may die before it has stored what was heard.
    # The provider says what a job costs, not how long it took: that is how long its task has waited for it.
    waited = round((clock.now() - job.since).total_seconds(), 3)
    use = jobs.use(desk.manifest.duration_seconds).model_copy(update={"seconds": waited})
    attempt.meter.add(use, once=job.name)
    desk.artifacts.put(desk.key(0), HeardPiece(recognition=recognition), temporary=True)
    return True
