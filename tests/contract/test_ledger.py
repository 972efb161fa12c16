"""What every Ledger does: sums that agree, whatever comes twice, at once, or after the step's state has gone."""

import random
from collections.abc import Sequence
from datetime import timedelta

import pytest

from shared.adapters import dynamodb_keys as keys
from shared.adapters.dynamodb_ledger import USES_PER_TRANSACTION
from shared.domain.billed import Billed, Owed
from shared.domain.engines import EngineKind, EngineUse, month_of, sum_uses
from shared.domain.interview_key import InterviewKey
from shared.domain.limits import LEDGER_RECEIPT_DAYS
from shared.domain.run import Run
from shared.domain.step_record import StepUse
from shared.domain.steps import BRANCHES, Step
from tests.builders import INTERVIEW, at, interview, run, run_key, use
from tests.contract.conftest import Stores
from tests.contract.test_concurrency import at_once

THIS_MONTH, NEXT_MONTH = month_of(at(0)), month_of(at(60 * 24 * 31))
OTHER = INTERVIEW.model_copy(update={"interview_id": "int_2"})
PAID = use(
    provider="openai",
    model="gpt|5:mini#x",
    retries=1,
    tokens_in=1000,
    tokens_out=200,
    tokens_cached=400,
    seconds=1.234567,
    price_nanodollars=7_000_001,
)
HEARD = use(provider="groq", model="whisper", kind=EngineKind.SPEECH, audio_seconds=61.1, price_nanodollars=11)


@pytest.fixture
def begun(stores: Stores) -> Stores:
    """An interview whose first run is at work on its evidence."""
    begin(stores, INTERVIEW)
    return stores


def begin(stores: Stores, key: InterviewKey) -> None:
    stores.interviews.create_interview(interview(key))
    stores.runs.begin_run(run_of(key), None)
    stores.runs.begin_step(run_key(1, key), Step.EVIDENCE, at(2))


def run_of(key: InterviewKey) -> Run:
    return run(1).model_copy(update={"key": run_key(1, key)})


def of_month(stores: Stores, month: str = THIS_MONTH) -> tuple[Sequence[EngineUse], Sequence[EngineUse]]:
    """The sums of the project and of the organisation."""
    project = stores.ledger.costs_of_project("acme", run(1).project_id, month)
    return project, stores.ledger.costs_of_organisation("acme", month)


def record(stores: Stores, *uses: EngineUse, receipt: str = "r1", step: Step | None = Step.EVIDENCE) -> None:
    stores.ledger.record(run(1), step, uses, at(2), receipt)


class TestRecord:
    def test_is_in_all_sums_and_on_the_step(self, begun: Stores) -> None:
        record(begun, PAID, HEARD)
        sums = sum_uses([PAID, HEARD])
        assert begun.ledger.costs_of_interview(INTERVIEW) == [StepUse(step=Step.EVIDENCE, use=use) for use in sums]
        assert of_month(begun) == (sums, sums)
        assert begun.runs.list_steps(run_key())[0].uses == sums

    def test_every_amount_is_added_by_model(self, begun: Stores) -> None:
        record(begun, PAID, PAID)
        record(begun, PAID, receipt="r2")
        [(total)] = of_month(begun)[1]
        assert total.amounts == {name: round(3 * amount, 6) for name, amount in PAID.amounts.items()}

    def test_a_second_time_it_adds_nothing(self, begun: Stores) -> None:
        for _ in range(3):
            record(begun, PAID)
        assert of_month(begun) == ((PAID,), (PAID,))
        assert begun.runs.list_steps(run_key())[0].uses == (PAID,)

    def test_a_second_time_adds_nothing_for_as_long_as_a_provider_keeps_a_job(self, begun: Stores) -> None:
        record(begun, PAID)
        last = at(2) + timedelta(days=LEDGER_RECEIPT_DAYS) - timedelta(seconds=1)
        begun.ledger.record(run(1), Step.EVIDENCE, (PAID,), last, "r1")
        assert begun.ledger.costs_of_interview(INTERVIEW) == [StepUse(step=Step.EVIDENCE, use=PAID)]

    def test_the_same_receipt_of_another_interview_is_another(self, begun: Stores) -> None:
        begin(begun, OTHER)
        record(begun, PAID)
        begun.ledger.record(run_of(OTHER), Step.EVIDENCE, (PAID,), at(2), "r1")
        assert of_month(begun)[1] == sum_uses([PAID, PAID])

    def test_of_more_models_than_one_transaction_takes(self, begun: Stores) -> None:
        uses = [use(provider=f"p{n:02}", price_nanodollars=n) for n in range(2 * USES_PER_TRANSACTION + 1)]
        for _ in range(2):
            record(begun, *uses)
        assert of_month(begun) == (tuple(uses), tuple(uses))

    def test_what_counts_nothing_is_left_out(self, begun: Stores) -> None:
        record(begun, use(calls=0))
        record(begun, receipt="r2")
        assert of_month(begun) == ((), ())
        assert begun.ledger.costs_of_interview(INTERVIEW) == []

    def test_around_the_steps(self, begun: Stores) -> None:
        record(begun, PAID, step=None)
        assert begun.ledger.costs_of_interview(INTERVIEW) == [StepUse(step=None, use=PAID)]
        assert of_month(begun) == ((PAID,), (PAID,))
        assert begun.runs.list_steps(run_key())[0].uses == ()

    def test_of_a_step_whose_state_has_gone_counts_all_the_same(self, begun: Stores) -> None:
        for _ in range(2):
            record(begun, PAID, step=Step.ANSWERS)
        assert begun.ledger.costs_of_interview(INTERVIEW) == [StepUse(step=Step.ANSWERS, use=PAID)]
        assert of_month(begun) == ((PAID,), (PAID,))
        assert [known.step for known in begun.runs.list_steps(run_key())] == [Step.EVIDENCE]


