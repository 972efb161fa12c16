"""What was asked and answered in a live interview, turn by turn, and the sound of answers."""

from datetime import datetime
from typing import Annotated

from fastapi import Path, Request, Response
from fastapi.responses import RedirectResponse

from functions.api.caller import Outside, Reader
from functions.api.fields import InterviewId
from functions.api.public_url import public_url
from functions.api.routes.interviews import key_of
from functions.api.routing import resource
from functions.api.shapes import Shape
from shared.domain.errors import UnknownItem
from shared.domain.evaluation.evaluation import AnswerScore, Evaluation
from shared.domain.session.action import ActionType
from shared.domain.session.limits import MAX_TURNS, SPEECH_URL_SECONDS
from shared.domain.session.turn import Turn
from shared.domain.steps import Step
from shared.domain.webhooks.live import audio_of
from shared.usecases.result_reader import ResultReader

router = resource("interviews", "/api/v1/interviews/{interview_id}/turns")
Number = Annotated[int, Path(ge=1, le=MAX_TURNS, description="The number of the turn; the first is 1.")]


class DecisionShape(Shape):
    """What the interviewer did next, and why."""

    action: ActionType
    reasons: tuple[str, ...]


class TurnShape(Shape):
    """A question and its answer. `confidence` is that of speech to text, 0 to 1; null for what was typed.

    `score`, of 10, and `feedback` are those of all that was answered to `question_id`; null where no score is carried.
    """

    number: int
    question_id: str
    question: str
    answer: str
    confidence: float | None
    asked_at: datetime
    answered_at: datetime
    decision: DecisionShape | None
    score: float | None
    feedback: str
    audio_url: str | None


class TurnsShape(Shape):
    """All turns in their order; none for an interview that nobody holds live, or that has not begun."""

    interview_id: str
    turns: tuple[TurnShape, ...]


@router.get("", operation_id="listTurns")
def list_turns(interview_id: InterviewId, request: Request, caller: Reader, root: Outside) -> TurnsShape:
    """What was asked and answered, what the interviewer decided and why, and what each answer came to."""
    interview = root.interviews.get_interview(key_of(caller, interview_id))
    evaluation = ResultReader(interview, root.results).first(Step.EVALUATION, Evaluation)
    scored = evaluation.by_turn if evaluation else {}
    address = f"{public_url(request.scope)}/api/v1/interviews/{interview.id}"
    turns = root.sessions.turns(interview.key)
    shown = tuple(_shown(turn, scored.get(turn.number), address) for turn in turns)
    return TurnsShape(interview_id=interview.id, turns=shown)


@router.get(
    "/{number}/audio",
    operation_id="getTurnAudio",
    status_code=302,
    response_class=RedirectResponse,
    responses={302: {"description": "Where the sound is, for an hour."}},
)
def get_turn_audio(interview_id: InterviewId, number: Number, caller: Reader, root: Outside) -> Response:
    """Leads to the sound of an answer, as it was heard. 404 for one that was typed, and for sound that is gone."""
    interview = root.interviews.get_interview(key_of(caller, interview_id))
    turn = root.sessions.find_turn(interview.key, number)
    key, version = (turn.answer.audio_key, turn.answer.audio_version) if turn else (None, None)
    if key is None or root.media.head(key, version) is None:
        raise UnknownItem("there is no sound of it", field="number")
    return RedirectResponse(root.media.presign_download(key, seconds=SPEECH_URL_SECONDS, version=version), 302)


def _shown(turn: Turn, scored: AnswerScore | None, address: str) -> TurnShape:
    decision = turn.reply.decision if turn.reply else None
    return TurnShape(
        number=turn.number,
        question_id=turn.asked.question_id,
        question=turn.asked.text,
        answer=turn.answer.text,
        confidence=turn.answer.confidence,
        asked_at=turn.asked_at,
        answered_at=turn.received_at,
        decision=DecisionShape(action=decision.action, reasons=decision.reasons) if decision else None,
        score=scored.score if scored else None,
        feedback=scored.feedback if scored else "",
        audio_url=audio_of(address, turn) if turn.answer.audio_key else None,
    )
