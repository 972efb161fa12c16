"""A provider's job has ended, or may have: what it heard is stored, and the task that waits is told."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from shared.domain.bundle import Bundle
from shared.domain.errors import (
    EngineFailed,
    EngineRefused,
    EngineThrottled,
    EngineTimeout,
    InterviewErased,
    InvalidRecording,
    MissingStepInput,
    ParleyError,
    RunEnded,
    UnknownRun,
)
from shared.domain.limits import JOB_WAIT_DAYS
from shared.domain.pieces import HeardAs, PieceManifest, interview_of_job, manifest_key, pieces_folder
from shared.domain.steps import Step
from shared.ports.scope import EngineScope
from shared.usecases.run_step import run_part
from shared.usecases.tally import Tally
from shared.usecases.transcribe_piece import HeardPiece, desk_of

if TYPE_CHECKING:
    from shared.domain.engines import EngineUse
    from shared.domain.run import Run
    from shared.domain.waiting_job import WaitingJob
    from shared.ports import Clock, TranscriptionJobs
    from shared.ports.heard import EndedJob
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
        return _settle_late(job, steps, ports)


def _settle_late(job: WaitingJob, steps: StepPorts, ports: JobPorts) -> bool:
    """Nobody waits for the job any more, and it is paid all the same: its use is entered when it has ended.

    What it has heard is not looked at. One that is under way is looked at again, for two days at the most. Where the
    interview was erased meanwhile, only the sums of its project and its organisation keep the use.
    """
    now = steps.clock.now()
    given_up = now - job.since >= timedelta(days=JOB_WAIT_DAYS)
    try:
        ended = _bill(job, steps, ports)
    except (MissingStepInput, UnknownRun):  # the job is gone, or its run is, with its interview
        ended = True
    except (EngineRefused, EngineFailed, EngineThrottled, EngineTimeout):
        if not given_up:
            raise
        ended = True
    if not (ended or given_up):
        return False
    steps.erasures.sweep_again(job.run.interview, now)
    ports.waiting.remove(job)
    return True


def _bill(job: WaitingJob, steps: StepPorts, ports: JobPorts) -> bool:
    """Whether the job has ended; if it has ended well, its use is entered."""
    run = steps.runs.get_run(job.run)
    jobs = ports.hearing.engines.speech_job(EngineScope(interview=run.key.interview, tier=run.tier, meter=Tally()))
    ended = jobs.ended(job.name) if jobs else None
    if jobs is None or ended is None:
        return False
    if ended.receipt:
        use = _use(job, jobs, _manifest(run, ports).duration_seconds, steps.clock)
        steps.ledger.record(run, Step.UPLOAD, (use,), steps.clock.now(), ended.receipt)
    return True


def _manifest(run: Run, ports: JobPorts) -> PieceManifest:
    """Raises MissingStepInput when its interview is being erased."""
    folder = pieces_folder(run.key.interview, run.upload_version)
    manifest = ports.hearing.artifacts.find(manifest_key(folder, whole=True), PieceManifest)
    if manifest is None:
        raise MissingStepInput("the recording has not been split", field="mediaUrl")
    return manifest


def finish_job(job: WaitingJob, attempt: Attempt, clock: Clock, ports: JobPorts) -> bool:
    """Whether the job has ended. Its task is told so, with one of our errors when it failed; else that it waits on."""
    jobs, desk = ports.hearing.engines.speech_job(attempt.scope), desk_of(attempt, ports.hearing, HeardAs.JOB)
    ended = None
    try:
        heard = desk.find(0) is not None
        if jobs and not heard:
            ended = _paid(job, jobs, desk, attempt, clock)
            heard = ended is not None and _hear(job, jobs, desk)
    except (EngineFailed, InvalidRecording, MissingStepInput) as failed:
        ports.tokens.fail(job.task_token, type(failed).__name__, str(failed))
        if ended or isinstance(failed, MissingStepInput):  # else the provider may go on with it, and be paid in the end
            ports.waiting.remove(job)
        return True
    if not heard:
        ports.tokens.beat(job.task_token)
        return False
    ports.tokens.succeed(job.task_token)
    ports.waiting.remove(job)
    return True


def _paid(job: WaitingJob, jobs: TranscriptionJobs, desk: Desk, attempt: Attempt, clock: Clock) -> EndedJob | None:
    """How the job has ended; one that has ended well is paid, whether what it has heard can be read or not."""
    ended = jobs.ended(job.name)
    if ended and ended.receipt:
        # An event and the clock may come at the same time, and either may die before it has stored what was heard.
        use = _use(job, jobs, desk.manifest.duration_seconds, clock)
        attempt.meter.add(use, once=ended.receipt)
    return ended


def _hear(job: WaitingJob, jobs: TranscriptionJobs, desk: Desk) -> bool:
    recognition = jobs.read(job.name)
    if recognition is None:
        return False
    desk.artifacts.put(desk.key(0), HeardPiece(recognition=recognition), temporary=True)
    return True


def _use(job: WaitingJob, jobs: TranscriptionJobs, audio_seconds: float, clock: Clock) -> EngineUse:
    """The provider says what a job costs, not how long it took: that is how long its task has waited for it."""
    waited = round((clock.now() - job.since).total_seconds(), 3)
    return jobs.use(audio_seconds).model_copy(update={"seconds": waited})
