"""Monthly quotas: what was used in a month, and taking from what is left. A month is a calendar month in UTC."""

import math
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from pydantic import Field

from shared.domain.engines import month_of
from shared.domain.errors import QuotaExceeded
from shared.domain.interview_key import InterviewKey
from shared.domain.value import Value

if TYPE_CHECKING:
    from shared.domain.organisation import Quotas

SECONDS_IN_A_MINUTE: Final = 60
DECEMBER: Final = 12
MONTH: Final = r"\d{4}-(0[1-9]|1[0-2])"


class Quota(StrEnum):
    """What is counted, by the name of its counter."""

    INTERVIEWS = "interviews"
    AUDIO_SECONDS = "audioSeconds"


class Usage(Value):
    """What a tenant has used in a month."""

    month: str
    interviews: int = 0
    audio_seconds: int = 0

    @property
    def audio_minutes(self) -> int:
        """Minutes begun."""
        return math.ceil(self.audio_seconds / SECONDS_IN_A_MINUTE)


class Taking(Value):
    """So much of a tenant's quota of a month; `limit` is the whole of it. The counter never goes beyond the limit."""

    organisation_id: str
    month: str = Field(pattern=f"^{MONTH}$")
    quota: Quota
    amount: int = Field(ge=1)
    limit: int = Field(ge=0)

    def fits(self, used: int) -> bool:
        """Whether as much is left."""
        return used + self.amount <= self.limit

    @property
    def exceeded(self) -> QuotaExceeded:
        """The error for when it is not."""
        whole = self.limit if self.quota is Quota.INTERVIEWS else self.limit // SECONDS_IN_A_MINUTE
        what = "interviews" if self.quota is Quota.INTERVIEWS else "minutes of audio"
        message = f"the quota of {whole} {what} in {self.month} leaves no room for this"
        return QuotaExceeded(message, field=self.quota, limit=whole, resets_at=month_after(self.month))


class UsageReceipt(Value):
    """What makes a taking count once: for which interview, and for what of it."""

    interview: InterviewKey
    name: str


def interview_taking(organisation_id: str, quotas: "Quotas", at: datetime) -> Taking:
    """One interview more."""
    return Taking(
        organisation_id=organisation_id,
        month=month_of(at),
        quota=Quota.INTERVIEWS,
        amount=1,
        limit=quotas.interviews,
    )


def audio_taking(organisation_id: str, seconds: float, quotas: "Quotas", at: datetime) -> Taking:
    """A recording of that length, every second that it begins."""
    return Taking(
        organisation_id=organisation_id,
        month=month_of(at),
        quota=Quota.AUDIO_SECONDS,
        amount=max(1, math.ceil(seconds)),
        limit=quotas.audio_minutes * SECONDS_IN_A_MINUTE,
    )


def month_after(month: str) -> datetime:
    """When the month `2026-11` is over and its quotas begin anew."""
    year, number = map(int, month.split("-"))
    return datetime(year + number // DECEMBER, number % DECEMBER + 1, 1, tzinfo=UTC)
