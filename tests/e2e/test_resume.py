"""Resume, redrive, skip, versions, on a ready transcript so that it is quick."""

import threading

import pytest

from shared.adapters.faults import TableFaults
from shared.domain.errors import ParleyError, RunInProgress
from shared.domain.interview_key import InterviewKey
from shared.domain.interview_status import InterviewStatus
from shared.domain.run import Run, RunRequest
from shared.domain.run_status import RunStatus, StepStatus
from shared.domain.steps import STEPS_OF_RECORDINGS, Step
from shared.usecases.compare_runs import compare_runs
from shared.usecases.redrive_interview import redrive_interview
from tests.e2e.deployed import ORGANISATION, Deployed
from tests.e2e.test_bad_input import VTT

pytestmark = pytest.mark.emulator
BRANCHES = (Step.INSIGHTS, Step.PERSONAS, Step.ANSWERS)


@pytest.fixture
def done(deployed: Deployed) -> InterviewKey:
    key = deployed.submit(VTT, deployed.project())
    assert deployed.settled(key).status is InterviewStatus.COMPLETED
    return key


@pytest.fixture
def faults(deployed: Deployed) -> TableFaults:
    return TableFaults(deployed.root.table)


@pytest.mark.parametrize("step", BRANCHES)
def test_a_broken_branch_fails_the_run_its_siblings_finish_and_only_it_runs_again(
    deployed: Deployed, faults: TableFaults, step: Step
) -> None:
    faults.set(ORGANISATION, step, "EngineUnavailable")
    try:
        key = deployed.submit(VTT, deployed.project())
        assert deployed.settled(key).status is InterviewStatus.FAILED
    finally:
        faults.clear(ORGANISATION)
    first = deployed.run(key, 1)
    assert first.status is RunStatus.FAILED
    assert [(failure.step, failure.error) for failure in first.failures] == [(step, "EngineUnavailable")]
    assert set(first.completed_steps) == set(STEPS_OF_RECORDINGS) - {step}
    assert deployed.steps(key, 1)[step].status is StepStatus.FAILED
    second = deployed.redrive(key)
    assert second.status is RunStatus.SUCCEEDED
    assert set(second.completed_steps) == {step, Step.FINALIZE}
    assert set(deployed.steps(key, 2)) == {step, Step.FINALIZE}
    assert deployed.interview(key).status is InterviewStatus.COMPLETED


def test_a_resume_runs_what_depends_on_its_step_and_leaves_the_rest(deployed: Deployed, done: InterviewKey) -> None:
    run = deployed.redrive(done, resume_from=Step.EVIDENCE)
    assert set(run.completed_steps) == set(STEPS_OF_RECORDINGS) - {Step.UPLOAD}
    pointers = deployed.interview(done).pointers
    assert {step: pointer.run for step, pointer in pointers.items()} == dict.fromkeys(STEPS_OF_RECORDINGS, 2) | {
        Step.UPLOAD: 1
    }


def test_instructions_that_cannot_be_followed_are_reported(deployed: Deployed, done: InterviewKey) -> None:
    run = deployed.redrive(done, resume_from=Step.INSIGHTS, user_custom_instructions="Zebra migration only")
    assert run.status is RunStatus.SUCCEEDED
    record = deployed.steps(done, 2)[Step.INSIGHTS]
    assert record.warnings == ("the engine in use could not follow the custom instructions",)


def test_skipped_steps_do_not_run_and_their_former_results_stay(deployed: Deployed, done: InterviewKey) -> None:
    before = deployed.results(done)
    run = deployed.redrive(done, resume_from=Step.EVIDENCE, skip_steps=(Step.INSIGHTS,))
    assert Step.INSIGHTS not in run.completed_steps
    after = deployed.results(done)
    assert after.themes == before.themes
    assert after.stale_steps == (Step.INSIGHTS,)


def test_two_runs_can_be_compared(deployed: Deployed, done: InterviewKey) -> None:
    deployed.redrive(done, resume_from=Step.INSIGHTS)
    comparison = compare_runs(done, 1, 2, runs=deployed.root.runs, results=deployed.root.results)
    assert (comparison.added, comparison.removed, comparison.changed) == ((), (), ())
    assert comparison.unchanged == len(deployed.results(done).themes)


def test_of_two_redrives_at_once_one_wins(deployed: Deployed, done: InterviewKey) -> None:
    outcomes: list[Run | ParleyError] = []

    def redrive() -> None:
        try:
            outcomes.append(redrive_interview(done, RunRequest(resume_from=Step.UPLOAD), ports=deployed.root.starting))
        except ParleyError as error:
            outcomes.append(error)

    threads = [threading.Thread(target=redrive) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(isinstance(outcome, Run) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, RunInProgress) for outcome in outcomes) == 4
    deployed.ended(done, 2)


def test_a_redrive_while_running_is_refused(deployed: Deployed, done: InterviewKey) -> None:
    redrive_interview(done, RunRequest(resume_from=Step.UPLOAD), ports=deployed.root.starting)
    with pytest.raises(RunInProgress):
        redrive_interview(done, RunRequest(resume_from=Step.INSIGHTS), ports=deployed.root.starting)
    assert deployed.ended(done, 2).status is RunStatus.SUCCEEDED
