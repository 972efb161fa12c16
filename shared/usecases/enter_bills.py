"""What the turns of a session have used is in the sums, also where who took a turn died before its bill was entered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.run import Run, RunRequest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from shared.domain.interview import Interview
    from shared.domain.interview_key import InterviewKey
    from shared.domain.session.turn import Turn
    from shared.usecases.keep_session import TellingPorts


def outside_runs(interview: Interview, at: datetime) -> Run:
    """What stands in the ledger for a run where an interview is held, and none has begun."""
    return Run(
        key=interview.run_key(0),
        project_id=interview.project_id,
        tier=interview.tier,
        request=RunRequest(),
        planned_steps=(),
        started_at=at,
    )


def enter_bills(key: InterviewKey, turns: Sequence[Turn], *, ports: TellingPorts) -> None:
    """Enters what the ledger has not, each by its receipt, once. Raises UnknownInterview, StorageThrottled."""
    owed = {billed.receipt: (turn, billed) for turn in turns for billed in turn.bill}
    missing = ports.ledger.unentered(key, tuple(owed)) if owed else ()
    if not missing:
        return
    interview = ports.interviews.get_interview(key)
    for receipt in missing:
        turn, billed = owed[receipt]
        at = turn.replied_at or turn.received_at
        ports.ledger.record(outside_runs(interview, at), None, billed.uses, at, receipt)
