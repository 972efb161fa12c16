"""What became of a live interview, as its organisation reads it: followed to the evaluation."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from rich.console import Console

from cli.calls import Calls
from cli.errors import WaitTimedOut
from cli.preparing import API
from shared.domain.evaluation.evaluation import Evaluation

POLL_SECONDS: Final = 0.5


@dataclass(frozen=True)
class Held:
    """An interview that was held. `turns` are as the API shows them."""

    interview_id: str
    link: str
    status: str
    reason: str | None = None
    evaluation: Evaluation | None = None
    turns: list[dict[str, Any]] = field(default_factory=list)

    @property
    def succeeded(self) -> bool:
        """Whether it has come to its evaluation."""
        return self.status == "completed"

    def dump(self) -> dict[str, object]:
        """For programs."""
        known = {"interviewId": self.interview_id, "link": self.link, "status": self.status, "reason": self.reason}
        return known | {"evaluation": self.evaluation, "turns": self.turns}


def follow_evaluation(
    calls: Calls,
    interview_id: str,
    link: str,
    *,
    console: Console,
    seconds: float,
    pause: Callable[[float], None] = time.sleep,
) -> Held:
    """Waits with progress, and reads. Raises WaitTimedOut, ApiRefused for an interview of somebody else's."""
    last: dict[str, Any] = {}
    with console.status("being evaluated") as shown:
        for last in _until_final(calls, interview_id, seconds, pause):
            said = _progress(last)
            shown.update(said)
            if not console.is_terminal:
                console.print(said, style="dim")
    place = f"{API}/interviews/{interview_id}"
    results = calls.ask("GET", f"{place}/results?include=evaluation").json()
    turns = calls.ask("GET", f"{place}/turns").json()["turns"]
    found = Evaluation.model_validate(results["evaluation"]) if results["evaluation"] else None
    return Held(interview_id, link, last["status"], last["reason"], found, turns)


def _until_final(
    calls: Calls, interview_id: str, seconds: float, pause: Callable[[float], None]
) -> Iterator[dict[str, Any]]:
    """Each state that differs from the one before."""
    deadline, before = time.monotonic() + seconds, ""
    while True:
        now = calls.ask("GET", f"{API}/interviews/{interview_id}/status").json()
        if _progress(now) != before:
            before = _progress(now)
            yield now
        if now["is_final"]:
            return
        if time.monotonic() >= deadline:
            raise WaitTimedOut(
                f"{interview_id} is not evaluated after {seconds:.0f} s",
                remedy=f"look again: parley show {interview_id}",
            )
        pause(POLL_SECONDS)


def _progress(status: dict[str, Any]) -> str:
    run = status["run"]
    if not run:
        return str(status["status"]).replace("_", " ")
    done = f"{len(run['completed_steps'])} of {len(run['planned_steps'])} steps"
    return f"{status['status']}: {done}{', ' + run['current_step'] if run['current_step'] else ''}"
