"""What every store of endpoints and deliveries does, and every count of what is under way."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from shared.adapters.dynamodb_deliveries import DynamoDeliveries
from shared.adapters.dynamodb_endpoints import DynamoEndpoints
from shared.adapters.dynamodb_send_slots import DynamoSendSlots
from shared.adapters.erasable_deliveries import ErasableDeliveries
from shared.domain.errors import Conflict, EndpointChanged, InvalidRequest, UnknownDelivery, UnknownEndpoint
from shared.domain.events import EventName, endpoint_event, interview_event
from shared.domain.webhooks import delivery as rules
from shared.domain.webhooks.answer import Answer
from shared.domain.webhooks.delivery import AttemptRecord, Delivery, Trigger, new_delivery
from shared.domain.webhooks.limits import LEASE
from shared.domain.webhooks.secret import EndpointSecret
from shared.domain.webhooks.statistics import DayCount
from shared.ports import DeliveryStore, EndpointStore, SendSlots
from tests.builders import INTERVIEW, at, event, run_key
from tests.contract.aws import client, new_table
from tests.contract.conftest import LEGS, endpoint_of
from tests.contract.test_concurrency import at_once
from tests.fakes import MemoryDeliveries, MemoryEndpoints, MemorySendSlots, SettableClock
from tests.unit.domain.webhooks.builders import ENDPOINT, SECRET, endpoint

MOST = 5
FAILED = Answer(status=500, body="<h1>Grüße 🙂</h1>", seconds=0.25)


@dataclass(frozen=True)
class Webhooks:
    endpoints: EndpointStore
    deliveries: DeliveryStore
    slots: SendSlots


@pytest.fixture(params=LEGS)
def webhooks(request: pytest.FixtureRequest) -> Iterator[Webhooks]:
    if request.param == "fake":
        yield Webhooks(MemoryEndpoints(), MemoryDeliveries(), MemorySendSlots(most=MOST, holders=3))
        return
    with client("dynamodb", endpoint_of(request)) as dynamodb:
        table = new_table(dynamodb)
        yield Webhooks(DynamoEndpoints(table), DynamoDeliveries(table), DynamoSendSlots(table, most=MOST, holders=3))


def made(webhooks: Webhooks, run: int = 1, minutes: float = 0, **fields: str) -> Delivery:
    one = new_delivery(event(run_key(run)), fields.get("endpoint_id", ENDPOINT), at(minutes))
    assert webhooks.deliveries.create_delivery(one)
    return one


def claimed(one: Delivery, minutes: float = 0) -> Delivery:
    outcome, taken = rules.claim(one, one.attempts + 1, at(minutes))
    assert outcome is rules.Claim.TAKEN
    return taken


def overdue(webhooks: Webhooks, minutes: float) -> list[str]:
    shards = range(webhooks.deliveries.shards)
    return sorted(one.id for shard in shards for one in webhooks.deliveries.overdue(shard, at(minutes), limit=10))


class TestEndpoints:
    def test_come_back_with_everything(self, webhooks: Webhooks) -> None:
        secrets = (EndpointSecret(text=SECRET), EndpointSecret(text=SECRET, expires_at=at(9)))
        whole = endpoint(headers={"Authorization": "Bearer x"}, secrets=secrets, full_transcript=True)
        webhooks.endpoints.create_endpoint(whole)
        assert webhooks.endpoints.get_endpoint("acme", ENDPOINT) == whole

    def test_an_id_is_taken_once(self, webhooks: Webhooks) -> None:
        webhooks.endpoints.create_endpoint(endpoint())
        with pytest.raises(Conflict):
            webhooks.endpoints.create_endpoint(endpoint(name="another"))
        assert webhooks.endpoints.get_endpoint("acme", ENDPOINT).name == "Hiring"

    def test_are_those_of_one_tenant_the_oldest_first(self, webhooks: Webhooks) -> None:
        for number, tenant in ((2, "acme"), (1, "acme"), (3, "beta"), (4, "acme__sandbox")):
            one = endpoint(id=f"whe_{9 - number}", organisation_id=tenant, created_at=at(number))
            webhooks.endpoints.create_endpoint(one)
        assert [one.id for one in webhooks.endpoints.list_endpoints("acme")] == ["whe_8", "whe_7"]
        with pytest.raises(UnknownEndpoint):
            webhooks.endpoints.get_endpoint("beta", "whe_8")

    def test_of_two_changes_of_one_state_one_is_refused(self, webhooks: Webhooks) -> None:
        webhooks.endpoints.create_endpoint(endpoint())
        notice = endpoint_event(EventName.WEBHOOK_FAILING, "acme", ENDPOINT, at(1), about="0", reason="0")
        webhooks.endpoints.change_endpoint(endpoint().changed(at(1), name="first"), [notice])
        with pytest.raises(EndpointChanged):
            webhooks.endpoints.change_endpoint(endpoint().changed(at(2), name="second"))
        known = webhooks.endpoints.get_endpoint("acme", ENDPOINT)
        assert (known.name, known.version, known.revision, known.updated_at) == ("first", 2, 2, at(1))

    def test_a_deleted_one_cannot_be_changed(self, webhooks: Webhooks) -> None:
        webhooks.endpoints.create_endpoint(endpoint())
        webhooks.endpoints.delete_endpoint("acme", ENDPOINT)
        webhooks.endpoints.delete_endpoint("acme", ENDPOINT)
        with pytest.raises(EndpointChanged):
            webhooks.endpoints.change_endpoint(endpoint().changed(at(1), name="late"))
        assert list(webhooks.endpoints.list_endpoints("acme")) == []


class TestDeliveries:
    def test_are_made_once(self, webhooks: Webhooks) -> None:
        one = made(webhooks)
        assert not webhooks.deliveries.create_delivery(new_delivery(event(), ENDPOINT, at(9)))
        assert webhooks.deliveries.get_delivery("acme", one.id) == one
        with pytest.raises(UnknownDelivery):
            webhooks.deliveries.get_delivery("beta", one.id)

    def test_of_many_that_claim_an_attempt_one_has_it(self, webhooks: Webhooks) -> None:
        one = made(webhooks)
        won = at_once(lambda _: webhooks.deliveries.change_delivery(claimed(one)), range(12))
        assert won.count(True) == 1

    def test_an_attempt_is_on_record_with_what_became_of_it(self, webhooks: Webhooks) -> None:
        taken = claimed(made(webhooks))
        assert webhooks.deliveries.change_delivery(taken)
        after = rules.conclude(taken, FAILED, at(1))
        record = rules.attempt_record(taken, FAILED, at(0), after)
        assert webhooks.deliveries.change_delivery(after, [record])
        assert not webhooks.deliveries.change_delivery(after, [record.model_copy(update={"number": 7})])
        assert webhooks.deliveries.get_delivery("acme", taken.id) == after
        assert list(webhooks.deliveries.list_attempts("acme", taken.id)) == [record]
        assert record.body == FAILED.body

    def test_attempts_are_in_order_with_the_repeats_of_each(self, webhooks: Webhooks) -> None:
        taken = claimed(made(webhooks))
        numbers = [(10, 1), (2, 2), (2, 1), (1, 1)]
        log = [AttemptRecord(number=n, claim=c, trigger=Trigger.SCHEDULE, at=at(0)) for n, c in numbers]
        assert webhooks.deliveries.change_delivery(taken, log)
        found = webhooks.deliveries.list_attempts("acme", taken.id)
        assert [(one.number, one.claim) for one in found] == sorted(numbers)
        assert webhooks.deliveries.erase_attempts("acme", taken.id) == 4
        assert list(webhooks.deliveries.list_attempts("acme", taken.id)) == []

    def test_another_one_of_the_same_event_is_made_with_the_change_or_not_at_all(self, webhooks: Webhooks) -> None:
        ended = rules.cancel(made(webhooks), "x", at(1))
        assert webhooks.deliveries.change_delivery(ended)
        old, again = rules.resend(ended, at(2))
        assert webhooks.deliveries.change_delivery(old, more=again)
        assert not webhooks.deliveries.change_delivery(old, more=again)
        assert webhooks.deliveries.get_delivery("acme", again.id) == again
        assert webhooks.deliveries.get_delivery("acme", old.id).resent_as == again.id

    def test_are_listed_page_by_page_the_newest_first(self, webhooks: Webhooks) -> None:
        ids = [made(webhooks, run, minutes=run).id for run in range(1, 6)]
        made(webhooks, 1, endpoint_id="whe_2")
        found, cursor = list[str](), None
        for _ in range(4):
            page = webhooks.deliveries.list_deliveries("acme", ENDPOINT, limit=2, cursor=cursor)
            found += [one.id for one in page.items]
            cursor = page.cursor
            if cursor is None:
                break
        assert found == ids[::-1]
        assert list(webhooks.deliveries.list_deliveries("beta", ENDPOINT, limit=2, cursor=None).items) == []

    @pytest.mark.parametrize("cursor", ["x", "{}", "[]", "null", '"text"'])
    def test_a_cursor_of_another_list_is_refused(self, webhooks: Webhooks, cursor: str) -> None:
        made(webhooks, 1)
        made(webhooks, 2)
        theirs = webhooks.deliveries.list_deliveries("acme", ENDPOINT, limit=1, cursor=None).cursor
        for wrong in (cursor, theirs):
            with pytest.raises(InvalidRequest):
                webhooks.deliveries.list_deliveries("acme", "whe_2", limit=1, cursor=wrong)

    def test_those_of_an_interview_are_found_for_its_erasure(self, webhooks: Webhooks) -> None:
        one = made(webhooks)
        deleted = new_delivery(interview_event(EventName.INTERVIEW_DELETED, INTERVIEW, at(1)), ENDPOINT, at(1))
        assert webhooks.deliveries.create_delivery(deleted)
        assert [known.id for known in webhooks.deliveries.deliveries_of(INTERVIEW)] == [one.id]
        for _ in range(2):
            webhooks.deliveries.forget_interview(INTERVIEW, one.id)
        assert list(webhooks.deliveries.deliveries_of(INTERVIEW)) == []
        assert webhooks.deliveries.get_delivery("acme", one.id) == one


class TestOverdue:
    def test_what_is_past_its_time_and_pending(self, webhooks: Webhooks) -> None:
        late, later = made(webhooks, 1, 1), made(webhooks, 2, 5)
        ended = rules.cancel(made(webhooks, 3, 1), "x", at(1))
        assert webhooks.deliveries.change_delivery(ended)
        assert overdue(webhooks, 1) == []
        assert overdue(webhooks, 3) == [late.id]
        assert overdue(webhooks, 9) == sorted([late.id, later.id])

    def test_a_sender_s_lease_ends_before_it_is_taken_for_dead(self, webhooks: Webhooks) -> None:
        taken = claimed(made(webhooks))
        assert webhooks.deliveries.change_delivery(taken)
        looked_for = LEASE / timedelta(minutes=1) - 2
        assert overdue(webhooks, looked_for) == []
        assert overdue(webhooks, looked_for + 0.01) == [taken.id]

    def test_what_was_woken_is_looked_at_again_later(self, webhooks: Webhooks) -> None:
        one = made(webhooks)
        webhooks.deliveries.look_again(one, at(9))
        assert overdue(webhooks, 9) == []
        assert overdue(webhooks, 10) == [one.id]

    def test_what_has_changed_meanwhile_is_left_as_it_is(self, webhooks: Webhooks) -> None:
        one = made(webhooks)
        ended = rules.cancel(one, "x", at(1))
        assert webhooks.deliveries.change_delivery(ended)
        webhooks.deliveries.look_again(one, at(2))
        webhooks.deliveries.look_again(ended, at(2))
        assert overdue(webhooks, 99) == []
        assert webhooks.deliveries.get_delivery("acme", one.id) == ended


def test_days_add_up(webhooks: Webhooks) -> None:
    day = at(0).date()
    for number in (1, 2):
        added = DayCount(day=day, attempts=number, delivered=1, failed=number - 1, milliseconds=5)
        webhooks.deliveries.count_attempts("acme", ENDPOINT, added)
    webhooks.deliveries.count_attempts("acme", ENDPOINT, DayCount(day=day - timedelta(days=1), attempts=7))
    webhooks.deliveries.count_attempts("acme", "whe_2", DayCount(day=day, attempts=9))
    found = webhooks.deliveries.list_days("acme", ENDPOINT, day - timedelta(days=1))
    assert [(one.day, one.attempts) for one in found] == [(day - timedelta(days=1), 7), (day, 3)]
    assert found[1] == DayCount(day=day, attempts=3, delivered=2, failed=1, milliseconds=10)
    assert len(webhooks.deliveries.list_days("acme", ENDPOINT, day)) == 1


class TestSlots:
    def test_no_tenant_has_more_than_its_share(self, webhooks: Webhooks) -> None:
        assert [webhooks.slots.take("acme", holder, 2, at(0)) for holder in "abcd"] == [2, 2, 1, 0]
        assert webhooks.slots.take("beta", "a", 9, at(0)) == MOST

    def test_no_tenant_is_in_more_batches_than_it_may_be(self, webhooks: Webhooks) -> None:
        assert [webhooks.slots.take("acme", holder, 1, at(0)) for holder in "abcd"] == [1, 1, 1, 0]
        webhooks.slots.give_back("acme", "b", 1)
        assert [webhooks.slots.take("acme", holder, 1, at(0)) for holder in "de"] == [1, 0]
        assert webhooks.slots.take("beta", "a", 1, at(0)) == 1

    def test_what_is_given_back_is_free_once(self, webhooks: Webhooks) -> None:
        assert webhooks.slots.take("acme", "a", 4, at(0)) == 4
        for _ in range(2):
            webhooks.slots.give_back("acme", "a", 4)
        assert webhooks.slots.take("acme", "b", 9, at(0)) == MOST
        assert webhooks.slots.take("acme", "c", 1, at(0)) == 0

    def test_who_dies_gives_back_when_the_lease_ends(self, webhooks: Webhooks) -> None:
        assert webhooks.slots.take("acme", "dead", 4, at(0)) == 4
        assert webhooks.slots.take("acme", "b", 3, at(1)) == 1
        assert webhooks.slots.take("acme", "c", 4, at(1.6)) == 4
        webhooks.slots.give_back("acme", "dead", 4)
        assert webhooks.slots.take("acme", "d", 1, at(1.6)) == 0

    def test_of_many_at_once_together_no_more(self, webhooks: Webhooks) -> None:
        taken = at_once(lambda number: webhooks.slots.take("acme", f"h{number}", 2, at(0)), range(8))
        assert sum(int(str(count)) for count in taken) == MOST


def test_erasing_an_interview_stops_what_waits_and_removes_what_receivers_said(dynamodb: Any) -> None:
    deliveries = DynamoDeliveries(new_table(dynamodb))
    waiting, done = (new_delivery(event(run_key(number)), ENDPOINT, at(0)) for number in (1, 2))
    for one in (waiting, done):
        assert deliveries.create_delivery(one)
    taken = claimed(done)
    assert deliveries.change_delivery(taken)
    heard = Answer(status=200, body="what was said")
    after = rules.conclude(taken, heard, at(1))
    assert deliveries.change_delivery(after, [rules.attempt_record(taken, heard, at(0), after)])
    erasable = ErasableDeliveries(deliveries, SettableClock())
    found = [dict(erasable.erase(INTERVIEW, limit=1)) for _ in range(3)]
    assert sorted(found, key=lambda counts: counts.get("cancelled", -1)) == [
        {},
        {"delivery": 1, "cancelled": 0, "answer": 1},
        {"delivery": 1, "cancelled": 1, "answer": 0},
    ]
    assert deliveries.get_delivery("acme", waiting.id).status is rules.DeliveryStatus.CANCELLED
    assert deliveries.get_delivery("acme", done.id).status is rules.DeliveryStatus.DELIVERED
    assert list(deliveries.list_attempts("acme", done.id)) == []
