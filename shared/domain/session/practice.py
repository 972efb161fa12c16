"""The turn of an interview as seed 001 writes it down: what a page that practises interviews sends and is sent."""

from typing import Annotated, Final, Literal

from pydantic import Field

from shared.domain.difficulty import Difficulty
from shared.domain.job_description import JobDescription
from shared.domain.limits import MAX_NAME_CHARACTERS
from shared.domain.session.experience import level_of, moved
from shared.domain.session.feedback import FeedbackPayload, Scores
from shared.domain.session.limits import MAX_PRACTICE_QUESTIONS
from shared.domain.session.outward import Outward
from shared.domain.session.phase import Phase

PROJECT: Final = "practice-interviews"  # of each organisation: its practice stands apart from its interviews
Words = Annotated[str, Field(min_length=1, max_length=MAX_NAME_CHARACTERS)]
LEVELS: Final = {"easy": Difficulty.ENTRY, "standard": Difficulty.INTERMEDIATE, "hard": Difficulty.SENIOR}
STEPS: Final = {"easy": -1, "standard": 0, "hard": 1}  # from what the experience lets ask


class InterviewMeta(Outward):
    """What is practised."""

    target_role: Words
    experience_level: Words
    difficulty: Literal["easy", "standard", "hard"]
    questions_target: Annotated[int, Field(ge=1, le=MAX_PRACTICE_QUESTIONS, strict=True)]

    @property
    def job(self) -> JobDescription:
        """A job that is like it, to make questions for: as hard as the experience and the wish make it."""
        about = f"Practice of an interview. Experience: {self.experience_level}."
        level = moved(level_of(self.experience_level), STEPS[self.difficulty])
        return JobDescription(id=PROJECT, title=self.target_role, description=about, difficulty=level)

    @property
    def wish(self) -> Difficulty:
        """What its questions are called: hard for whom they are asked of."""
        return LEVELS[self.difficulty]


class TranscriptItem(Outward):
    """Something asked, and what was answered; without `answer` it is the question that is open."""

    question_id: str
    question: str
    answer: str | None = None
    topic: str


class InterviewSessionState(Outward):
    """Where the interview stands. `question_index` is the place of the open question among the planned, from 0."""

    phase: Phase
    question_index: int
    total_questions: int
    score_so_far: Scores
    transcript: tuple[TranscriptItem, ...]
    meta: InterviewMeta


class QuestionPayload(Outward):
    """The question that waits for an answer."""

    kind: Literal["question"] = "question"
    end_of_interview: Literal[False] = False
    question_id: str
    question: str
    topic: str
    difficulty: Literal["easy", "medium", "hard"]
    phase: Phase
    helper_hint: str | None = None


class InterviewTurnResponse(Outward):
    """The session and what comes next in it."""

    type: Literal["interview_turn"] = "interview_turn"
    session_state: InterviewSessionState
    payload: QuestionPayload | FeedbackPayload


class BrainEnvelope(Outward):
    """What every answer is put in. `message` says what went wrong; `payload` is there when nothing did.

    With the first question, `message` warns where the questions are a draft.
    """

    brain: Literal["estel"] = "estel"
    mode: Literal["interview_session"] = "interview_session"
    status: Literal["success", "error"]
    message: str | None = None
    payload: InterviewTurnResponse | None = None
