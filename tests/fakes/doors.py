"""Keys that sign, and letters, in a test's hands."""

from dataclasses import dataclass, field
from datetime import datetime

from shared.domain.candidate import Candidate
from shared.domain.signing import SigningKey, SigningKeys


@dataclass
class FixedSigningKeys:
    """Implements `SigningKeyStore`."""

    known: SigningKeys = field(default_factory=lambda: SigningKeys(current=SigningKey(secret="k" * 64)))

    def keys(self) -> SigningKeys:
        return self.known

    def rotate(self, secret: str) -> None:
        """Another key signs, and the one before still counts."""
        self.known = SigningKeys(current=SigningKey(secret=secret), former=(self.known.current,))


@dataclass
class RecordedMailer:
    """Implements `Mailer`. `refuses` are addresses that cannot be reached."""

    letters: list[tuple[str, str]] = field(default_factory=list)
    refuses: set[str] = field(default_factory=set)

    def invite(self, candidate: Candidate, title: str, url: str, expires_at: datetime) -> str | None:
        del title, expires_at
        if candidate.email in self.refuses:
            return "refused"
        self.letters.append((candidate.email, url))
        return None
