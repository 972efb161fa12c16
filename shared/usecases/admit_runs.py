"""Runs that wait are let go: interactive ones first, organisations in turn, as many at a time as there are slots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.admission import choose_slot, free_slots
from shared.domain.bundle import Bundle
from shared.domain.errors import TransientError, UnknownRun, WorkflowUnavailable
from shared.domain.events import EventName, interview_event
from shared.domain.lane import Lane

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from shared.domain.admission import SlotLimits, Turn, Waiting
    from shared.domain.events import DomainEvent
    from shared.domain.interview_key import RunKey
    from shared.domain.run import Run
    from shared.ports import AdmissionStore, Clock, InterviewStore, RunStore, Workflow

MAX_TRIES = 200  # of one call in one lane; those who come after it go on


class RunPorts(Bundle):
    """What starting a run needs."""

    interviews: InterviewStore
    runs: RunStore
    workflow: Workflow
    clock: Clock
    admission: AdmissionStore
    limits: SlotLimits


def admit_runs(*, ports: RunPorts) -> int:
    """Starts every run that may go now; returns how many. Any number of callers at once keep to the limits.

    A run whose start Step Functions refuses waits again in its old place, and so does everybody behind it until the
    next call. Raises StorageThrottled.
    """
    admitted = 0
    try:
        for lane in Lane:
            for _ in range(MAX_TRIES):
                found = _admit_next(lane, ports)
                if found is None:
                    break
                admitted += found
    except WorkflowUnavailable:
        return admitted
    return admitted


def queue_run(run: Run, *, ports: RunPorts) -> None:
    """A run that is on record as queued takes its turn. What cannot be done now is done by the clock."""
    try:
        ports.admission.announce(run.request.lane, run.key.organisation_id, ports.clock.now())
        admit_runs(ports=ports)
    except TransientError:
        return


def ensure_started(key: RunKey, *, ports: RunPorts) -> None:
    """Starts the run's execution; its name makes a second start impossible."""
    ports.runs.note_execution(key, ports.workflow.start(key))


def start_admitted(run: Run, *, ports: RunPorts) -> None:
    """Starts the execution of a run that holds its slots. A refused one waits again. Raises WorkflowUnavailable."""
    try:
        ensure_started(run.key, ports=ports)
    except WorkflowUnavailable:
        put_back(run, ports=ports)
        raise


def put_back(run: Run, *, ports: RunPorts) -> None:
    """The run gives up its slots and waits again, in its old place."""
    if ports.admission.put_back(run, ports.clock.now()):
        ports.admission.announce(run.request.lane, run.key.organisation_id, ports.clock.now())


def _admit_next(lane: Lane, ports: RunPorts) -> bool | None:
    """True when a run was let go, False when another look is needed, None when nobody may go."""
    free = free_slots(ports.admission.lane_slots(lane), ports.limits.lane, ports.clock.now())
    if not free:
        return None
    for turn in ports.admission.turns(lane):
        outcome = _serve(turn, free, ports)
        if outcome is not None:
            return outcome
    return None


def _serve(turn: Turn, free: Sequence[int], ports: RunPorts) -> bool | None:
    """The organisation's oldest run goes, unless it is at its limit or has none."""
    held = ports.admission.organisation_slots(turn.organisation_id)
    theirs = free_slots(held, ports.limits.organisation, ports.clock.now())
    if not theirs:
        return None
    first = ports.admission.waiting(turn.lane, turn.organisation_id, limit=1)
    if not first:
        ports.admission.forget(turn)
        return None
    if not _admit(first[0], free, theirs, ports):
        return False
    ports.admission.serve(turn, ports.clock.now())
    start_admitted(ports.runs.get_run(first[0].run), ports=ports)
    return True


def _admit(waiting: Waiting, free: Sequence[int], theirs: Sequence[int], ports: RunPorts) -> bool:
    key, now = waiting.run, ports.clock.now()
    if ports.admission.admit(waiting, choose_slot(free, key), choose_slot(theirs, key), now, _started(key, now)):
        return True
    if _is_no_more(key, ports.runs):
        ports.admission.drop(waiting)
    return False


def _started(key: RunKey, at: datetime) -> DomainEvent | None:
    """An interview starts once, with its first run; when that waits again and is let go again, the id is the same."""
    return interview_event(EventName.INTERVIEW_STARTED, key.interview, at) if key.run == 1 else None


def _is_no_more(key: RunKey, runs: RunStore) -> bool:
    try:
        return runs.get_run(key).status.has_ended
    except UnknownRun:
        return True
