"""A provider's job that nobody waits for any more: it is paid all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.billed import Billed, Owed
from shared.domain.errors import ParleyError
from shared.domain.job_outcome import Gone, Heard, UnderWay
from shared.domain.steps import Step
from shared.ports.scope import EngineScope
from shared.usecases.tally import Tally

if TYPE_CHECKING:
    from datetime import datetime

    from shared.domain.job_outcome import JobOutcome
    from shared.domain.waiting_job import WaitingJob
    from shared.ports import Engines
    from shared.usecases.finish_transcription_job import JobPorts
    from shared.usecases.run_step import StepPorts


def settle_late_job(job: WaitingJob, steps: StepPorts, ports: JobPorts) -> bool:
    """Whether the job has ended; if it has ended well, its use is owed to the ledger from then on.

    What it has heard is not looked at. One that is under way is looked at again, for two days at the most. Where the
    interview was erased meanwhile, only the sums of its project and its organisation keep the use, and what the job has
    left is erased.
    """
    now = steps.clock.now()
    outcome = _outcome(job, now, ports.hearing.engines)
    if isinstance(outcome, UnderWay):
        return False
    owed = _owed(job, outcome, now)
    if owed is None:  # before, as nobody comes again
        steps.erasures.sweep_again(job.run.interview, now)
    ports.waiting.remove(job, owed=owed)
    if owed:  # after, as the sweep takes the job; who enters the debt sweeps once more
        steps.erasures.sweep_again(job.run.interview, now)
    return True


def _outcome(job: WaitingJob, now: datetime, engines: Engines) -> JobOutcome:
    """One that has said nothing for too long counts as gone."""
    jobs = engines.speech_job(EngineScope(interview=job.run.interview, tier=job.tier, meter=Tally()))
    try:
        outcome = job.seen(jobs.outcome(job.name), now) if jobs else UnderWay()
    except ParleyError:
        if not job.is_given_up(now):
            raise
        return Gone()
    return Gone() if job.is_given_up(now) and isinstance(outcome, UnderWay) else outcome


def _owed(job: WaitingJob, outcome: JobOutcome, now: datetime) -> Owed | None:
    if not isinstance(outcome, Heard) or outcome.receipt is None:
        return None
    bill = Billed(receipt=outcome.receipt, uses=(job.use(now),))
    return Owed(run=job.run, project_id=job.project_id, step=Step.UPLOAD, bill=bill, at=now)
