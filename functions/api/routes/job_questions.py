"""The questions of a job: made for it, listed, edited, put into another order."""

from contextlib import suppress
from typing import Annotated

from fastapi import Response
from pydantic import Field

from functions.api.caller import Outside, Reader, Writer
from functions.api.fields import NUMBER, Language
from functions.api.once import DoneOnce
from functions.api.question_shapes import AskedQuestion, asked_of, planned
from functions.api.routes.interview_plans import WriterShape
from functions.api.routes.job_descriptions import JobId
from functions.api.routing import resource
from functions.api.shapes import Shape
from functions.api.versions import SeenVersion, tagged
from shared.domain.errors import StorageThrottled
from shared.domain.idempotency import IdempotencyRecord
from shared.domain.job_questions import JobQuestions
from shared.domain.session.limits import MAX_JOB_QUESTIONS, MAX_PLANNED_QUESTIONS, MIN_JOB_QUESTIONS
from shared.domain.tier import Tier
from shared.usecases.write_questions import meter_of, write_questions

router = resource("job descriptions", "/api/v1/job-descriptions/{job_id}/questions")
Count = Annotated[int, Field(ge=MIN_JOB_QUESTIONS, le=MAX_JOB_QUESTIONS, description="Beside the job's own."), NUMBER]
Questions = Annotated[tuple[AskedQuestion, ...], Field(min_length=1, max_length=MAX_PLANNED_QUESTIONS)]


class QuestionsWanted(Shape):
    """How many, in which language, and which engines shall make them."""

    count: Count = MAX_JOB_QUESTIONS
    language: Language = "en"
    tier: Tier = Tier.ESSENTIAL


class QuestionList(Shape):
    """All questions in the order in which they are asked. Without a language, what was known of it stays."""

    questions: Questions
    language: Language | None = None


class JobQuestionsShape(Shape):
    """The questions of a job, in order. Its version is the answer's ETag.

    `written_by` has made those that are no one's; a draft comes from the bank of questions and wants a person's eye.
    `notes` say what came in its way, and what is assumed of your own questions. An interview for the job is in their
    `language` unless it names its own.
    """

    job_description_id: str
    language: str | None
    questions: tuple[AskedQuestion, ...]
    written_by: WriterShape
    draft: bool
    notes: tuple[str, ...]


def shown(kept: JobQuestions) -> JobQuestionsShape:
    """The questions as their organisation sees them."""
    return JobQuestionsShape(
        job_description_id=kept.id,
        language=kept.language,
        questions=tuple(map(asked_of, kept.questions)),
        written_by=WriterShape.model_validate(kept.written_by),
        draft=kept.written_by.draft,
        notes=kept.all_notes,
    )


@router.post("", status_code=201, operation_id="makeQuestions")
def make_questions(
    *, job_id: JobId, body: QuestionsWanted, response: Response, caller: Writer, root: Outside, once: DoneOnce
) -> JobQuestionsShape:
    """Makes questions for the job, in place of those that were made before. What you have added yourself stays."""
    owner = caller.organisation_id
    job = root.job_descriptions.get(owner, job_id)

    def work(record: IdempotencyRecord) -> None:
        notes = meter_of(owner, job, body.tier, ledger=root.ledger, clock=root.clock)
        writer = root.question_writer(owner, job_id, body.tier, notes)
        write_questions(
            owner,
            job_id,
            count=body.count,
            language=body.language,
            writer=writer,
            notes=notes,
            record=record,
            ports=root.questions,
        )
        with suppress(StorageThrottled):  # the questions are there
            notes.close()

    once.do(body, "jqu_", work)
    response.headers["Location"] = router.prefix.format(job_id=job_id)
    return _tagged(response, root.job_questions.get(owner, job_id))


@router.get("", operation_id="listQuestionsOfJob")
def list_questions(job_id: JobId, response: Response, caller: Reader, root: Outside) -> JobQuestionsShape:
    """The job's questions, in order. There are none before they are made."""
    job = root.job_descriptions.get(caller.organisation_id, job_id)
    return _tagged(response, root.job_questions.get(caller.organisation_id, job.id))


@router.put("", operation_id="putQuestions")
def put_questions(
    *, job_id: JobId, body: QuestionList, response: Response, caller: Writer, root: Outside, seen: SeenVersion
) -> JobQuestionsShape:
    """Replaces the whole list: what is edited, moved, added or left out. One that keeps its id stays the same one."""
    job = root.job_descriptions.get(caller.organisation_id, job_id)
    kept = root.job_questions.get(caller.organisation_id, job.id)
    fields = {"questions": planned(body.questions), "language": body.language or kept.language}
    changed = kept.changed(fields, seen=seen)
    root.job_questions.change(caller.organisation_id, changed)
    return _tagged(response, changed)


def _tagged(response: Response, kept: JobQuestions) -> JobQuestionsShape:
    tagged(response, kept)
    return shown(kept)
