"""What every WaitingJobs does."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from shared.adapters.dynamodb_jobs import DynamoJobs
from shared.adapters.dynamodb_ledger import DynamoLedger
from shared.domain.billed import Billed, Owed
from shared.domain.steps import Step
from shared.domain.waiting_job import WaitingJob
from shared.ports import Ledger
from shared.ports.jobs import WaitingJobs
from tests.builders import at, waiting_job
from tests.contract.aws import client, new_table
from tests.contract.conftest import LEGS, endpoint_of
from tests.fakes import Memory, MemoryJobs, MemoryLedger


@dataclass(frozen=True)
class Stores:
    """The stores over one table."""

    jobs: WaitingJobs
    ledger: Ledger


@pytest.fixture(params=LEGS)
def stores(request: pytest.FixtureRequest) -> Iterator[Stores]:
    if request.param == "fake":
        memory = Memory()
        yield Stores(MemoryJobs(memory), MemoryLedger(memory))
        return
    with client("dynamodb", endpoint_of(request)) as dynamodb:
        table = new_table(dynamodb)
        yield Stores(DynamoJobs(table), DynamoLedger(table))


@pytest.fixture
def jobs(stores: Stores) -> WaitingJobs:
    return stores.jobs


def job(name: str = "acme.int_1.abc", minutes: float = 1, who: str = "one") -> WaitingJob:
    return waiting_job(name, task_token=who, since=at(minutes))


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


def owed(job: WaitingJob) -> Owed:
    bill = Billed(receipt=f"{job.name}@1", uses=(job.use(at(9)),))
    return Owed(run=job.run, project_id=job.project_id, step=Step.UPLOAD, bill=bill, at=at(9))


def test_what_it_cost_is_owed_when_nobody_waits_any_more(stores: Stores) -> None:
    stores.jobs.put(job())
    for _ in range(2):
        stores.jobs.remove(job(), owed=owed(job()))
    assert (stores.jobs.find(job().name), stores.ledger.owed(limit=9)) == (None, [owed(job())])


def test_while_another_task_waits_nothing_is_owed(stores: Stores) -> None:
    stores.jobs.put(job(who="two"))
    stores.jobs.remove(job(), owed=owed(job()))
    assert (stores.jobs.find(job().name), stores.ledger.owed(limit=9)) == (job(who="two"), [])
