"""What is needed to hold an interview."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from shared.domain.alongside import Alongside
    from shared.domain.evaluation.judged import Judged
    from shared.domain.interview_key import InterviewKey
    from shared.domain.job_description import JobDescription
    from shared.domain.made_by import Engine
    from shared.domain.session.answer import Answer, Considered
    from shared.domain.session.feedback import FeedbackPayload
    from shared.domain.session.plan import PlannedQuestion, SessionPlan
    from shared.domain.session.session import Session
    from shared.domain.session.speech import Speech
    from shared.domain.session.turn import Turn


class SessionStore(Protocol):
    """Sessions and their turns. A call costs the same however long the session has lasted."""

    def get_plan(self, key: InterviewKey) -> SessionPlan | None:
        """None for an interview that nobody holds live. It is written by the transaction that makes the interview."""
        ...

    def start(self, session: Session, along: Alongside) -> None:
        """The session, with what stands beside it; its interview is in progress from now on, in the same transaction.

        Raises Conflict when there is a session, or the interview waits for nobody.
        """
        ...

    def find(self, key: InterviewKey) -> Session | None:
        """As all writes before have left it."""
        ...

    def receive(self, session: Session, turn: Turn) -> Turn:
        """Keeps the answer, before anything else happens to it.

        Gives the turn that stands: this one, or the one kept before under the same number and client's id.
        Raises TurnConflict when another answer was given, or the session is not at this turn.
        """
        ...

    def hear(self, key: InterviewKey, number: int, answer: Answer) -> None:
        """What was understood of a turn's sound; nothing once the turn is answered."""
        ...

    def reply(self, before: Session, after: Session, turn: Turn, along: Alongside) -> None:
        """The turn answered and the session moved on, in one transaction: the last turn of one costs what any does.

        Raises TurnConflict when another request has replied meanwhile.
        """
        ...

    def end(self, before: Session, after: Session, along: Alongside, *, unanswered: bool = False) -> None:
        """The session closed from outside; if so said, only while its open turn has no answer.

        Raises TurnConflict when it has moved on meanwhile, or is being erased.
        """
        ...

    def hand_over(self, session: Session) -> bool:
        """Marks the interview of a session that has ended as awaiting its transcript.

        True for the one caller who marked it; False when it was marked before, or is being erased.
        """
        ...

    def find_turn(self, key: InterviewKey, number: int) -> Turn | None:
        """One turn."""
        ...

    def turns(self, key: InterviewKey) -> Sequence[Turn]:
        """All of them, in their order."""
        ...

    def idle(self, at: datetime, *, limit: int) -> Sequence[InterviewKey]:
        """Sessions of every organisation that take turns and count as abandoned at that time, the longest so first."""
        ...

    def untold(self, *, limit: int) -> Sequence[InterviewKey]:
        """Sessions that have ended and whose transcript is not known to be there, oldest first."""
        ...

    def told(self, key: InterviewKey, feedback: FeedbackPayload | None = None) -> None:
        """The transcript of the session is there; feedback is kept with it, and the first one stands."""
        ...


class TurnContext(NamedTuple):
    """What who considers an answer gets to read: no name, and of the past a summary and a few exchanges."""

    plan: SessionPlan
    session: Session
    question: PlannedQuestion
    answer: Answer


class Interviewer(Protocol):
    """Considers answers: what an answer is, what it gives, what to do next, in whose words, and a first score."""

    @property
    def engine(self) -> Engine:
        """Who considers."""
        ...

    def consider(self, context: TurnContext) -> Considered:
        """One engine call. Raises what engines raise."""
        ...


class QuestionWriter(Protocol):
    """Makes questions for a job."""

    @property
    def engine(self) -> Engine:
        """Who makes them; a draft when they come from the bank."""
        ...

    def write(self, job: JobDescription, *, count: int, language: str) -> Sequence[PlannedQuestion]:
        """So many questions for the role, each with what a good answer contains. Raises what engines raise."""
        ...


class Scorer(Protocol):
    """Scores answers, each by itself, by the rubric of its question. It never learns who answers."""

    @property
    def engine(self) -> Engine:
        """Who scores."""
        ...

    @property
    def prompt_version(self) -> str:
        """By which version of its prompt, or of its rules."""
        ...

    def score(self, question: PlannedQuestion, answer: str) -> Judged:
        """One engine call. Quotes stand verbatim in the answer, or are not taken. Raises what engines raise."""
        ...


class TextToSpeech(Protocol):
    """Speaks."""

    @property
    def voice(self) -> str:
        """Whose voice, in words that change with it: what was synthesised is kept by it."""
        ...

    def synthesise(self, text: str, *, language: str) -> Speech:
        """The sound of the text. Raises what engines raise."""
        ...