class TestReading:
    def test_steps_are_in_the_order_of_the_machine_over_all_runs(self, begun: Stores) -> None:
        for number, step in enumerate([None, *reversed(BRANCHES), Step.UPLOAD, Step.UPLOAD]):
            record(begun, PAID, step=step, receipt=str(number))
        costs = begun.ledger.costs_of_interview(INTERVIEW)
        assert [(cost.step, cost.use.calls) for cost in costs] == [
            (Step.UPLOAD, 2),
            *((step, 1) for step in BRANCHES),
            (None, 1),
        ]

    def test_months_are_of_utc(self, begun: Stores) -> None:
        next_month = at(60 * 24 * 31)
        begun.ledger.record(run(1), None, (PAID,), next_month, "r1")
        record(begun, HEARD, receipt="r2")
        assert of_month(begun) == ((HEARD,), (HEARD,))
        assert of_month(begun, NEXT_MONTH) == ((PAID,), (PAID,))
        assert begun.ledger.costs_of_project("acme", run(1).project_id, None) == sum_uses([PAID, HEARD])

    def test_what_is_forgotten_of_one_stays_in_the_sums(self, begun: Stores) -> None:
        begin(begun, OTHER)
        record(begun, PAID)
        begun.ledger.record(run_of(OTHER), Step.EVIDENCE, (HEARD,), at(2), "r1")
        before = of_month(begun)
        for _ in range(2):
            begun.ledger.forget(INTERVIEW)
        assert begun.ledger.costs_of_interview(INTERVIEW) == []
        assert [cost.use for cost in begun.ledger.costs_of_interview(OTHER)] == [HEARD]
        assert of_month(begun) == before
        record(begun, HEARD, receipt="r2")
        assert [cost.use for cost in begun.ledger.costs_of_interview(INTERVIEW)] == [HEARD]

    def test_of_another_interview_project_organisation_there_is_nothing(self, begun: Stores) -> None:
        record(begun, PAID)
        assert begun.ledger.costs_of_interview(OTHER) == []
        assert begun.ledger.costs_of_interview(INTERVIEW.model_copy(update={"organisation_id": "b"})) == []
        assert list(begun.ledger.costs_of_project("acme", "other", None)) == []
        assert list(begun.ledger.costs_of_organisation("b", THIS_MONTH)) == []


def owed_of(*uses: EngineUse, receipt: str = "r1", minute: int = 2, key: InterviewKey = INTERVIEW) -> Owed:
    bill = Billed(receipt=receipt, uses=uses)
    return Owed(run=run_key(1, key), project_id=run(1).project_id, step=Step.EVIDENCE, bill=bill, at=at(minute))


