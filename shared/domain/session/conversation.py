"""What a session looks like from outside: the shapes of seed 003, in its own spelling of names."""

from datetime import datetime
from typing import Literal

from shared.domain.session.action import ActionType
from shared.domain.session.outward import Outward
from shared.domain.session.phase import SessionPhase


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
