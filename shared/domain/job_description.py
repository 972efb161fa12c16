"""A job description: what an interview for a job is prepared from."""

from typing import Annotated

from pydantic import Field

from shared.domain.difficulty import Difficulty
from shared.domain.limits import (
    MAX_DESCRIPTION_CHARACTERS,
    MAX_NAME_CHARACTERS,
    MAX_QUESTIONS,
    MAX_TEXT_CHARACTERS,
)
from shared.domain.resource import Resource


class JobDescription(Resource):
    """A job as its recruiter describes it. `custom_questions` are asked beside those that are made from it."""

    title: str = Field(min_length=1, max_length=MAX_NAME_CHARACTERS)
    description: str = Field(default="", max_length=MAX_DESCRIPTION_CHARACTERS)
    industry: str = Field(default="", max_length=MAX_NAME_CHARACTERS)
    difficulty: Difficulty = Difficulty.INTERMEDIATE
    custom_questions: tuple[Annotated[str, Field(min_length=1, max_length=MAX_TEXT_CHARACTERS)], ...] = Field(
        default=(), max_length=MAX_QUESTIONS
    )
