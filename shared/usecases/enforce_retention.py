"""Once a day, what was kept for as long as its organisation wants is let go of.

An interview whose results are old enough is erased as if somebody had asked for it. Recordings and transcripts that are
to go sooner are removed on their own. What the table removes by itself (the state of steps, deliveries) is not here.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from shared.domain.alongside import Alongside
from shared.domain.audit import CLOCK, Deed, Recorded
from shared.domain.bundle import Bundle
from shared.domain.erasure import ErasureReason
from shared.domain.errors import InterviewBusy, UnknownInterview
from shared.domain.interview_filter import InterviewFilter
from shared.domain.organisation import DataKind
from shared.domain.session.limits import SPEECH_DAYS
from shared.domain.tenant import Mode, tenant_id
from shared.domain.value import Value
from shared.ports.retention import Keepsake
from shared.usecases.all_pages import all_interviews
from shared.usecases.request_erasure import ErasureRequest, request_erasure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from shared.domain.interview_key import InterviewKey
    from shared.domain.organisation import Retention
    from shared.ports import AuditLog, Clock, InterviewLists, OrganisationStore
    from shared.ports.retention import KeptUpload, RecordingStore, RetentionIndex
    from shared.usecases.request_erasure import ErasureRequestPorts

T = TypeVar("T")
PAGE = 100
MARGIN_SECONDS = 30.0  # with less than this left of the function the rest waits for the next day
KEEPSAKES = {Keepsake.RECORDING: DataKind.RECORDINGS, Keepsake.TRANSCRIPT: DataKind.TRANSCRIPTS}


class Enforced(Value):
    """How many were let go of. `finished` is False when there was no time for all."""

    interviews: int = 0
    recordings: int = 0
    transcripts: int = 0
    audit_entries: int = 0
    speeches: int = 0
    finished: bool = True


class RetentionPorts(Bundle):
    """What letting go needs. `remaining` is how long the function may go on."""

    organisations: OrganisationStore
    lists: InterviewLists
    by_age: RetentionIndex
    recordings: RecordingStore
    requests: ErasureRequestPorts
    audit: AuditLog
    clock: Clock
    remaining: Callable[[], float]


def enforce_retention(*, ports: RetentionPorts) -> Enforced:
    """Goes through every organisation's live and sandbox data, by age: what is to be kept is not looked at."""
    done = _Done(ports)
    for organisation in ports.organisations.list_organisations():
        for mode in Mode:
            done.enforce(tenant_id(organisation.id, mode), organisation.retention)
    return done.sum


class _Done:
    """What one call has let go of."""

    def __init__(self, ports: RetentionPorts) -> None:
        self._ports, self._now = ports, ports.clock.now()
        self.sum = Enforced()

    def enforce(self, tenant: str, retention: Retention) -> None:
        """First whole interviews: what goes with them need not go on its own."""
        before = self._before(retention, DataKind.RESULTS)
        if before:
            self._count("interviews", sum(map(self._erase, self._in_time(_expired(tenant, before, self._ports.lists)))))
        for keepsake, kind in KEEPSAKES.items():
            self._enforce(tenant, keepsake, self._before(retention, kind))
        self._trim(tenant, self._before(retention, DataKind.AUDIT))
        self._forget_speech(tenant, retention)

    def _forget_speech(self, tenant: str, retention: Retention) -> None:
        """What is said to everybody goes like recordings, and after SPEECH_DAYS: who still needs it makes it anew."""
        days = min(retention.days_of(DataKind.RECORDINGS) or SPEECH_DAYS, SPEECH_DAYS)
        before = self._now - timedelta(days=days)
        for one in self._in_time(iter([tenant])):
            self._count("speeches", self._ports.recordings.erase_speech(one, before))

    def _trim(self, tenant: str, before: datetime | None) -> None:
        """Who did what is let go of, too; that it was is the newest entry."""
        gone = self._ports.audit.let_go(tenant, before, self._now) if before else 0
        self._count("audit_entries", gone)

    def _enforce(self, tenant: str, keepsake: Keepsake, before: datetime | None) -> None:
        if before is None:
            return
        old = self._ports.by_age.older_than(tenant, keepsake, before, limit=PAGE)
        let_go = sum(self._let_go(upload, keepsake) for upload in self._in_time(iter(old)))
        self._count(f"{keepsake}s", let_go)
        if let_go == PAGE:
            self._enforce(tenant, keepsake, before)

    def _let_go(self, upload: KeptUpload, keepsake: Keepsake) -> int:
        ports = self._ports
        if keepsake is Keepsake.RECORDING:
            ports.recordings.erase_recording(upload)
        else:
            ports.recordings.erase_transcripts(upload.interview)
        deed = Deed(at=self._now, actor=CLOCK, action=f"{keepsake}.erased", objects=(upload.interview.interview_id,))
        recorded = Recorded(organisation_id=upload.interview.organisation_id, deed=deed)
        # Last: what fails before is tried again tomorrow.
        ports.by_age.let_go(upload, keepsake, Alongside(recorded=recorded))
        return 1

    def _erase(self, key: InterviewKey) -> int:
        try:
            request_erasure(key, ErasureRequest(by=CLOCK, reason=ErasureReason.RETENTION), ports=self._ports.requests)
        except (UnknownInterview, InterviewBusy):
            return 0  # somebody was quicker, or is at work on it: tomorrow is soon enough
        return 1

    def _before(self, retention: Retention, kind: DataKind) -> datetime | None:
        days = retention.days_of(kind)
        return self._now - timedelta(days=days) if days else None

    def _in_time(self, found: Iterator[T]) -> Iterator[T]:
        for one in found:
            if self._ports.remaining() < MARGIN_SECONDS:
                self.sum = self.sum.model_copy(update={"finished": False})
                return
            yield one

    def _count(self, what: str, number: int) -> None:
        self.sum = self.sum.model_copy(update={what: getattr(self.sum, what) + number})


def _expired(tenant: str, before: datetime, lists: InterviewLists) -> Iterator[InterviewKey]:
    """Those made before. What is erased leaves the list, so its pages are read to the end before the next is."""
    old = InterviewFilter(created_before=before)
    return (interview.key for interview in all_interviews(tenant, old, lists=lists))
