"""Idempotency records: who claims a key, who takes it over, and what a repeat finds."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from shared.adapters.dynamodb_idempotency import DynamoIdempotency
from shared.domain.errors import RequestInProgress
from shared.domain.idempotency import IdempotencyRecord, RecordState, Refusal, fingerprint, new_claim, scope_of
from shared.ports import IdempotencyStore
from tests.builders import at
from tests.contract.aws import client, new_table
from tests.contract.conftest import LEGS, endpoint_of
from tests.fakes import Memory, MemoryIdempotency

DAY = 24 * 60.0
LOCK = timedelta(seconds=31)


@pytest.fixture(params=LEGS)
def store(request: pytest.FixtureRequest) -> Iterator[IdempotencyStore]:
    if request.param == "fake":
        yield MemoryIdempotency(Memory())
        return
    with client("dynamodb", endpoint_of(request)) as dynamodb:
        yield DynamoIdempotency(new_table(dynamodb))


def claim(
    owner: str = "first", minutes: float = 0, *, body: object = "a", organisation: str = "acme"
) -> IdempotencyRecord:
    scope = scope_of(organisation, "POST", "/interviews", "key")
    return new_claim(scope, fingerprint(body, {}), owner=owner, prefix="int_", at=at(minutes), lock=LOCK)


def test_who_comes_first_has_it(store: IdempotencyStore) -> None:
    assert store.claim(claim()) == claim()
    assert store.claim(claim("second", 0.1)) == claim()


def test_two_organisations_have_nothing_to_do_with_each_other(store: IdempotencyStore) -> None:
    store.claim(claim())
    assert store.claim(claim("theirs", organisation="other")).owner == "theirs"


def test_what_is_completed_is_found_so(store: IdempotencyStore) -> None:
    done = store.claim(claim()).completed(outcomes=("int_1", "UnknownProject"))
    store.complete(done)
    found = store.claim(claim("second", 5))
    assert found == done
    assert found.state is RecordState.COMPLETED


def test_a_refusal_is_kept(store: IdempotencyStore) -> None:
    store.complete(store.claim(claim()).completed(refusal=Refusal(error="Conflict", message="taken", field="id")))
    refusal = store.claim(claim("second")).refusal
    assert refusal
    assert (type(refusal.as_error).__name__, refusal.as_error.field) == ("Conflict", "id")


class TestTakingOver:
    def test_an_abandoned_claim_is_taken_over_with_its_id(self, store: IdempotencyStore) -> None:
        first = store.claim(claim())
        taken = store.claim(claim("second", 1))
        assert (taken.owner, taken.resource_id) == ("second", first.resource_id)
        assert taken.kept_until == first.kept_until

    def test_not_before_its_lock_is_over(self, store: IdempotencyStore) -> None:
        store.claim(claim())
        assert store.claim(claim("early", 30.9 / 60)).owner == "first"
        assert store.claim(claim("late", 31 / 60)).owner == "late"

    def test_not_by_another_request(self, store: IdempotencyStore) -> None:
        store.claim(claim())
        assert store.claim(claim("second", 1, body="b")).owner == "first"

    def test_who_has_lost_it_cannot_complete_it(self, store: IdempotencyStore) -> None:
        lost = store.claim(claim())
        store.claim(claim("second", 1))
        with pytest.raises(RequestInProgress):
            store.complete(lost.completed())

    def test_nor_release_it(self, store: IdempotencyStore) -> None:
        lost = store.claim(claim())
        store.claim(claim("second", 1))
        store.release(lost)
        assert store.claim(claim("third", 1.1)).owner == "second"


def test_what_is_released_is_free(store: IdempotencyStore) -> None:
    store.release(store.claim(claim()))
    assert store.claim(claim("second", body="b")).owner == "second"


def test_what_is_completed_is_not_released(store: IdempotencyStore) -> None:
    done = store.claim(claim()).completed()
    store.complete(done)
    store.release(done)
    assert store.claim(claim("second")) == done


def test_a_key_is_free_after_a_day_though_the_table_still_has_it(store: IdempotencyStore) -> None:
    """Fault 5: time to live removes hours or days late."""
    store.complete(store.claim(claim()).completed())
    assert store.claim(claim("early", DAY - 1 / 60, body="b")).owner == "first"
    late = store.claim(claim("late", DAY + 1 / 60, body="b"))
    assert (late.owner, late.state) == ("late", RecordState.RUNNING)
    assert late.resource_id != claim().resource_id


def test_of_many_at_once_one_has_it(store: IdempotencyStore) -> None:
    with ThreadPoolExecutor(20) as pool:
        owners = list(pool.map(lambda number: store.claim(claim(f"r{number}")).owner, range(20)))
    assert len(set(owners)) == 1


def test_of_many_that_take_over_one_does(store: IdempotencyStore) -> None:
    store.claim(claim())
    with ThreadPoolExecutor(20) as pool:
        owners = list(pool.map(lambda number: store.claim(claim(f"r{number}", 1)).owner, range(20)))
    assert len(set(owners)) == 1
