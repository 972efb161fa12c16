"""Call guides: what live interviews are held by, section by section."""

from collections.abc import Sequence
from typing import Annotated, Any, Final, Literal

from fastapi import Path, Response
from pydantic import Field

from functions.api.caller import Outside, Reader, Writer
from functions.api.fields import NUMBER, Language, Name, Text
from functions.api.once import DoneOnce
from functions.api.pages import AskedPage, PageShape
from functions.api.project_shapes import Change
from functions.api.question_shapes import AskedQuestion, LabelText, asked_of, planned
from functions.api.routing import resource
from functions.api.shapes import Shape
from functions.api.versions import SeenVersion, tagged
from shared.domain.alongside import Alongside
from shared.domain.call_guide import CallGuide
from shared.domain.idempotency import IdempotencyRecord
from shared.domain.identifier import IDENTIFIER
from shared.domain.session.limits import (
    DEFAULT_ANSWER_SECONDS,
    MAX_ANSWER_SECONDS,
    MAX_PLANNED_QUESTIONS,
    MAX_SECTIONS,
    MAX_SESSION_MINUTES,
)
from shared.domain.session.plan_kinds import InterviewKind

router = resource("call guides", "/api/v1/call-guides")
PREFIX: Final = "gui_"
GuideId = Annotated[str, Path(pattern=IDENTIFIER, max_length=63)]
AnswerSeconds = Annotated[int, Field(ge=10, le=MAX_ANSWER_SECONDS, description="Of speech, in one answer."), NUMBER]
Minutes = Annotated[int, Field(ge=1, le=MAX_SESSION_MINUTES), NUMBER]


class SectionShape(Shape):
    """A part of a guide. Time that is left out is reckoned from the questions."""

    title: LabelText
    minutes: Minutes | None = None
    questions: Annotated[tuple[AskedQuestion, ...], Field(min_length=1, max_length=MAX_PLANNED_QUESTIONS)]


Sections = Annotated[
    tuple[SectionShape, ...],
    Field(min_length=1, max_length=MAX_SECTIONS, description=f"With {MAX_PLANNED_QUESTIONS} questions at most."),
]


class CallGuideRequest(Shape):
    """A guide. `context` is what the interviewer should know of the matter."""

    title: Name
    context: Text = ""
    kind: InterviewKind = InterviewKind.RESEARCH
    language: Language = "en"
    answer_seconds: AnswerSeconds = DEFAULT_ANSWER_SECONDS
    sections: Sections


class CallGuideChange(Change):
    """What is not named stays as it is. Sections are changed as a whole."""

    title: Name = Field(default_factory=str)
    context: Text = ""
    kind: InterviewKind = InterviewKind.RESEARCH
    language: Language = "en"
    answer_seconds: AnswerSeconds = DEFAULT_ANSWER_SECONDS
    sections: Sections = Field(default_factory=tuple)


class CallGuideShape(Shape):
    """A call guide. Its version is the answer's ETag."""

    id: str
    title: str
    context: str
    kind: Literal["job", "research"]
    language: str
    answer_seconds: int
    sections: tuple[SectionShape, ...]


class CallGuidePage(PageShape):
    """Some of the call guides, by id."""

    items: tuple[CallGuideShape, ...]


def shown(guide: CallGuide) -> CallGuideShape:
    """A guide as its organisation sees it."""
    fields: dict[str, Any] = guide.model_dump(exclude={"version", "sections"})
    sections = (
        SectionShape(title=one.title, minutes=one.minutes, questions=tuple(map(asked_of, one.questions)))
        for one in guide.sections
    )
    return CallGuideShape(**fields, sections=tuple(sections))


def _said(fields: dict[str, Any]) -> dict[str, Any]:
    """In the words of the domain: each question of the guide has an id of its own."""
    sections: Sequence[SectionShape] | None = fields.get("sections")
    if sections is None:
        return fields
    questions = iter(planned([question for section in sections for question in section.questions]))
    parts = [
        {"title": one.title, "minutes": one.minutes, "questions": [next(questions) for _ in one.questions]}
        for one in sections
    ]
    return fields | {"sections": parts}


@router.post("", status_code=201, operation_id="createCallGuide")
def create_call_guide(
    *, body: CallGuideRequest, response: Response, caller: Writer, root: Outside, once: DoneOnce
) -> CallGuideShape:
    """Makes a call guide."""

    def work(record: IdempotencyRecord) -> None:
        guide = CallGuide.made(_said(dict(body)) | {"id": record.resource_id})
        root.call_guides.create(caller.organisation_id, guide, Alongside(completion=record.completed()))

    record = once.do(body, PREFIX, work)
    guide = root.call_guides.get(caller.organisation_id, record.resource_id)
    response.headers["Location"] = f"{router.prefix}/{guide.id}"
    tagged(response, guide)
    return shown(guide)


@router.get("", operation_id="listCallGuides")
def list_call_guides(caller: Reader, root: Outside, page: AskedPage) -> CallGuidePage:
    """Your call guides, by id."""
    found = root.call_guides.page(caller.organisation_id, limit=page.limit, cursor=page.cursor)
    return CallGuidePage(items=tuple(shown(one) for one in found.items), next_cursor=page.next(found.cursor))


@router.get("/{guide_id}", operation_id="getCallGuide")
def get_call_guide(guide_id: GuideId, response: Response, caller: Reader, root: Outside) -> CallGuideShape:
    """A call guide of yours."""
    guide = root.call_guides.get(caller.organisation_id, guide_id)
    tagged(response, guide)
    return shown(guide)


@router.patch("/{guide_id}", operation_id="changeCallGuide")
def patch_call_guide(
    *, guide_id: GuideId, body: CallGuideChange, response: Response, caller: Writer, root: Outside, seen: SeenVersion
) -> CallGuideShape:
    """Changes what is named. Interviews that were scheduled before keep the version that they have."""
    guide = root.call_guides.get(caller.organisation_id, guide_id).changed(_said(body.changes), seen=seen)
    root.call_guides.change(caller.organisation_id, guide)
    tagged(response, guide)
    return shown(guide)


@router.delete("/{guide_id}", status_code=204, operation_id="deleteCallGuide")
def remove_call_guide(guide_id: GuideId, caller: Writer, root: Outside, seen: SeenVersion) -> None:
    """Removes a call guide. Interviews that were scheduled on it keep what they took from it."""
    guide = root.call_guides.get(caller.organisation_id, guide_id)
    guide.check(seen)
    root.call_guides.delete(caller.organisation_id, guide)
