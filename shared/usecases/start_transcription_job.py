"""A provider's job hears a whole recording. A task of the machine waits for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.errors import EngineUnavailable, MissingStepInput
from shared.domain.interview_key import upload_key
from shared.domain.pieces import HeardAs, job_name, job_output_key
from shared.domain.steps import Step
from shared.domain.value import Value
from shared.domain.waiting_job import WaitingJob
from shared.usecases.finish_transcription_job import JobPorts, finish_job
from shared.usecases.run_step import run_part
from shared.usecases.transcribe_piece import desk_of

if TYPE_CHECKING:
    from shared.domain.interview_key import RunKey
    from shared.ports import MediaStore
    from shared.usecases.run_step import Attempt, StepPorts

__all__ = ["JobPorts", "StartTranscriptionJobOutput", "start_transcription_job"]


class StartTranscriptionJobOutput(Value):
    """The job's name; the task hears of its end by its token."""

    job: str


def start_transcription_job(
    key: RunKey, task_token: str, *, steps: StepPorts, ports: JobPorts, media: MediaStore
) -> StartTranscriptionJobOutput:
    """Starts the job of the run's upload, unless it is under way or has ended: then the task is told at once.

    Raises EngineUnavailable where the run's speech engine is no job, and what the provider raises.
    """

    def work(attempt: Attempt) -> StartTranscriptionJobOutput:
        jobs = ports.hearing.engines.speech_job(attempt.scope)
        if jobs is None:
            raise EngineUnavailable("the speech engine of this tier is no job")
        desk = desk_of(attempt, ports.hearing, HeardAs.JOB)
        name = job_name(key.interview, desk.key(0))
        job = WaitingJob(
            name=name,
            run=key,
            task_token=task_token,
            since=steps.clock.now(),
            project_id=attempt.run.project_id,
            tier=attempt.run.tier,
            price=jobs.use(desk.manifest.duration_seconds),
        )
        ports.waiting.put(job)  # first: the job may end before this function does
        if desk.find(0) is None:
            _check_newest(attempt, media)
            output = job_output_key(desk.folder, name)
            jobs.start(name, upload_key(key.interview), output, language_hint=desk.language_hint)
        finish_job(job, attempt, steps.clock.now(), ports)
        return StartTranscriptionJobOutput(job=name)

    return run_part(steps, key, Step.UPLOAD, work, part="job")


def _check_newest(attempt: Attempt, media: MediaStore) -> None:
    """The provider reads the newest version of an object, whichever the run means."""
    newest = media.head(upload_key(attempt.run.key.interview), None)
    if newest is None or newest.version != (attempt.run.upload_version or newest.version):
        raise MissingStepInput("another upload has taken the recording's place", remedy="resume from upload")
