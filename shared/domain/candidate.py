"""Who is interviewed, as a parent platform names them, and the link by which they come in."""

from datetime import datetime
from typing import Final

from pydantic import Field

from shared.domain.errors import LinkEnded
from shared.domain.limits import MAX_EMAIL_CHARACTERS, MAX_NAME_CHARACTERS
from shared.domain.value import Value

EMAIL: Final = r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,3}$"


class Candidate(Value):
    """Who is interviewed. Kept with the interview and nowhere else: never in logs, queues, events or history."""

    name: str = Field(min_length=1, max_length=MAX_NAME_CHARACTERS, repr=False)
    email: str = Field(pattern=EMAIL, max_length=MAX_EMAIL_CHARACTERS, repr=False)
    external_id: str | None = Field(default=None, max_length=MAX_NAME_CHARACTERS)


class CandidateLink(Value):
    """The link of an interview. Only the token of its `generation` opens anything; each new one ends all before."""

    generation: int = 1
    expires_at: datetime
    revoked_at: datetime | None = None

    def check(self, generation: int, at: datetime) -> None:
        """Raises LinkEnded for a token of another generation, or when the link has expired or was revoked."""
        if self.revoked_at or generation != self.generation or self.expires_at <= at:
            raise LinkEnded("the link is no longer valid")

    def reissued(self, expires_at: datetime) -> "CandidateLink":
        """A new link in its place."""
        return CandidateLink(generation=self.generation + 1, expires_at=expires_at)

    def revoked(self, at: datetime) -> "CandidateLink":
        """It opens nothing any more; a repeat keeps the first time."""
        return self.model_copy(update={"revoked_at": self.revoked_at or at})
