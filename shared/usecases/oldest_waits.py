"""How long runs wait: what rings when it is too long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.lane import Lane

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from shared.domain.admission import Waiting
    from shared.usecases.admit_runs import RunPorts


def oldest_waits(*, ports: RunPorts) -> dict[Lane, float]:
    """How long, per lane, the run has waited that came first, in seconds; 0 where none waits."""
    return {lane: max(_first_waits(lane, ports), default=0.0) for lane in Lane}


def _first_waits(lane: Lane, ports: RunPorts) -> Iterator[float]:
    now = ports.clock.now()
    for turn in ports.admission.turns(lane):
        for waiting in ports.admission.waiting(lane, turn.organisation_id, limit=1):
            yield waited(waiting, now)


def waited(waiting: Waiting, now: datetime) -> float:
    """How long a run has waited, in seconds."""
    return (now - waiting.since).total_seconds()
