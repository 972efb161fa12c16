"""What our own functions tell each other over the bus."""

from datetime import datetime
from enum import StrEnum

from shared.domain.interview_key import InterviewKey
from shared.domain.value import Value


class SignalName(StrEnum):
    """What our own functions tell each other over the bus. No webhook has it."""

    SESSION_ENDED = "session.ended"


class Signal(Value):
    """Something that happened to a live interview, for our own functions alone: ids, and nothing of what was said."""

    event: SignalName
    occurred_at: datetime
    organisation_id: str
    interview_id: str

    @property
    def interview(self) -> InterviewKey:
        """The interview that it is about."""
        return InterviewKey(organisation_id=self.organisation_id, interview_id=self.interview_id)
