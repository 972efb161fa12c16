"""A recruiter's decision is recorded beside the scores."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.audit import Deed
from shared.domain.bundle import Bundle

if TYPE_CHECKING:
    from shared.domain.decision import RecruiterDecision
    from shared.domain.interview_key import InterviewKey
    from shared.ports import AuditLog, InterviewStore


class DecisionPorts(Bundle):
    """What recording a decision needs."""

    interviews: InterviewStore
    audit: AuditLog


def record_decision(
    key: InterviewKey, decision: RecruiterDecision, request_id: str | None, *, ports: DecisionPorts
) -> None:
    """The last decision stands, and each is in the audit log: what was decided, and not by which words.

    Where it is cut short after the first write, a repeat makes the rest good. Raises UnknownInterview.
    """
    ports.interviews.decide(key, decision)
    deed = Deed(
        at=decision.at,
        actor=decision.key_id,
        action="decision.recorded",
        objects=(key.interview_id, decision.decided.value),
        request_id=request_id,
    )
    ports.audit.append(key.organisation_id, deed)
