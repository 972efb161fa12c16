"""Questions are made for a job; those that humans have put there stay."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from shared.domain.alongside import Alongside
from shared.domain.bundle import Bundle
from shared.domain.errors import UnknownItem, VersionStale
from shared.domain.interview_key import InterviewKey
from shared.domain.job_questions import JobQuestions
from shared.domain.run import Run, RunRequest
from shared.usecases.tally import tally_of

if TYPE_CHECKING:
    from shared.domain.engines import EngineUse
    from shared.domain.idempotency import IdempotencyRecord
    from shared.domain.job_description import JobDescription
    from shared.domain.tier import Tier
    from shared.ports import Clock, JobDescriptionStore, Ledger, ResourceStore
    from shared.ports.sessions import QuestionWriter
    from shared.usecases.tally import Tally


class WritingPorts(Bundle):
    """What making questions needs."""

    job_descriptions: JobDescriptionStore
    job_questions: ResourceStore[JobQuestions]
    ledger: Ledger


class WritingNotes:
    """Implements `Meter`: what came in the writer's way, and what it has used."""

    def __init__(self) -> None:
        self.notes: list[str] = []
        self.uses: list[EngineUse] = []

    def add(self, use: EngineUse, *, once: str | None = None) -> None:
        """Uses are shown, not charged: no interview has caused them."""
        del once
        self.uses.append(use)

    def note(self, warning: str) -> None:
        """The same one is kept once."""
        if warning not in self.notes:
            self.notes.append(warning)


def meter_of(organisation_id: str, job: JobDescription, tier: Tier, *, ledger: Ledger, clock: Clock) -> Tally:
    """What making questions uses is entered as around an interview's steps, in the organisation's month.

    The job stands where the interview would. The meter is to be closed.
    """
    run = Run(
        key=InterviewKey(organisation_id=organisation_id, interview_id=job.id).run(0),
        project_id=job.id,
        tier=tier,
        request=RunRequest(),
        planned_steps=(),
        started_at=clock.now(),
    )
    return tally_of(run, None, ledger=ledger, clock=clock)


def write_questions(
    organisation_id: str,
    job_id: str,
    *,
    count: int,
    language: str,
    writer: QuestionWriter,
    notes: WritingNotes | Tally,
    record: IdempotencyRecord,
    ports: WritingPorts,
) -> JobQuestions:
    """So many questions in place of those made before, with the record completed by the same transaction.

    Raises UnknownItem for the job, Conflict or VersionStale when somebody else was faster.
    """
    job = ports.job_descriptions.get(organisation_id, job_id)
    before = find_questions(organisation_id, job, ports.job_questions)
    made = writer.write(job, count=count, language=language)
    along = Alongside(completion=record.completed())
    if before is None:
        written = JobQuestions.written(job, made, writer.engine, notes.notes, language)
        ports.job_questions.create(organisation_id, written, along)
    else:
        written = before.written_again(job, made, writer.engine, notes.notes, language)
        ports.job_questions.change(organisation_id, written, along)
    return written


def find_questions(
    organisation_id: str, job: JobDescription, store: ResourceStore[JobQuestions]
) -> JobQuestions | None:
    """Those that are kept for the job; None where none were made."""
    try:
        return store.get(organisation_id, job.id)
    except UnknownItem:
        return None


def forget_questions(organisation_id: str, job: JobDescription, *, ports: WritingPorts) -> None:
    """Removes them with their job, and what making them has cost, of which the sums of the month stay.

    Those that somebody changes at this moment are left, and nobody sees them.
    """
    found = find_questions(organisation_id, job, ports.job_questions)
    if found:
        with suppress(VersionStale):
            ports.job_questions.delete(organisation_id, found)
    ports.ledger.forget(InterviewKey(organisation_id=organisation_id, interview_id=job.id))
