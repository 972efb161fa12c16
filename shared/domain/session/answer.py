"""An answer, and what is thought of it: who answers is heard first and judged later."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.domain.made_by import Engine
from shared.domain.session.action import ActionType
from shared.domain.session.limits import (
    MAX_ANSWER_CHARACTERS,
    MAX_SAID_CHARACTERS,
    MAX_SUMMARY_CHARACTERS,
    MAX_TOLD_CHARACTERS,
)
from shared.domain.session.plan_kinds import FollowUpCause
from shared.domain.value import Value


class Answer(Value):
    """What was answered. `audio_key` is where its sound is kept; `confidence` is that of speech to text, 0 to 1.

    `audio_version` is the sound that was there when it was received: what is put there later is no answer.
    An empty `text` is silence, or speech that could not be understood (`heard` is then False).
    """

    text: str = Field(default="", max_length=MAX_ANSWER_CHARACTERS)
    audio_key: str | None = None
    audio_version: str | None = None
    seconds: float = Field(default=0.0, ge=0)
    confidence: float | None = None
    language: str | None = None
    heard: bool = True
    to_type: bool = Field(default=False, description="Whether nobody here hears its language; it is heard by no one")
    missed: bool = Field(default=False, description="Whether who hears was too slow or down; a repeat is heard again")
    cut: bool = Field(default=False, description="Whether it was longer than an answer may be, and ends at the limit")
    heard_by: Engine | None = None

    @property
    def is_understood(self) -> bool:
        """Whether its words count as said: what was perhaps said was asked for again, and is nobody's evidence."""
        return self.heard and bool(self.text.strip())

    @property
    def understood(self) -> str:
        """The words that count as said."""
        return self.text if self.is_understood else ""


class AnswerKind(StrEnum):
    """What an answer is. Each kind has its way."""

    SUBSTANTIVE = "substantive"
    THIN = "thin"
    NOT_UNDERSTOOD = "not_understood"
    REPEAT = "repeat"  # asks to hear the question again
    THINKING = "thinking"  # asks for time
    DONT_KNOW = "dont_know"
    OFF_TOPIC = "off_topic"
    QUESTION_BACK = "question_back"
    OTHER_LANGUAGE = "other_language"
    INSTRUCTION = "instruction"  # tries to command the interviewer
    HOSTILE = "hostile"
    LEAVING = "leaving"  # wants to end


ANSWERED = (AnswerKind.SUBSTANTIVE, AnswerKind.THIN)


class Considered(Value):
    """What the interviewer makes of an answer: what it is, how much it gives, and what it would do next.

    `value` is how much of what the question asks for was given, 0 to 1. `say` is its own wording of what it proposes;
    it may be left out. `lacks` says what the answer lacks, the worst first: the plan's follow-up rules go by it.
    `learned` names required data that was given, and `told` in which words, for each in the same order: what was not
    said so is not taken as learned. `score` is a first one, 0 to 10, never shown to who answers.
    `summary` is the running summary of the whole interview, this answer in it.
    """

    kind: AnswerKind
    value: float = Field(ge=0, le=1)
    proposes: ActionType
    say: str | None = Field(default=None, max_length=MAX_SAID_CHARACTERS)
    why: str = Field(default="", max_length=MAX_SAID_CHARACTERS)
    lacks: tuple[FollowUpCause, ...] = ()
    learned: tuple[str, ...] = ()
    told: tuple[Annotated[str, Field(max_length=MAX_TOLD_CHARACTERS)], ...] = ()
    score: float | None = Field(default=None, ge=0, le=10)
    feedback: str = Field(default="", max_length=MAX_SAID_CHARACTERS)
    summary: str = Field(default="", max_length=MAX_SUMMARY_CHARACTERS)
    insight: str | None = Field(default=None, max_length=MAX_SAID_CHARACTERS)
    engine: Engine

    @property
    def answers(self) -> bool:
        """Whether something was said to the question."""
        return self.kind in ANSWERED

    @property
    def declines(self) -> bool:
        """Whether who answers does not know."""
        return self.kind is AnswerKind.DONT_KNOW
