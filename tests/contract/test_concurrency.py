"""Many at once: one wins where one may, all land where all may. Each round runs on real threads."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from shared.domain.errors import ParleyError, RunInProgress
from shared.domain.interview_status import InterviewStatus
from shared.domain.run_status import RunStatus, StepStatus
from shared.domain.step_record import StepRecord
from shared.domain.steps import Step
from tests.builders import INTERVIEW, at, completed, event, failure, interview, run, run_key, upload, use
from tests.contract.conftest import Stores

A = TypeVar("A")
PARALLEL = (Step.EVIDENCE, Step.INSIGHTS, Step.PERSONAS, Step.ANSWERS)


def at_once(work: Callable[[A], object], arguments: Iterable[A]) -> list[object]:
    """What each call answered, or the named error that it raised, when all begin together."""
    given: Sequence[A] = list(arguments)
    start = Barrier(len(given))

    def attempt(argument: A) -> object:
        start.wait(timeout=30)
        try:
            return work(argument)
        except ParleyError as error:
            return error

    with ThreadPoolExecutor(len(given)) as pool:
        return list(pool.map(attempt, given))


def test_twenty_begin_a_run_and_one_wins(stores: Stores) -> None:
    stores.interviews.create_interview(interview())
    answers = at_once(lambda n: stores.runs.begin_run(run(1), upload(f"v{n}")), range(20))
    assert answers.count(None) == 1
    assert sum(isinstance(answer, RunInProgress) for answer in answers) == 19
    winner = f"v{answers.index(None)}"
    assert [record.version for record in stores.interviews.list_uploads(INTERVIEW)] == [winner]
    assert [known.key.run for known in stores.runs.list_runs(INTERVIEW)] == [1]


def test_four_steps_of_a_run_complete_at_once_and_all_land(stores: Stores) -> None:
    stores.interviews.create_interview(interview())
    stores.runs.begin_run(run(1), None)
    records = [stores.runs.begin_step(run_key(), step, at(2)).record for step in PARALLEL]
    answers = at_once(lambda record: stores.runs.complete_step(completed(record), {}, None), records)
    assert {answer.step for answer in answers if isinstance(answer, StepRecord)} == set(PARALLEL)
    assert sorted(stores.runs.get_run(run_key()).completed_steps) == sorted(PARALLEL)
    assert set(stores.interviews.get_interview(INTERVIEW).pointers) == set(PARALLEL)
    assert {record.status for record in stores.runs.list_steps(run_key())} == {StepStatus.COMPLETED}


def test_branches_begin_fail_and_complete_side_by_side(stores: Stores) -> None:
    stores.interviews.create_interview(interview())
    stores.runs.begin_run(run(1), None)

    def branch(step: Step) -> None:
        record = stores.runs.begin_step(run_key(), step, at(2)).record
        stores.ledger.record(run(1), step, (use(),), at(2), f"receipt-{step}")
        if step is Step.PERSONAS:
            stores.runs.record_failure(run_key(), failure(step))
        else:
            stores.runs.complete_step(completed(record), {}, None)

    assert at_once(branch, PARALLEL) == [None] * 4
    known = stores.runs.get_run(run_key())
    assert sorted(known.completed_steps) == sorted(step for step in PARALLEL if step is not Step.PERSONAS)
    assert known.failures == (failure(Step.PERSONAS),)
    assert [record.engine_calls for record in stores.runs.list_steps(run_key())] == [1] * 4


def test_of_eight_that_end_a_run_one_does(stores: Stores) -> None:
    stores.interviews.create_interview(interview())
    stores.runs.begin_run(run(1), None)
    answers = at_once(
        lambda n: stores.runs.end_run(
            run(1), RunStatus.FAILED, InterviewStatus.FAILED, str(n), event(run_key(), sequence=n)
        ),
        range(8),
    )
    assert answers.count(True) == 1
    assert stores.interviews.get_interview(INTERVIEW).reason == str(answers.index(True))


def test_engine_calls_are_counted_without_loss(stores: Stores) -> None:
    stores.interviews.create_interview(interview())
    stores.runs.begin_run(run(1), None)
    stores.runs.begin_step(run_key(), Step.EVIDENCE, at(2))
    at_once(lambda n: stores.ledger.record(run(1), Step.EVIDENCE, (use(calls=n),), at(2), str(n)), range(1, 11))
    assert stores.runs.list_steps(run_key())[0].engine_calls == 55


def test_a_step_that_completes_while_the_run_ends_lands_whole_or_not_at_all(stores: Stores) -> None:
    stores.interviews.create_interview(interview())
    stores.runs.begin_run(run(1), None)
    record = stores.runs.begin_step(run_key(), Step.EVIDENCE, at(2)).record

    def finish() -> None:
        stores.runs.complete_step(completed(record), {}, None)

    def stop() -> None:
        stores.runs.end_run(run(1), RunStatus.STOPPED, InterviewStatus.FAILED, "stopped", event())

    at_once(lambda work: work(), [finish, stop])
    landed = Step.EVIDENCE in stores.runs.get_run(run_key()).completed_steps
    assert (Step.EVIDENCE in stores.interviews.get_interview(INTERVIEW).pointers) is landed
    assert (stores.runs.list_steps(run_key())[0].status is StepStatus.COMPLETED) is landed
    assert stores.runs.get_run(run_key()).status is RunStatus.STOPPED
