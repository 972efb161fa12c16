"""What a live interview is to ask, made when it is scheduled: from a call guide, or from a job and its questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from shared.domain.bundle import Bundle
from shared.domain.errors import InvalidRequest
from shared.domain.job_questions import JobQuestions
from shared.domain.session.limits import MAX_JOB_QUESTIONS
from shared.domain.session.make_plan import plan_of_guide, plan_of_job
from shared.usecases.write_questions import find_questions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.domain.call_guide import CallGuide
    from shared.domain.job_description import JobDescription
    from shared.domain.session.plan import SessionPlan
    from shared.ports import JobDescriptionStore, ResourceStore
    from shared.ports.sessions import QuestionWriter

LANGUAGE: Final = "en"


class PlanningPorts(Bundle):
    """What planning needs. `writer` makes questions for a job that has none: one that does not keep anybody waiting."""

    job_descriptions: JobDescriptionStore
    job_questions: ResourceStore[JobQuestions]
    call_guides: ResourceStore[CallGuide]
    writer: QuestionWriter


def plan_interview(
    organisation_id: str,
    *,
    job_description_id: str | None,
    call_guide_id: str | None,
    language: str | None,
    ports: PlanningPorts,
) -> SessionPlan:
    """The plan: by the guide where one is named, else for the job. Raises UnknownItem, InvalidRequest.

    Without `language` it is in that of the guide, or of the job's questions. Another one is noted: who answers may well
    speak another language than the questions are in.
    """
    if call_guide_id:
        guide = ports.call_guides.get(organisation_id, call_guide_id)
        return plan_of_guide(guide.model_copy(update={"language": language or guide.language}))
    if not job_description_id:
        raise InvalidRequest("a live interview is for a job description or a call guide", field="mode")
    job = ports.job_descriptions.get(organisation_id, job_description_id)
    kept = find_questions(organisation_id, job, ports.job_questions) or _made(job, language or LANGUAGE, ports.writer)
    return plan_of_job(
        job,
        kept.asked_for(job),
        language=language or kept.language or LANGUAGE,
        written_by=kept.written_by,
        notes=(*kept.notes, *_other_language(kept, language)),
    )


def _made(job: JobDescription, language: str, writer: QuestionWriter) -> JobQuestions:
    questions = writer.write(job, count=MAX_JOB_QUESTIONS, language=language)
    return JobQuestions.written(job, questions, writer.engine, language=language)


def _other_language(kept: JobQuestions, language: str | None) -> Iterator[str]:
    """Says that the questions are in another language than the answers; `en` and `en-IN` are one."""
    if language and kept.language and language.split("-")[0] != kept.language.split("-")[0]:
        yield f"the job's questions were written in {kept.language}, the interview is in {language}"
