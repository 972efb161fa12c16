"""What was paid is on record at once, and once; what was free is entered in the end."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from shared.domain.engines import EngineUse
from shared.domain.errors import EngineFailed, StorageThrottled
from shared.domain.steps import Step
from shared.usecases.run_step import attempt_of
from shared.usecases.tally import Tally
from tests.builders import INTERVIEW, at, run_key, use
from tests.unit.world import World

PAID, FREE = use(provider="openai", price_nanodollars=5), use(provider="embedded")


class Book:
    """Where uses are entered; the first `lost` answers do not come back."""

    def __init__(self, lost: int = 0) -> None:
        self.entries: list[tuple[tuple[EngineUse, ...], str]] = []
        self.lost = lost

    def enter(self, uses: Sequence[EngineUse], receipt: str) -> None:
        self.entries.append((tuple(uses), receipt))
        if self.lost:
            self.lost -= 1
            raise StorageThrottled("busy")

    @property
    def uses(self) -> list[tuple[EngineUse, ...]]:
        return [uses for uses, _ in self.entries]


def test_what_was_paid_is_entered_at_once_and_what_was_free_in_the_end() -> None:
    book = Book()
    tally = Tally(book.enter)
    for each in (PAID, FREE, PAID, FREE):
        tally.add(each)
    assert book.uses == [(PAID,), (PAID,)]
    tally.close()
    assert book.uses[2:] == [(FREE.model_copy(update={"calls": 2}),)]
    assert len({receipt for _, receipt in book.entries}) == 3


def test_a_lost_entry_is_made_again_under_its_receipt() -> None:
    book = Book(lost=1)
    tally = Tally(book.enter)
    tally.add(PAID)
    tally.close()
    [first, again] = book.entries
    assert first == again


def test_a_table_that_stays_busy_is_reported_in_the_end() -> None:
    tally = Tally(Book(lost=2).enter)
    tally.add(PAID)
    with pytest.raises(StorageThrottled):
        tally.close()


def test_an_entry_that_fails_in_the_end_keeps_no_other_from_being_made() -> None:
    book = Book(lost=3)
    tally = Tally(book.enter)
    for each in (PAID, PAID, FREE):
        tally.add(each)
    with pytest.raises(StorageThrottled):
        tally.close()
    assert book.uses == [(PAID,)] * 4 + [(FREE,)]


def test_nothing_used_is_no_entry() -> None:
    book = Book()
    Tally(book.enter).close()
    assert book.entries == []


def test_windows_side_by_side_lose_nothing() -> None:
    book = Book()
    tally = Tally(book.enter)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(tally.add, [PAID, FREE] * 100))
    tally.close()
    assert sum(entered.calls for uses in book.uses for entered in uses) == 200


def paid_so_far(world: World) -> int:
    return sum(cost.use.price_nanodollars for cost in world.ledger.costs_of_interview(INTERVIEW))


def work(world: World, error: BaseException | None = None) -> None:
    """A step that makes a paid call, and then goes on or not."""
    with attempt_of(world.steps, world.runs.begin_step(run_key(), Step.PERSONAS, at(0))) as attempt:
        attempt.meter.add(PAID)
        if error:
            raise error


def test_a_payment_is_on_record_while_the_step_goes_on(world: World) -> None:
    with attempt_of(world.steps, world.runs.begin_step(run_key(), Step.PERSONAS, at(0))) as attempt:
        attempt.meter.add(PAID)
        assert paid_so_far(world) == 5


def test_a_worker_that_dies_has_its_payments_on_record(world: World) -> None:
    with pytest.raises(SystemExit):
        work(world, SystemExit())
    assert paid_so_far(world) == 5


def test_an_answer_that_was_lost_counts_once(world: World) -> None:
    world.ledger.lost_answers = 1
    work(world)
    assert paid_so_far(world) == 5


def test_why_an_attempt_failed_is_not_hidden_by_a_busy_table(world: World) -> None:
    world.ledger.lost_answers = 9
    with pytest.raises(EngineFailed):
        work(world, EngineFailed("HTTP 500"))
