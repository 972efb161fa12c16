"""What a session looks like from outside: the shapes of seed 003, in its own spelling of names."""

from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict

from shared.domain.session.phase import SessionPhase


class Outward(BaseModel):
    """A shape whose fields are written as they are named: the document that asks for it spells them so."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class ActionType(StrEnum):
    """What the interviewer does next."""

    ASK_FOLLOWUP = "ask_followup"
    NEW_QUESTION = "new_question"
    CLARIFY = "clarify"
    CONCLUDE = "conclude"


class ConversationTurn(Outward):
    """Something that was said. `audio_url` leads to its sound, where there is one."""

    role: Literal["interviewer", "candidate"]
    content: str
    audio_url: str | None = None
    timestamp: datetime


class SessionState(Outward):
    """A session, as those see it who hold it or look at it. `conversation_history` is whole where it is asked for."""

    interview_id: str
    current_phase: SessionPhase
    conversation_history: tuple[ConversationTurn, ...]
    topics_covered: tuple[str, ...]
    insights: tuple[str, ...]
    questions_asked: int
    started_at: datetime
    last_updated: datetime


class AgentAction(Outward):
    """A decision with its reasons. `next_phase` is set when the interview goes over to another one."""

    action_type: ActionType
    reasoning: str
    next_phase: SessionPhase | None = None


class AgentResponse(Outward):
    """What the interviewer says. `audio_url` is None where it has no voice, or has none yet."""

    text: str
    audio_url: str | None = None
    action: AgentAction
    should_continue: bool
