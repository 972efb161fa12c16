"""How single things are written, everywhere the same."""

from datetime import datetime
from typing import Final

from rich.text import Text

from shared.domain.attribution import AnswerStatus
from shared.domain.interview_status import InterviewStatus
from shared.domain.run_status import RunStatus, StepStatus

STYLES: Final[dict[str, str]] = {
    InterviewStatus.AWAITING_UPLOAD: "dim",
    InterviewStatus.IN_PROGRESS: "cyan",
    InterviewStatus.QUEUED: "blue",
    InterviewStatus.PROCESSING: "cyan",
    InterviewStatus.COMPLETED: "green",
    InterviewStatus.FAILED: "red",
    InterviewStatus.REJECTED: "magenta",
    RunStatus.RUNNING: "cyan",
    RunStatus.SUCCEEDED: "green",
    RunStatus.STOPPED: "red",
    RunStatus.TIMED_OUT: "red",
    AnswerStatus.ANSWERED: "green",
    AnswerStatus.NOT_ANSWERED: "yellow",
    AnswerStatus.NOT_ASKED: "dim",
}
WORDS: Final[dict[str, str]] = {
    AnswerStatus.NOT_ANSWERED: "asked, not answered",
    InterviewStatus.AWAITING_UPLOAD: "waits for upload",
    InterviewStatus.QUEUED: "waits for a slot",
}
MARKS: Final[dict[StepStatus, str]] = {StepStatus.RUNNING: "▸", StepStatus.COMPLETED: "✓", StepStatus.FAILED: "✗"}


def status_text(status: str) -> Text:
    """A status in words and in its colour."""
    return Text(WORDS.get(status, status.replace("_", " ")), style=STYLES.get(status, ""))


def clock(seconds: float) -> str:
    """A place in a recording, as m:ss."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02d}"


def span(seconds: float | None) -> str:
    """How long something took."""
    return "" if seconds is None else f"{seconds:.1f} s"


def moment(at: datetime | None) -> str:
    """When something happened, by the clock of the reader."""
    return at.astimezone().strftime("%Y-%m-%d %H:%M") if at else ""


def percent(share: float) -> str:
    """A confidence."""
    return f"{share:.0%}"


def count(number: int, noun: str) -> str:
    """`1 quote`, `2 quotes`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
