"""Questions of a live interview, as requests say them and answers show them."""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import Field, StrictBool, StringConstraints

from functions.api.fields import NUMBER, TEXT, Identifier
from functions.api.project_shapes import SaidText
from functions.api.shapes import Shape
from shared.domain.difficulty import Difficulty
from shared.domain.limits import MAX_NAME_CHARACTERS, MAX_TEXT_CHARACTERS
from shared.domain.session.limits import (
    FOLLOW_UPS,
    MAX_CRITERIA,
    MAX_FOLLOW_UP_RULES,
    MAX_FOLLOW_UPS,
    MAX_REQUIRED_DATA,
)
from shared.domain.session.plan import PlannedQuestion
from shared.domain.session.plan_kinds import FollowUpCause, QuestionKind
from shared.domain.session.questions import ids_for

LabelText = Annotated[str, StringConstraints(pattern=TEXT, min_length=1, max_length=MAX_NAME_CHARACTERS)]
Topic = Annotated[str, StringConstraints(pattern=TEXT, max_length=MAX_NAME_CHARACTERS)]
Hint = Annotated[str, StringConstraints(pattern=TEXT, max_length=MAX_TEXT_CHARACTERS)]
FollowUpCount = Annotated[int, Field(ge=0, le=MAX_FOLLOW_UPS, description="How often more may be asked."), NUMBER]


class FollowUp(Shape):
    """When the answer is so, ask that."""

    when: FollowUpCause
    ask: SaidText


class AskedQuestion(Shape):
    """A question. Who answers sees its `text`; `good_answer` is what the answer is measured by.

    Its `hint` is for you: only practice interviews (`/brain`) show who answers the hints of theirs.
    An id that is left out, or is taken in the same list, is given. What is not `required` is left out when time gets
    short, or when a model finds that enough was said.
    """

    id: Identifier | None = None
    text: SaidText
    kind: QuestionKind
    topic: Topic = ""
    difficulty: Difficulty = Difficulty.INTERMEDIATE
    good_answer: Annotated[tuple[SaidText, ...], Field(max_length=MAX_CRITERIA)] = ()
    hint: Hint | None = None
    required_data: Annotated[tuple[LabelText, ...], Field(max_length=MAX_REQUIRED_DATA)] = ()
    follow_ups: Annotated[tuple[FollowUp, ...], Field(max_length=MAX_FOLLOW_UP_RULES)] = ()
    max_follow_ups: FollowUpCount = FOLLOW_UPS
    required: StrictBool = True


def planned(asked: Sequence[AskedQuestion]) -> list[dict[str, Any]]:
    """The questions in the words of the domain, each with its id."""
    ids = ids_for([question.id for question in asked])
    return [question.model_dump() | {"id": one} for question, one in zip(asked, ids, strict=True)]


def asked_of(question: PlannedQuestion) -> AskedQuestion:
    """A question as its organisation sees it."""
    return AskedQuestion.model_validate(question.model_dump(exclude={"section"}))
