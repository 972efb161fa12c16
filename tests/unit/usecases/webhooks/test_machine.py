"""The life of deliveries under all that can happen, in any order: duplicates, losses, crashes, jumps of the clock.

Whatever happens: nothing after an end, at most eight attempts, nothing sent after the endpoint was deleted, none past
two days, and as long as the reconciler looks every five minutes, no gap beyond the schedule and seven minutes.
"""

from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from shared.domain.errors import ParleyError
from shared.domain.webhooks.answer import Answer, SendTrouble
from shared.domain.webhooks.delivery import Delivery, DeliveryStatus
from shared.domain.webhooks.limits import HORIZON, LEASE
from shared.domain.webhooks.schedule import MAX_ATTEMPTS
from shared.domain.webhooks.secret import secret_from
from shared.usecases.manage_webhooks import EndpointChange, change_endpoint, delete_endpoint, rotate_secret
from shared.usecases.resend_deliveries import recover_deliveries, resend_delivery
from tests.builders import event, run_key
from tests.unit.domain.webhooks.builders import ENDPOINT
from tests.unit.usecases.webhooks.hooks import Dies, Hooks

ANSWERS = st.sampled_from(
    [Answer(status=200), *[Answer(status=500)] * 6, Answer(trouble=SendTrouble.TIMEOUT),
     Answer(status=429, retry_after="1e9"), Answer(status=503, retry_after="-1")]
)  # fmt: skip
FAILURES = ANSWERS.filter(lambda answer: not answer.is_success)
ENDS = {DeliveryStatus.DELIVERED, DeliveryStatus.EXHAUSTED, DeliveryStatus.CANCELLED}
TICK = timedelta(minutes=5)
SLACK = timedelta(minutes=7)
LATEST = HORIZON + SLACK + LEASE


