"""Where a session and its questions stand, and why it ended."""

from enum import StrEnum


class SessionStatus(StrEnum):
    """Where a session stands. Ended and abandoned ones take no turn, and go to their evaluation."""

    IN_PROGRESS = "in_progress"
    ENDED = "ended"
    ABANDONED = "abandoned"


class EndReason(StrEnum):
    """Why a session has ended."""

    PLAN_DONE = "plan_done"
    ENOUGH_HEARD = "enough_heard"
    TURNS_SPENT = "turns_spent"
    TIME_SPENT = "time_spent"
    CANDIDATE_LEFT = "candidate_left"
    HOSTILE = "hostile"
    REQUESTED = "requested"  # DELETE /session/state
    ABANDONED = "abandoned"


class Outcome(StrEnum):
    """What became of a question of the plan."""

    WAITING = "waiting"
    OPEN = "open"
    ANSWERED = "answered"
    DECLINED = "declined"  # "I don't know"
    PASSED_OVER = "passed_over"  # asked, and given up
