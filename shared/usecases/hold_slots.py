"""A run at work keeps its slots: every step says that it is alive, a long one again and again."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from threading import Lock
from typing import TYPE_CHECKING

from shared.domain.errors import TransientError, UnknownRun
from shared.domain.limits import LEASE_RENEWAL_SECONDS

if TYPE_CHECKING:
    from shared.domain.interview_key import RunKey
    from shared.domain.run import Run
    from shared.ports import AdmissionStore, Clock, RunStore

EVERY = timedelta(seconds=LEASE_RENEWAL_SECONDS)


class Lease:
    """The slots of a run, as one of its functions holds them. Safe to be renewed from several threads."""

    def __init__(self, run: Run, admission: AdmissionStore, clock: Clock) -> None:
        self.run = run
        self.admission = admission
        self.clock = clock
        self._renewed = run.started_at  # when the slots were given
        self._lock = Lock()

    def renew(self) -> None:
        """At most once a minute. Never fails: what is paid for goes on, and a lease outlasts many renewals."""
        with self._lock:
            now = self.clock.now()
            if now - self._renewed < EVERY:
                return
            self._renewed = now
        try:
            self.admission.renew(self.run, now)
        except TransientError:
            return


def give_sign_of_life(key: RunKey, *, runs: RunStore, admission: AdmissionStore, clock: Clock) -> None:
    """For functions of the machine that are no step: the run is at work, however long Lambda refuses the next call.

    Never fails: what the function is for goes on.
    """
    with suppress(TransientError, UnknownRun):
        Lease(runs.get_run(key), admission, clock).renew()
