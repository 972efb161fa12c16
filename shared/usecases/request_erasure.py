"""Somebody wants an interview erased: it is marked at once, so that nothing more is made of it; the rest follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.alongside import Alongside
from shared.domain.audit import Deed, Outcome, Recorded
from shared.domain.bundle import Bundle
from shared.domain.erasure import ErasureReason, begin_erasure
from shared.domain.errors import InterviewBusy, InterviewErased, UnknownErasure
from shared.usecases.call_worker import call_worker

if TYPE_CHECKING:
    from datetime import timedelta

    from shared.domain.erasure import Erasure
    from shared.domain.interview_key import InterviewKey
    from shared.ports import Clock, InterviewStore, RunStore
    from shared.ports.erasure import ErasureQueue, ErasureStore

MARK_ATTEMPTS = 5


class ErasureRequestPorts(Bundle):
    """What asking for an erasure needs. `quiet` is how long a function that is at work may go on."""

    interviews: InterviewStore
    runs: RunStore
    erasures: ErasureStore
    queue: ErasureQueue
    clock: Clock
    quiet: timedelta


class ErasureRequest(Bundle):
    """Who asks, and why. `by` is the id of a key, `operator` or `clock`."""

    by: str
    reason: ErasureReason = ErasureReason.REQUESTED
    request_id: str | None = None


def request_erasure(key: InterviewKey, request: ErasureRequest, *, ports: ErasureRequestPorts) -> Erasure:
    """The erasure, which goes on by itself; the one under way, or the receipt, when it was asked for before.

    Raises UnknownInterview, InterviewBusy.
    """
    for _ in range(MARK_ATTEMPTS):
        erasure = _mark(key, request, ports)
        if erasure:
            return erasure
    raise InterviewBusy("the interview kept changing", field="interviewId")


def find_erasure(key: InterviewKey, *, erasures: ErasureStore) -> Erasure:
    """The interview's erasure or its receipt. Raises UnknownErasure."""
    found = erasures.find(key)
    if found is None:
        raise UnknownErasure("nobody has asked to erase this interview", field="interviewId")
    return found


def _mark(key: InterviewKey, request: ErasureRequest, ports: ErasureRequestPorts) -> Erasure | None:
    """None when the interview changed between the reading and the marking."""
    try:
        interview = ports.interviews.get_interview(key)
    except InterviewErased:
        return find_erasure(key, erasures=ports.erasures)
    run = ports.runs.get_run(interview.run_key(interview.active_run)) if interview.active_run else None
    now = ports.clock.now()
    erasure = begin_erasure(
        interview, request.reason, request.by, now, quiet=ports.quiet, request_id=request.request_id
    )
    if not ports.erasures.mark(interview, run, erasure, _recorded(erasure)):
        return None
    call_worker(key, ports.queue)
    return erasure


def _recorded(erasure: Erasure) -> Alongside:
    deed = Deed(
        at=erasure.requested_at,
        actor=erasure.requested_by,
        action="interview.erasure_requested",
        objects=(erasure.interview_id,),
        outcome=Outcome.ACCEPTED,
        request_id=erasure.request_id,
    )
    return Alongside(recorded=Recorded(organisation_id=erasure.organisation_id, deed=deed))
