"""A run that may not be opened again is left exactly as it was."""

import pytest

from shared.domain.errors import RunInProgress
from shared.domain.interview_status import InterviewStatus
from shared.domain.run_status import RunStatus
from shared.domain.steps import Step
from tests.builders import at, completed, event, interview, run, run_key
from tests.contract.conftest import Stores


@pytest.fixture
def finalized(stores: Stores) -> Stores:
    """An interview whose first run has completed its last step, and not ended."""
    stores.interviews.create_interview(interview())
    stores.runs.begin_run(run(1), None)
    record = stores.runs.begin_step(run_key(), Step.FINALIZE, at(2)).record
    stores.runs.complete_step(completed(record), {}, None)
    return stores


def refused(stores: Stores) -> None:
    known, steps = stores.runs.get_run(run_key()), list(stores.runs.list_steps(run_key()))
    with pytest.raises(RunInProgress):
        stores.runs.reopen_run(known, 1, at(20))
    assert list(stores.runs.list_steps(run_key())) == steps
    assert stores.runs.get_run(run_key()) == known


def test_a_run_that_has_not_ended_on_record_yet_goes_on(finalized: Stores) -> None:
    """AWS redrives what has ended; the record of the end may come later."""
    finalized.runs.reopen_run(finalized.runs.get_run(run_key()), 1, at(20))
    reopened = finalized.runs.get_run(run_key())
    assert (reopened.status, reopened.redrives, reopened.completed_steps) == (RunStatus.RUNNING, 1, ())


def test_a_run_that_a_newer_one_followed(finalized: Stores) -> None:
    finalized.runs.end_run(run(1), RunStatus.FAILED, InterviewStatus.FAILED, "x", event())
    finalized.runs.begin_run(run(2), None)
    refused(finalized)


def test_what_finalize_counted_is_counted_anew(finalized: Stores) -> None:
    finalized.runs.end_run(run(1), RunStatus.FAILED, InterviewStatus.FAILED, "x", event())
    finalized.runs.reopen_run(finalized.runs.get_run(run_key()), 1, at(20))
    assert finalized.runs.get_run(run_key()).completed_steps == ()
    again = finalized.runs.begin_step(run_key(), Step.FINALIZE, at(21)).record
    finalized.runs.complete_step(completed(again), {}, None)
    assert finalized.runs.get_run(run_key()).completed_steps == (Step.FINALIZE,)
