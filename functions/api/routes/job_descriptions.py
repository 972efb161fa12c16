"""Job descriptions: what interviews for a job are prepared from."""

from typing import Annotated, Any, Final

from fastapi import Path, Response
from pydantic import Field, StringConstraints

from functions.api.caller import Outside, Reader, Writer
from functions.api.fields import TEXT, Name
from functions.api.once import DoneOnce
from functions.api.pages import AskedPage, PageShape
from functions.api.project_shapes import Change, SaidText
from functions.api.routing import resource
from functions.api.shapes import Shape
from functions.api.versions import SeenVersion, tagged
from shared.domain.alongside import Alongside
from shared.domain.difficulty import Difficulty
from shared.domain.idempotency import IdempotencyRecord
from shared.domain.identifier import IDENTIFIER
from shared.domain.job_description import JobDescription
from shared.domain.limits import MAX_DESCRIPTION_CHARACTERS, MAX_QUESTIONS
from shared.usecases.write_questions import forget_questions

router = resource("job descriptions", "/api/v1/job-descriptions")
PREFIX: Final = "job_"
JobId = Annotated[str, Path(pattern=IDENTIFIER, max_length=63)]
LongText = Annotated[str, StringConstraints(pattern=TEXT, max_length=MAX_DESCRIPTION_CHARACTERS)]
Industry = Annotated[str, StringConstraints(pattern=TEXT, max_length=200)]
CustomQuestions = Annotated[tuple[SaidText, ...], Field(max_length=MAX_QUESTIONS)]


class JobDescriptionRequest(Shape):
    """A job as its recruiter describes it."""

    title: Name
    description: LongText = ""
    industry: Industry = ""
    difficulty: Difficulty = Difficulty.INTERMEDIATE
    custom_questions: CustomQuestions = ()


class JobDescriptionChange(Change):
    """What is not named stays as it is."""

    title: Name = Field(default_factory=str)
    description: LongText = ""
    industry: Industry = ""
    difficulty: Difficulty = Difficulty.INTERMEDIATE
    custom_questions: CustomQuestions = ()


class JobDescriptionShape(Shape):
    """A job description. Its version is the answer's ETag."""

    id: str
    title: str
    description: str
    industry: str
    difficulty: Difficulty
    custom_questions: tuple[str, ...]


class JobDescriptionPage(PageShape):
    """Some of the job descriptions, by id."""

    items: tuple[JobDescriptionShape, ...]


def shown(job: JobDescription) -> JobDescriptionShape:
    """A job description as its organisation sees it."""
    fields: dict[str, Any] = job.model_dump(exclude={"version"})
    return JobDescriptionShape(**fields)


@router.post("", status_code=201, operation_id="createJobDescription")
def create_job_description(
    *, body: JobDescriptionRequest, response: Response, caller: Writer, root: Outside, once: DoneOnce
) -> JobDescriptionShape:
    """Makes a job description."""

    def work(record: IdempotencyRecord) -> None:
        job = JobDescription(id=record.resource_id, **body.model_dump())
        root.job_descriptions.create(caller.organisation_id, job, Alongside(completion=record.completed()))

    record = once.do(body, PREFIX, work)
    job = root.job_descriptions.get(caller.organisation_id, record.resource_id)
    response.headers["Location"] = f"{router.prefix}/{job.id}"
    tagged(response, job)
    return shown(job)


@router.get("", operation_id="listJobDescriptions")
def list_job_descriptions(caller: Reader, root: Outside, page: AskedPage) -> JobDescriptionPage:
    """Your job descriptions, by id."""
    found = root.job_descriptions.page(caller.organisation_id, limit=page.limit, cursor=page.cursor)
    return JobDescriptionPage(items=tuple(shown(one) for one in found.items), next_cursor=page.next(found.cursor))


@router.get("/{job_id}", operation_id="getJobDescription")
def get_job_description(job_id: JobId, response: Response, caller: Reader, root: Outside) -> JobDescriptionShape:
    """A job description of yours."""
    job = root.job_descriptions.get(caller.organisation_id, job_id)
    tagged(response, job)
    return shown(job)


@router.patch("/{job_id}", operation_id="changeJobDescription")
def patch_job_description(
    *, job_id: JobId, body: JobDescriptionChange, response: Response, caller: Writer, root: Outside, seen: SeenVersion
) -> JobDescriptionShape:
    """Changes what is named."""
    job = root.job_descriptions.get(caller.organisation_id, job_id).changed(body.changes, seen=seen)
    root.job_descriptions.change(caller.organisation_id, job)
    tagged(response, job)
    return shown(job)


@router.delete("/{job_id}", status_code=204, operation_id="deleteJobDescription")
def remove_job_description(job_id: JobId, caller: Writer, root: Outside, seen: SeenVersion) -> None:
    """Removes a job description. Interviews that were scheduled on it keep what they took from it."""
    job = root.job_descriptions.get(caller.organisation_id, job_id)
    job.check(seen)
    forget_questions(caller.organisation_id, job, ports=root.questions)
    root.job_descriptions.delete(caller.organisation_id, job)
