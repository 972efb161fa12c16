"""The worker that erases: batch by batch, from where the last one stopped, until nothing is left; then a receipt."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from shared.domain.alongside import Alongside
from shared.domain.audit import Deed, Recorded
from shared.domain.bundle import Bundle
from shared.domain.erasure import LEASE, receipt, with_erased
from shared.domain.errors import InterviewErased, TransientError, UnknownRun
from shared.domain.events import EventName, interview_event
from shared.usecases.call_worker import call_worker

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shared.domain.erasure import Erasure
    from shared.domain.interview_key import InterviewKey
    from shared.ports import AdmissionStore, Clock, RunStore, Workflow
    from shared.ports.erasure import Erasable, ErasureQueue, ErasureStore

BATCH = 100
MARGIN_SECONDS = 20.0  # a batch is begun with more than this left of the function
DUE_AT_ONCE = 100
PAUSE = timedelta(minutes=1)


class ErasingPorts(Bundle):
    """What erasing needs. `erasables` are emptied in their order; `remaining` is how long the function may go on."""

    erasures: ErasureStore
    erasables: Sequence[Erasable]
    runs: RunStore
    workflow: Workflow
    admission: AdmissionStore
    queue: ErasureQueue
    clock: Clock
    remaining: Callable[[], float]


def erase_data(key: InterviewKey, *, ports: ErasingPorts) -> bool:
    """True when the interview's receipt was written here. A call that comes too early, or twice, does nothing."""
    began = ports.clock.now()
    erasure = ports.erasures.claim(key, began, began + LEASE)
    if erasure is None:
        return False
    erasure, emptied = _worked(erasure, ports)
    if not emptied:
        ports.erasures.save(erasure.model_copy(update={"due_at": ports.clock.now()}))
        call_worker(key, ports.queue)
        return False
    if began < erasure.quiet_until:
        ports.erasures.save(erasure.model_copy(update={"due_at": erasure.quiet_until}))
        return False
    _complete(erasure, ports)
    return True


def call_for_due(*, erasures: ErasureStore, queue: ErasureQueue, clock: Clock) -> float:
    """What the clock calls for: each due erasure gets a worker. Returns the age of the oldest in seconds."""
    now = clock.now()
    due = erasures.due(now, limit=DUE_AT_ONCE)
    for erasure in due:
        queue.put(erasure.key)
    return max(((now - max(e.requested_at, e.quiet_until)).total_seconds() for e in due), default=0.0)


def _worked(erasure: Erasure, ports: ErasingPorts) -> tuple[Erasure, bool]:
    """As `_sweep`. After trouble that passes by itself the next worker need not wait for the lease of this one."""
    try:
        _stop_run(erasure, ports)
        return _sweep(erasure, ports)
    except TransientError:
        latest = ports.erasures.find(erasure.key)
        if latest and latest.claims == erasure.claims:
            ports.erasures.save(latest.model_copy(update={"due_at": ports.clock.now() + PAUSE}))
        raise


def _stop_run(erasure: Erasure, ports: ErasingPorts) -> None:
    """The run has ended on record; here its execution is stopped and its slots are freed. A repeat does no harm."""
    if erasure.stopped_run is None:
        return
    key = erasure.key.run(erasure.stopped_run)
    ports.workflow.stop(key, InterviewErased.__name__)
    with suppress(UnknownRun):
        ports.admission.release(ports.runs.get_run(key))


def _sweep(erasure: Erasure, ports: ErasingPorts) -> tuple[Erasure, bool]:
    """The erasure with what was erased here, and whether nothing is left."""
    for erasable in ports.erasables:
        while counts := erasable.erase(erasure.key, limit=BATCH):
            erasure = with_erased(erasure, erasable.where, counts)
            ports.erasures.save(erasure)
            if ports.remaining() < MARGIN_SECONDS:
                return erasure, False
    return erasure, True


def _complete(erasure: Erasure, ports: ErasingPorts) -> None:
    at = ports.clock.now()
    done = receipt(erasure, at)
    deed = Deed(
        at=at,
        actor=done.requested_by,
        action="interview.erased",
        objects=(done.interview_id,),
        request_id=done.request_id,
    )
    event = interview_event(EventName.INTERVIEW_DELETED, done.key, at)
    recorded = Recorded(organisation_id=done.organisation_id, deed=deed)
    ports.erasures.complete(done, Alongside(events=(event,), recorded=recorded))