class TestOwed:
    def test_is_in_no_sum_until_it_is_paid(self, begun: Stores) -> None:
        begun.ledger.owe(owed_of(PAID, HEARD))
        assert of_month(begun) == ((), ())
        [owed] = begun.ledger.owed(limit=10)
        assert owed == owed_of(PAID, HEARD)
        begun.ledger.pay(owed)
        sums = sum_uses([PAID, HEARD])
        assert of_month(begun) == (sums, sums)
        assert begun.runs.list_steps(run_key())[0].uses == sums
        assert list(begun.ledger.owed(limit=10)) == []

    def test_what_is_owed_twice_or_was_entered_is_paid_once(self, begun: Stores) -> None:
        record(begun, PAID)
        for _ in range(2):
            begun.ledger.owe(owed_of(PAID))
        [owed] = begun.ledger.owed(limit=10)
        for _ in range(2):
            begun.ledger.pay(owed)
        assert of_month(begun) == ((PAID,), (PAID,))
        assert list(begun.ledger.owed(limit=10)) == []

    def test_the_oldest_comes_first_whosever_it_is(self, begun: Stores) -> None:
        other = OTHER.model_copy(update={"organisation_id": "b"})
        several = [owed_of(PAID, minute=3), owed_of(HEARD, receipt="r2", minute=1), owed_of(PAID, minute=2, key=other)]
        for each in several:
            begun.ledger.owe(each)
        assert list(begun.ledger.owed(limit=10)) == [several[1], several[2], several[0]]
        assert list(begun.ledger.owed(limit=1)) == [several[1]]

    def test_around_the_steps_and_where_the_step_has_gone(self, begun: Stores) -> None:
        around, gone = owed_of(PAID), owed_of(HEARD, receipt="r2")
        for each in (around.model_copy(update={"step": None}), gone.model_copy(update={"step": Step.ANSWERS})):
            begun.ledger.owe(each)
        for each in begun.ledger.owed(limit=10):
            begun.ledger.pay(each)
        assert [cost.step for cost in begun.ledger.costs_of_interview(INTERVIEW)] == [Step.ANSWERS, None]
        assert list(begun.ledger.owed(limit=10)) == []

    def test_of_more_models_than_one_transaction_takes(self, begun: Stores) -> None:
        uses = tuple(use(provider=f"p{n:02}", price_nanodollars=n) for n in range(2 * USES_PER_TRANSACTION))
        begun.ledger.owe(owed_of(*uses))
        for each in begun.ledger.owed(limit=10):
            begun.ledger.pay(each)
        assert of_month(begun) == (uses, uses)
        assert list(begun.ledger.owed(limit=10)) == []

    def test_outlives_what_is_forgotten_of_its_interview(self, begun: Stores) -> None:
        begun.ledger.owe(owed_of(PAID))
        begun.ledger.forget(INTERVIEW)
        assert list(begun.ledger.owed(limit=10)) == [owed_of(PAID)]


def test_forty_threads_lose_nothing_and_count_nothing_twice(stores: Stores) -> None:
    interviews = [INTERVIEW, OTHER]
    for key in interviews:
        begin(stores, key)
    # Every entry comes twice, in any order: 40 threads on the same counters.
    entries = [(key, use(seconds=0.1, price_nanodollars=n), str(n)) for n in range(1, 11) for key in interviews] * 2
    random.Random(7).shuffle(entries)
    answers = at_once(lambda e: stores.ledger.record(run_of(e[0]), Step.EVIDENCE, (e[1],), at(2), e[2]), entries)
    assert answers == [None] * 40
    each = use(calls=10, seconds=1.0, price_nanodollars=55)
    for key in interviews:
        assert stores.ledger.costs_of_interview(key) == [StepUse(step=Step.EVIDENCE, use=each)]
        assert stores.runs.list_steps(run_key(1, key))[0].uses == (each,)
    both = (use(calls=20, seconds=2.0, price_nanodollars=110),)
    assert of_month(stores) == (both, both)


def test_branches_side_by_side_lose_nothing(stores: Stores) -> None:
    begin(stores, INTERVIEW)
    for step in BRANCHES:
        stores.runs.begin_step(run_key(), step, at(2))
    work = [(step, n) for step in BRANCHES for n in range(8)]
    at_once(lambda entry: record(stores, PAID, step=entry[0], receipt=f"{entry[0]}-{entry[1]}"), work)
    assert [(cost.step, cost.use.calls) for cost in stores.ledger.costs_of_interview(INTERVIEW)] == [
        (step, 8) for step in BRANCHES
    ]
    assert of_month(stores)[1][0].price_nanodollars == 8 * len(BRANCHES) * PAID.price_nanodollars


def test_every_row_begins_with_its_organisation() -> None:
    places = [
        keys.cost_key(INTERVIEW, Step.EVIDENCE, "p", "speech").pk,
        keys.receipt_key(INTERVIEW, "r").pk,
        keys.owed_key(INTERVIEW, "r").pk,
        keys.costs_of_project("acme", "p"),
        keys.costs_of_organisation("acme"),
    ]
    assert all(place.startswith("ORG#acme#") for place in places)


def test_receipts_that_an_interview_has_not_seen(begun: Stores) -> None:
    record(begun, PAID, receipt="seen")
    begin(begun, OTHER)
    asked = ("seen", "unseen")
    assert list(begun.ledger.unentered(INTERVIEW, asked)) == ["unseen"]
    assert list(begun.ledger.unentered(OTHER, asked)) == ["seen", "unseen"]
    begun.ledger.forget(INTERVIEW)
    assert list(begun.ledger.unentered(INTERVIEW, asked)) == ["seen", "unseen"]
