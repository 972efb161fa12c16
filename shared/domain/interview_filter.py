"""Which interviews somebody wants to see."""

from datetime import datetime
from typing import TYPE_CHECKING

from shared.domain.bundle import Bundle

if TYPE_CHECKING:
    from shared.domain.interview import Interview
    from shared.domain.interview_status import InterviewStatus


class InterviewFilter(Bundle):
    """Nothing set means all. `created_from` is included, `created_before` is not."""

    project_id: str | None = None
    status: "InterviewStatus | None" = None
    created_from: datetime | None = None
    created_before: datetime | None = None

    def fits(self, interview: "Interview") -> bool:
        """Whether the interview is wanted."""
        if self.project_id not in (None, interview.project_id) or self.status not in (None, interview.status):
            return False
        return self._fits_time(interview.created_at)

    def _fits_time(self, at: datetime) -> bool:
        early = self.created_from is not None and at < self.created_from
        late = self.created_before is not None and at >= self.created_before
        return not (early or late)
