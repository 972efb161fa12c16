"""Time left is Lambda's own count, in seconds, for every thread of the invocation."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from pydantic import BaseModel

from shared.domain.session.limits import CONSIDER_SECONDS
from shared.runtime import invocation
from shared.runtime.bootstrap import Root
from shared.runtime.handler import lambda_handler
from shared.runtime.live import holding
from shared.runtime.settings import Settings


@pytest.fixture(autouse=True)
def forget() -> Iterator[None]:
    yield
    invocation.note_deadline(None)


def context(milliseconds: int) -> SimpleNamespace:
    return SimpleNamespace(get_remaining_time_in_millis=lambda: milliseconds, aws_request_id="r")


def test_outside_lambda_there_is_an_hour() -> None:
    invocation.note_deadline(None)
    assert invocation.remaining() == 3600


def test_inside_it_is_what_lambda_says() -> None:
    invocation.note_deadline(context(1500))
    assert invocation.remaining() == 1.5


def test_it_is_never_negative() -> None:
    invocation.note_deadline(context(-20))
    assert invocation.remaining() == 0


class Nothing(BaseModel):
    pass


def test_a_handler_notes_it_for_all_its_threads() -> None:
    @lambda_handler(Nothing, Settings)
    def handler(_: Nothing, __: Settings) -> list[float]:
        with ThreadPoolExecutor(2) as pool:
            return list(pool.map(lambda _: invocation.remaining(), range(3)))

    assert handler({}, context(9000)) == [9, 9, 9]
    assert handler({}, context(4000)) == [4, 4, 4]


def test_work_may_have_less_than_its_function() -> None:
    invocation.note_deadline(context(60_000))
    with invocation.within(9):
        assert 8 < invocation.remaining() <= 9
        with invocation.within(0):
            assert invocation.remaining() == 0
    assert invocation.remaining() == 60


def test_work_never_has_more_than_its_function() -> None:
    invocation.note_deadline(context(2000))
    with invocation.within(9):
        assert invocation.remaining() == 2


def test_work_may_leave_time_to_what_comes_after_it() -> None:
    invocation.note_deadline(context(28_000))
    with invocation.leaving(10):
        assert 17 < invocation.remaining() <= 18
    with invocation.leaving(30):
        assert invocation.remaining() == 0
    assert invocation.remaining() == 28


def test_who_hears_an_answer_leaves_time_to_consider_it() -> None:
    root = Root()
    absent = dict.fromkeys(("sessions", "media", "organisations", "ledger", "clock", "engines"))
    vars(root).update(absent)
    invocation.note_deadline(context(28_000))
    with holding(root).listening.in_time():
        assert 28 - CONSIDER_SECONDS - 1 < invocation.remaining() <= 28 - CONSIDER_SECONDS