class Life(RuleBasedStateMachine):
    """Deliveries of a few events to one endpoint."""

    def __init__(self) -> None:
        super().__init__()
        self.hooks = Hooks()
        self.hooks.add()
        self.next_tick = self.hooks.clock.now() + TICK
        self.told: dict[str, Delivery] = {}
        self.ended: dict[str, Delivery] = {}
        self.logged: Counter[str] = Counter()
        self.deleted_at: datetime | None = None
        self.secrets = 0

    @initialize()
    def begin(self) -> None:
        self.tell(1)

    @rule(number=st.integers(1, 4))
    def tell(self, number: int) -> None:
        """An event, maybe one that was told before."""
        if self.deleted_at is None and not self.hooks.endpoint().disabled:
            told = self.hooks.tell(event(run_key(number)))
            self.told[told.id] = told

    @rule(answer=ANSWERS)
    def send(self, answer: Answer) -> None:
        """What comes out of the queue is sent."""
        self.hooks.answers(answer)
        self.hooks.step()

    @rule(answer=ANSWERS, copies=st.integers(2, 3))
    def send_duplicates(self, answer: Answer, copies: int) -> None:
        self.hooks.answers(answer)
        self.hooks.send(*self.hooks.queue.due() * copies)

    @rule(data=st.data())
    def send_something_old(self, data: st.DataObject) -> None:
        """A message that was long thought done comes once more."""
        if self.told:
            one = self.hooks.known(self.told[data.draw(st.sampled_from(sorted(self.told)))])
            self.hooks.answers(Answer(status=500))
            self.hooks.send(one.reference, one.reference.model_copy(update={"attempt": one.attempts}))

    @rule()
    def lose_what_waits(self) -> None:
        self.hooks.queue.waiting.clear()

    @rule(before=st.booleans())
    def crash(self, before: bool) -> None:
        """The sender dies, before the receiver has heard or after."""

        def dying(request: object) -> Answer:
            raise Dies

        if before:
            self.hooks.sender.answer = dying
            self.hooks.step()
            return
        change = self.hooks.deliveries.change_delivery
        self.hooks.answers(Answer(status=200))
        self.hooks.deliveries.change_delivery = (  # type: ignore[method-assign]
            lambda one, attempts=(), more=None: dying(None) if attempts else change(one, attempts, more)  # type: ignore[assignment, return-value]
        )
        self.hooks.step()
        self.hooks.deliveries.change_delivery = change  # type: ignore[method-assign]

    @rule(seconds=st.sampled_from([1, 20, 61, 95, 300, 1800, 7200, 21_600, 86_400]), answer=FAILURES)
    def time_goes_on(self, seconds: int, answer: Answer) -> None:
        """The reconciler looks every five minutes, and senders do what it finds."""
        end = self.hooks.clock.now() + timedelta(seconds=seconds)
        self.hooks.answers(answer)
        while self.next_tick <= end:
            self._run_until(self.next_tick)
            self.hooks.reconcile()
            self.hooks.step()
            self.next_tick += TICK
        self._run_until(end)

    def _run_until(self, end: datetime) -> None:
        self.hooks.run(seconds=max(0.0, (end - self.hooks.clock.now()).total_seconds()))

    @rule(enabled=st.booleans())
    def switch(self, enabled: bool) -> None:
        if self.deleted_at is None:
            change_endpoint("acme", ENDPOINT, EndpointChange(enabled=enabled), ports=self.hooks.managing)

    @rule()
    def rotate(self) -> None:
        self.secrets += 1
        self._if_possible(
            lambda: rotate_secret("acme", ENDPOINT, secret_from(bytes([self.secrets]) * 24), ports=self.hooks.managing)
        )

    @rule(data=st.data())
    def resend(self, data: st.DataObject) -> None:
        if self.told:
            one = data.draw(st.sampled_from(sorted(self.told)))
            self._if_possible(lambda: self._keep(resend_delivery("acme", ENDPOINT, one, ports=self.hooks.making)))

    @rule()
    def recover(self) -> None:
        since = self.hooks.clock.now() - timedelta(days=14)
        self._if_possible(lambda: recover_deliveries("acme", ENDPOINT, since, None, ports=self.hooks.making))
        self.told |= {one.id: one for one in self.hooks.deliveries.deliveries.values()}

    @precondition(lambda self: self.deleted_at is None and self.hooks.sender.sent)
    @rule()
    def delete(self) -> None:
        delete_endpoint("acme", ENDPOINT, endpoints=self.hooks.endpoints)
        self.deleted_at = self.hooks.clock.now()

    def _keep(self, one: Delivery) -> None:
        self.told[one.id] = one

    def _if_possible(self, work: object) -> None:
        try:
            work()  # type: ignore[operator]
        except ParleyError:
            return

    @invariant()
    def nothing_happens_after_an_end(self) -> None:
        for one in self.hooks.deliveries.deliveries.values():
            before = self.ended.get(one.id)
            if before:
                assert one.model_copy(update={"resent_as": before.resent_as, "version": before.version}) == before
                assert len(self.hooks.log(one)) == self.logged[one.id]
            if one.status in ENDS:
                self.ended[one.id] = one
                self.logged[one.id] = len(self.hooks.log(one))

    @invariant()
    def at_most_eight_attempts_and_none_too_late(self) -> None:
        for one in self.hooks.deliveries.deliveries.values():
            log = self.hooks.log(one)
            assert one.attempts <= MAX_ATTEMPTS
            assert {record.number for record in log} <= set(range(1, MAX_ATTEMPTS + 1))
            made = [record for record in log if record.trouble is not SendTrouble.EXPIRED]
            if one.first_attempt_at:
                assert all(record.at <= one.first_attempt_at + LATEST for record in made)

    @invariant()
    def of_two_senders_of_one_attempt_the_first_was_dead(self) -> None:
        for one in self.hooks.deliveries.deliveries.values():
            for earlier, later in pairwise(self.hooks.log(one)):
                assert earlier.number < later.number or later.at - earlier.at >= LEASE

    @invariant()
    def no_gap_is_longer_than_the_schedule_and_the_reconciler_allow(self) -> None:
        now = self.hooks.clock.now()
        for one in self.hooks.deliveries.deliveries.values():
            waits_since = one.lease_until or one.next_attempt_at
            if one.is_pending and waits_since:
                assert now <= waits_since + SLACK

    @invariant()
    def nothing_is_sent_after_the_endpoint_was_deleted(self) -> None:
        if self.deleted_at:
            assert all(at <= self.deleted_at for at in self.hooks.sent_at())

    @invariant()
    def no_share_is_kept_by_nobody(self) -> None:
        assert self.hooks.slots.held == {}


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=80, stateful_step_count=40, deadline=None)
