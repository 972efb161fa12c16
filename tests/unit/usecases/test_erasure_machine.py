"""Whatever happens to an erasure, in whatever order: in the end nothing is left, and no receipt comes too early."""

from contextlib import suppress

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from shared.domain.erasure import LEASE
from shared.domain.errors import InterviewErased, ParleyError, StorageThrottled
from shared.domain.run_status import UploadOutcome
from shared.domain.steps import Step
from shared.usecases.erase_data import BATCH, call_for_due
from tests.builders import INTERVIEW
from tests.unit.usecases.test_erasure import QUIET, Eraser
from tests.unit.world import ready


class Erasures(RuleBasedStateMachine):
    """An interview whose run is under way when it is marked; workers die, come twice, run out of time."""

    def __init__(self) -> None:
        super().__init__()
        self.eraser = Eraser(ready())
        self.world = self.eraser.world
        self.eraser.place.things[INTERVIEW] = 3 * BATCH + 7
        self.marked_at = self.world.clock.now()
        self.eraser.ask()
        self.receipts = 0

    def work(self) -> None:
        if self.eraser.go():
            self.receipts += 1
            assert self.world.clock.now() >= self.marked_at + QUIET
            assert self.eraser.held() == 1
            assert self.eraser.place.things[INTERVIEW] == 0

    @rule()
    def a_worker_comes(self) -> None:
        self.work()

    @rule()
    def a_worker_runs_out_of_time(self) -> None:
        self.eraser.seconds = 1.0
        self.work()
        self.eraser.seconds = 100.0

    @rule(error=st.sampled_from([StorageThrottled("SlowDown"), RuntimeError("killed")]))
    def a_worker_fails(self, error: Exception) -> None:
        self.eraser.place.errors = [error]
        with suppress(ParleyError, RuntimeError):
            self.work()
        self.eraser.place.errors = []

    @rule(minutes=st.integers(1, 20))
    def time_passes(self, minutes: int) -> None:
        self.world.clock.advance(minutes=minutes)

    @rule()
    def the_clock_calls(self) -> None:
        call_for_due(erasures=self.world.erasures, queue=self.eraser.queue, clock=self.world.clock)

    @rule()
    def somebody_asks_again(self) -> None:
        assert self.eraser.ask().requested_at == self.marked_at

    @rule(count=st.integers(1, 5))
    def an_attempt_ends_late(self, count: int) -> None:
        if self.receipts == 0:  # later none is at work: that is what the quiet time is for
            self.eraser.place.things[INTERVIEW] += count
            self.world.erasures.sweep_again(INTERVIEW, self.world.clock.now())

    @rule()
    def an_upload_comes_late(self) -> None:
        assert self.world.receive(body=b"late").outcome is UploadOutcome.ERASED

    @rule()
    def a_step_begins(self) -> None:
        try:
            self.world.do(Step.UPLOAD)
        except InterviewErased:
            return
        raise AssertionError("a step of an erased interview did something")

    @invariant()
    def nobody_sees_it(self) -> None:
        try:
            self.world.interview()
        except InterviewErased:
            return
        raise AssertionError("an erased interview was seen")

    def teardown(self) -> None:
        """When nothing goes wrong any more, it ends."""
        for _ in range(20):
            self.world.clock.advance(seconds=max(QUIET, LEASE).total_seconds())
            self.work()
        assert self.receipts >= 1
        assert self.eraser.erasure().is_done


TestErasures = Erasures.TestCase
TestErasures.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
