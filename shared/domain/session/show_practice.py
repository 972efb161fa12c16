"""A session in the shapes of seed 001, and the ids of its questions, by which a page finds it again."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, Literal

from shared.domain.difficulty import Difficulty
from shared.domain.errors import UnknownSession
from shared.domain.session.phase import Phase
from shared.domain.session.practice import (
    InterviewSessionState,
    InterviewTurnResponse,
    QuestionPayload,
    TranscriptItem,
)
from shared.domain.session.rate import feedback_of, scores_of
from shared.domain.session.wording import opening

if TYPE_CHECKING:
    from shared.domain.session.practice import (
        InterviewMeta,
    )
    from shared.domain.session.session import OpenQuestion
    from shared.domain.session.show import Held
    from shared.domain.session.turn import Turn

QUESTION_ID: Final = r"([A-Za-z0-9][A-Za-z0-9_-]{0,62})\.q([1-9][0-9]{0,2})"
HARD: Final[dict[Difficulty, Literal["easy", "medium", "hard"]]] = {
    Difficulty.ENTRY: "easy",
    Difficulty.INTERMEDIATE: "medium",
    Difficulty.SENIOR: "hard",
    Difficulty.EXPERT: "hard",
}


def question_id(interview_id: str, number: int) -> str:
    """The id of what turn `number` answers. It says whose it is."""
    return f"{interview_id}.q{number}"


def read_question_id(text: str) -> tuple[str, int]:
    """The interview's id and the number of the turn. Raises UnknownSession for what is no id of ours."""
    found = re.fullmatch(QUESTION_ID, text)
    if found is None:
        raise UnknownSession("no session has such a question", field="sessionState")
    return found[1], int(found[2])


def practice_id(organisation_id: str, name: str) -> str:
    """The id of the interview that a request of that name begins: sent again, it is the same interview."""
    return "int_" + hashlib.sha256(f"{organisation_id}\n{name}".encode()).hexdigest()[:32]


def turn_name(asked: str, message: str) -> str:
    """The client's id of the turn that says this to that question: sent again, it is the same turn."""
    return "b-" + hashlib.sha256(f"{asked}\n{message}".encode()).hexdigest()[:40]


def turn_response(held: Held, turns: Sequence[Turn], meta: InterviewMeta) -> InterviewTurnResponse:
    """The session as it stood after `held.last`. All of it is the session's own."""
    answered = [turn for turn in turns if turn.number < held.number]
    waits = _open(held)
    state = InterviewSessionState(
        phase=held.plan.question(waits.question_id).phase if waits else Phase.WRAP_UP,
        question_index=_index(held, answered, waits),
        total_questions=len(held.plan.questions),
        score_so_far=scores_of(answered),
        transcript=tuple(_transcript(held, answered, waits)),
        meta=meta,
    )
    payload = _question(held, waits) if waits else held.session.feedback or feedback_of(held.plan, answered)
    return InterviewTurnResponse(session_state=state, payload=payload)


def _open(held: Held) -> OpenQuestion | None:
    """What waited for an answer then. Once the session has ended, nothing does after its last turn."""
    if not held.session.is_open and held.number >= held.session.turn:
        return None
    if held.last:
        return held.last.reply.question if held.last.reply else None
    return held.session.open


def _index(held: Held, answered: Sequence[Turn], waits: OpenQuestion | None) -> int:
    """At the end, how many were asked."""
    if waits is None:
        return len({turn.asked.question_id for turn in answered})
    return [question.id for question in held.plan.questions].index(waits.question_id)


def _transcript(held: Held, answered: Sequence[Turn], waits: OpenQuestion | None) -> Iterator[TranscriptItem]:
    interview = held.session.interview_id
    for turn in answered:
        yield TranscriptItem(
            question_id=question_id(interview, turn.number),
            question=turn.asked.text,
            answer=turn.answer.text,
            topic=held.plan.question(turn.asked.question_id).subject,
        )
    if waits:
        topic = held.plan.question(waits.question_id).subject
        yield TranscriptItem(question_id=question_id(interview, held.number), question=waits.text, topic=topic)


def _question(held: Held, waits: OpenQuestion) -> QuestionPayload:
    planned = held.plan.question(waits.question_id)
    said = held.last.reply.text if held.last and held.last.reply else opening(held.plan)
    return QuestionPayload(
        question_id=question_id(held.session.interview_id, held.number),
        question=said,
        topic=planned.subject,
        difficulty=HARD[planned.difficulty],
        phase=planned.phase,
        helper_hint=planned.hint,
    )
