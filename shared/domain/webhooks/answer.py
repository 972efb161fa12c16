"""What came of sending a webhook."""

from enum import StrEnum
from typing import Final

from pydantic import Field

from shared.domain.value import Value

GONE: Final = 410


class SendTrouble(StrEnum):
    """Why there is no answer, or none that counts."""

    TIMEOUT = "timeout"
    CONNECTION = "connection"
    TLS = "tls"
    UNRESOLVED = "unresolved"
    BLOCKED_ADDRESS = "blocked_ip"
    BAD_URL = "bad_url"
    BAD_ANSWER = "bad_answer"
    SENDER_DIED = "sender_died"
    EXPIRED = "expired"


class Answer(Value):
    """The receiver's answer, or why there is none. `body` is its beginning and never leaves the tenant's own pages."""

    status: int | None = None
    trouble: SendTrouble | None = None
    seconds: float = 0.0
    body: str = Field(default="", repr=False)
    retry_after: str | None = None

    @property
    def is_success(self) -> bool:
        """Only 2xx: a redirect is nobody's consent."""
        return self.status is not None and 200 <= self.status < 300  # noqa: PLR2004 - that is what 2xx is

    @property
    def reason(self) -> str:
        """Why it failed, in one word."""
        return self.trouble or f"http_{self.status}"
