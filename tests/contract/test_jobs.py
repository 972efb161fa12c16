"""What every WaitingJobs does."""

from collections.abc import Iterator

import pytest

from shared.adapters.dynamodb_jobs import DynamoJobs
from shared.domain.waiting_job import WaitingJob
from shared.ports.jobs import WaitingJobs
from tests.builders import at, run_key
from tests.contract.aws import client, new_table
from tests.contract.conftest import LEGS, endpoint_of
from tests.fakes import MemoryJobs


@pytest.fixture(params=LEGS)
def jobs(request: pytest.FixtureRequest) -> Iterator[WaitingJobs]:
    if request.param == "fake":
        yield MemoryJobs()
        return
    with client("dynamodb", endpoint_of(request)) as dynamodb:
        yield DynamoJobs(new_table(dynamodb))


def job(name: str = "acme.int_1.abc", minutes: float = 1, who: str = "one") -> WaitingJob:
    return WaitingJob(name=name, run=run_key(), task_token=who, since=at(minutes))


def test_who_waits_is_found_by_the_job_s_name(jobs: WaitingJobs) -> None:
    jobs.put(job())
    assert jobs.find("acme.int_1.abc") == job()
    assert jobs.find("acme.int_1.other") is None
    assert jobs.find("somebody-else-s") is None


def test_who_waits_last_takes_the_place(jobs: WaitingJobs) -> None:
    jobs.put(job())
    jobs.put(job(who="two"))
    assert jobs.waiting(limit=10) == [job(who="two")]


def test_the_longest_waiting_come_first(jobs: WaitingJobs) -> None:
    jobs.put(job("acme.int_1.abc", 5))
    jobs.put(job("other.int_1.abc", 2))
    assert [one.name for one in jobs.waiting(limit=10)] == ["other.int_1.abc", "acme.int_1.abc"]
    assert len(jobs.waiting(limit=1)) == 1


def test_who_has_taken_the_place_keeps_it(jobs: WaitingJobs) -> None:
    jobs.put(job())
    jobs.put(job(who="two"))
    jobs.remove(job())
    assert jobs.waiting(limit=10) == [job(who="two")]


def test_nobody_waits_any_more(jobs: WaitingJobs) -> None:
    jobs.put(job())
    jobs.remove(job())
    jobs.remove(job())
    assert (jobs.find(job().name), list(jobs.waiting(limit=10))) == (None, [])
