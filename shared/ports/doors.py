"""What is needed of the doors by which candidates come in: keys that sign, and letters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from shared.domain.candidate import Candidate
    from shared.domain.signing import SigningKeys


class SigningKeyStore(Protocol):
    """The keys that sign links and cursors."""

    def keys(self) -> SigningKeys:
        """At most a few minutes old. Raises StorageThrottled, InternalError when there are none."""
        ...


class Mailer(Protocol):
    """Letters to candidates. Off unless a sender is configured."""

    def invite(self, candidate: Candidate, title: str, url: str, expires_at: datetime) -> str | None:
        """Sends the link to the candidate. None, or why not; never raises: the caller has the link, too."""
        ...
