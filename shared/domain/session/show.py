"""What is shown of a session, in the shapes of seed 003.

Who is interviewed sees what was said, and what comes next; not what is thought of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from shared.domain.session.action import ActionType
from shared.domain.session.conversation import AgentAction, AgentResponse, ConversationTurn, SessionState
from shared.domain.session.phase import spelled
from shared.domain.session.status import Outcome
from shared.domain.session.wording import CLOSING_EARLY, opening

if TYPE_CHECKING:
    from shared.domain.session.plan import SessionPlan
    from shared.domain.session.session import Session
    from shared.domain.session.turn import Turn

SAID_OF: Final = {
    ActionType.ASK_FOLLOWUP: "more is wanted on this question",
    ActionType.NEW_QUESTION: "the next question",
    ActionType.CLARIFY: "the question is put again",
    ActionType.CONCLUDE: "the interview is over",
}


class Shown(NamedTuple):
    """How a session is shown: with thoughts or without, and where the sound of what was said is to be had.

    `spoken` gives the address of what the interviewer said after that many answers; `answered` that of an answer.
    """

    thoughts: bool
    spoken: Callable[[int], str | None]
    answered: Callable[[Turn], str | None]


class Held(NamedTuple):
    """A session at a turn: `last` is the answered turn that led here, None before the first answer."""

    plan: SessionPlan
    session: Session
    last: Turn | None

    @property
    def number(self) -> int:
        """The number of the answer that is awaited after it."""
        return self.last.number + 1 if self.last else 1


def response_of(held: Held, shown: Shown) -> AgentResponse:
    """What the interviewer says, having heard the last answer."""
    reply = held.last.reply if held.last else None
    if _was_ended(held):
        reasons = held.session.end_reason.value if held.session.end_reason else ""
        ended = AgentAction(action_type=ActionType.CONCLUDE, reasoning=reasons)
        return AgentResponse(text=CLOSING_EARLY, action=ended, should_continue=False)
    decided = reply.decision if reply else None
    action = decided.action if decided else ActionType.NEW_QUESTION
    said = SAID_OF[action] if decided is None or not shown.thoughts else decided.reasoning
    changes = decided.phase if decided and decided.phase_changes else None
    return AgentResponse(
        text=reply.text if reply else opening(held.plan),
        audio_url=shown.spoken(held.number - 1),
        action=AgentAction(action_type=action, reasoning=said, next_phase=spelled(changes) if changes else None),
        should_continue=reply.goes_on if reply else True,
    )


def _was_ended(held: Held) -> bool:
    """Whether it was ended from outside, while a question was open. An earlier reply, shown again, stays as it was."""
    if held.session.is_open or held.number < held.session.turn:
        return False
    return held.last is None or held.last.reply is None or held.last.reply.goes_on


def state_of(plan: SessionPlan, session: Session, turns: Sequence[Turn], shown: Shown) -> SessionState:
    """The session, with what was said in those turns."""
    asked = [plan.question(one.question_id) for one in session.progress if one.outcome is not Outcome.WAITING]
    return SessionState(
        interview_id=session.interview_id,
        current_phase=spelled(session.phase(plan)),
        conversation_history=tuple(_history(plan, session, turns, shown)),
        topics_covered=tuple(dict.fromkeys(question.topic or question.kind.value for question in asked)),
        insights=session.insights if shown.thoughts else (),
        questions_asked=len(asked),
        started_at=session.started_at,
        last_updated=session.ended_at or session.last_turn_at,
    )


def _history(plan: SessionPlan, session: Session, turns: Sequence[Turn], shown: Shown) -> Iterator[ConversationTurn]:
    if not turns or turns[0].number == 1:
        yield ConversationTurn(
            role="interviewer", content=opening(plan), audio_url=shown.spoken(0), timestamp=session.started_at
        )
    for turn in turns:
        yield ConversationTurn(
            role="candidate",
            content=turn.answer.text,
            audio_url=shown.answered(turn),
            timestamp=turn.received_at,
        )
        if turn.reply and turn.replied_at:
            yield ConversationTurn(
                role="interviewer",
                content=turn.reply.text,
                audio_url=shown.spoken(turn.number),
                timestamp=turn.replied_at,
            )
