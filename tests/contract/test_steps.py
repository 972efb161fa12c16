"""What every RunStore does with the steps of runs."""

import pytest

from shared.domain.errors import RunEnded
from shared.domain.interview import StepPointer
from shared.domain.interview_status import InterviewStatus
from shared.domain.run_status import RunStatus, StepStatus
from shared.domain.step_record import StepRecord
from shared.domain.steps import BRANCHES, Step
from shared.domain.totals import InterviewTotals
from tests.builders import ENGINE, INTERVIEW, at, completed, event, failure, interview, run, run_key, use
from tests.contract.conftest import Stores

OUTPUT = {"evidenceUnits": {"run": 1, "count": 3}, "ratio": 0.25, "text": "s3://x", "none": None, "list": [1, True]}


@pytest.fixture
def begun(stores: Stores) -> Stores:
    """An interview whose first run is under way."""
    stores.interviews.create_interview(interview())
    stores.runs.begin_run(run(1), None)
    return stores


def end(stores: Stores, number: int = 1) -> None:
    ended = stores.runs.end_run(
        run(number), RunStatus.STOPPED, InterviewStatus.FAILED, "stopped", event(run_key(number))
    )
    assert ended


def begin(stores: Stores, step: Step = Step.EVIDENCE, number: int = 1) -> StepRecord:
    return stores.runs.begin_step(run_key(number), step, at(2)).record


class TestBeginStep:
    def test_is_running(self, begun: Stores) -> None:
        record = begin(begun)
        expected = StepRecord(run=run_key(), step=Step.EVIDENCE, status=StepStatus.RUNNING, started_at=at(2))
        assert record == expected
        assert list(begun.runs.list_steps(run_key())) == [expected]
        assert begun.runs.get_run(run_key()).current_step is Step.EVIDENCE

    def test_its_run_comes_with_it_as_it_is_then(self, begun: Stores) -> None:
        begin(begun, Step.UPLOAD)
        assert begun.runs.begin_step(run_key(), Step.EVIDENCE, at(2)).run == begun.runs.get_run(run_key())
        begun.runs.complete_step(completed(begin(begun), OUTPUT), {}, None)
        end(begun)
        assert begun.runs.begin_step(run_key(), Step.EVIDENCE, at(3)).run == begun.runs.get_run(run_key())

    def test_a_second_attempt_is_counted(self, begun: Stores) -> None:
        begin(begun)
        begun.ledger.record(run(1), Step.EVIDENCE, (use(calls=4),), at(2), "r1")
        again = begun.runs.begin_step(run_key(), Step.EVIDENCE, at(3)).record
        assert (again.attempts, again.started_at, again.engine_calls) == (2, at(3), 4)

    def test_a_function_that_goes_on_is_no_new_attempt(self, begun: Stores) -> None:
        begin(begun)
        begun.ledger.record(run(1), Step.EVIDENCE, (use(calls=4),), at(2), "r1")
        going_on = begun.runs.begin_step(run_key(), Step.EVIDENCE, at(3), goes_on=True).record
        assert (going_on.attempts, going_on.started_at, going_on.engine_calls) == (1, at(2), 4)
        done = begun.runs.complete_step(completed(going_on, OUTPUT), {}, None)
        assert begun.runs.begin_step(run_key(), Step.EVIDENCE, at(6), goes_on=True).record == done

    def test_a_repeat_of_a_part_is_counted(self, begun: Stores) -> None:
        begin(begun)
        begun.runs.count_attempt(run_key(), Step.EVIDENCE)
        going_on = begun.runs.begin_step(run_key(), Step.EVIDENCE, at(3), goes_on=True).record
        assert going_on.attempts == 2
        assert begun.runs.complete_step(completed(going_on, OUTPUT), {}, None).attempts == 2
        begun.runs.count_attempt(run_key(), Step.EVIDENCE)
        assert begun.runs.list_steps(run_key())[0].attempts == 2

    def test_who_goes_on_with_what_never_began_or_failed_begins_it(self, begun: Stores) -> None:
        begun.runs.count_attempt(run_key(), Step.EVIDENCE)
        assert begun.runs.begin_step(run_key(), Step.EVIDENCE, at(3), goes_on=True).record.attempts == 1
        begun.runs.record_failure(run_key(), failure())
        again = begun.runs.begin_step(run_key(), Step.EVIDENCE, at(4), goes_on=True).record
        assert (again.attempts, again.started_at) == (2, at(4))

    def test_who_goes_on_in_a_run_that_ended(self, begun: Stores) -> None:
        begin(begun)
        end(begun)
        with pytest.raises(RunEnded):
            begun.runs.begin_step(run_key(), Step.EVIDENCE, at(3), goes_on=True)

    def test_a_failed_step_begins_anew(self, begun: Stores) -> None:
        begin(begun)
        begun.runs.record_failure(run_key(), failure())
        again = begin(begun)
        assert (again.status, again.failure, again.ended_at) == (StepStatus.RUNNING, None, None)

    def test_a_completed_step_answers_as_it_is(self, begun: Stores) -> None:
        done = completed(begin(begun), OUTPUT)
        begun.runs.complete_step(done, {}, None)
        assert begin(begun) == done
        assert list(begun.runs.list_steps(run_key())) == [done]

    def test_of_a_run_that_ended(self, begun: Stores) -> None:
        end(begun)
        with pytest.raises(RunEnded):
            begin(begun)
        assert list(begun.runs.list_steps(run_key())) == []

    def test_of_a_run_that_never_was(self, begun: Stores) -> None:
        with pytest.raises(RunEnded):
            begin(begun, number=2)


class TestCompleteStep:
    def test_writes_record_run_and_pointer(self, begun: Stores) -> None:
        done = completed(begin(begun), OUTPUT)
        begun.runs.complete_step(done, {Step.UPLOAD: 1}, None)
        owner = begun.interviews.get_interview(INTERVIEW)
        assert list(begun.runs.list_steps(run_key())) == [done]
        assert begun.runs.get_run(run_key()).completed_steps == (Step.EVIDENCE,)
        assert owner.pointers == {Step.EVIDENCE: StepPointer(run=1, inputs={Step.UPLOAD: 1}, output=OUTPUT)}
        assert (owner.updated_at, owner.totals) == (at(5), None)

    def test_engine_calls_that_were_counted_meanwhile_stay(self, begun: Stores) -> None:
        record = begin(begun)
        begun.ledger.record(run(1), Step.EVIDENCE, (use(calls=2),), at(2), "r1")
        begun.ledger.record(run(1), Step.EVIDENCE, (use(calls=3),), at(2), "r2")
        begun.runs.complete_step(completed(record), {}, None)
        [known] = begun.runs.list_steps(run_key())
        assert (known.engine_calls, known.engine) == (5, ENGINE)

    def test_totals_are_written_once_there_are_some(self, begun: Stores) -> None:
        totals = InterviewTotals(evidence=3, audio_seconds=61.5)
        begun.runs.complete_step(completed(begin(begun, Step.FINALIZE)), {}, totals)
        assert begun.interviews.get_interview(INTERVIEW).totals == totals
        begun.runs.complete_step(completed(begin(begun, Step.UPLOAD)), {}, None)
        assert begun.interviews.get_interview(INTERVIEW).totals == totals

    def test_the_pointers_of_other_steps_stay(self, begun: Stores) -> None:
        begun.runs.complete_step(completed(begin(begun, Step.UPLOAD)), {}, None)
        begun.runs.complete_step(completed(begin(begun, Step.EVIDENCE)), {Step.UPLOAD: 1}, None)
        assert set(begun.interviews.get_interview(INTERVIEW).pointers) == {Step.UPLOAD, Step.EVIDENCE}

    def test_of_a_newer_run_moves_the_pointer(self, begun: Stores) -> None:
        begun.runs.complete_step(completed(begin(begun)), {}, None)
        end(begun)
        begun.runs.begin_run(run(2), None)
        begun.runs.complete_step(completed(begin(begun, number=2)), {}, None)
        assert begun.interviews.get_interview(INTERVIEW).pointers[Step.EVIDENCE].run == 2

    def test_after_the_run_has_ended_nothing_is_written(self, begun: Stores) -> None:
        record = begin(begun)
        end(begun)
        with pytest.raises(RunEnded):
            begun.runs.complete_step(completed(record), {}, InterviewTotals(evidence=9))
        owner = begun.interviews.get_interview(INTERVIEW)
        assert (owner.pointers, owner.totals) == ({}, None)
        assert begun.runs.get_run(run_key()).completed_steps == ()
        assert begun.runs.list_steps(run_key())[0].status is StepStatus.RUNNING

    def test_after_a_newer_run_began_nothing_is_written(self, begun: Stores) -> None:
        record = begin(begun)
        end(begun)
        begun.runs.begin_run(run(2), None)
        with pytest.raises(RunEnded):
            begun.runs.complete_step(completed(record), {}, None)
        assert begun.interviews.get_interview(INTERVIEW).pointers == {}

    def test_of_two_attempts_the_first_to_complete_stands(self, begun: Stores) -> None:
        record = begin(begun)
        first = begun.runs.complete_step(completed(record, {"first": True}), {}, None)
        assert begun.runs.complete_step(completed(record, {"first": False}), {}, None) == first
        assert begun.runs.get_run(run_key()).completed_steps == (Step.EVIDENCE,)
        assert begun.runs.list_steps(run_key())[0].output == {"first": True}

    def test_of_a_step_that_failed_meanwhile_is_refused(self, begun: Stores) -> None:
        record = begin(begun)
        begun.runs.record_failure(run_key(), failure())
        with pytest.raises(RunEnded):
            begun.runs.complete_step(completed(record), {}, None)

    def test_of_a_step_that_never_began_is_refused(self, begun: Stores) -> None:
        never = StepRecord(run=run_key(), step=Step.ANSWERS, status=StepStatus.RUNNING, started_at=at(2))
        with pytest.raises(RunEnded):
            begun.runs.complete_step(completed(never), {}, None)


class TestRecordFailure:
    def test_is_on_the_step_and_on_the_run(self, begun: Stores) -> None:
        begin(begun)
        begun.runs.record_failure(run_key(), failure())
        [record] = begun.runs.list_steps(run_key())
        assert (record.status, record.failure, record.ended_at) == (StepStatus.FAILED, failure(), at(9))
        assert begun.runs.get_run(run_key()).failures == (failure(),)

    def test_of_no_step_is_on_the_run(self, begun: Stores) -> None:
        begun.runs.record_failure(run_key(), failure(None))
        assert begun.runs.get_run(run_key()).failures == (failure(None),)
        assert list(begun.runs.list_steps(run_key())) == []

    def test_of_a_step_that_never_began_is_on_the_run(self, begun: Stores) -> None:
        begun.runs.record_failure(run_key(), failure())
        assert begun.runs.get_run(run_key()).failures == (failure(),)
        assert list(begun.runs.list_steps(run_key())) == []

    def test_a_completed_step_stays_completed(self, begun: Stores) -> None:
        done = completed(begin(begun))
        begun.runs.complete_step(done, {}, None)
        begun.runs.record_failure(run_key(), failure())
        assert list(begun.runs.list_steps(run_key())) == [done]
        assert begun.runs.get_run(run_key()).failures == (failure(),)

    def test_several_are_kept_in_order(self, begun: Stores) -> None:
        for step in BRANCHES:
            begin(begun, step)
            begun.runs.record_failure(run_key(), failure(step))
        assert [known.step for known in begun.runs.get_run(run_key()).failures] == list(BRANCHES)


class TestListSteps:
    def test_are_in_the_order_of_the_machine(self, begun: Stores) -> None:
        for step in reversed(Step):
            begin(begun, step)
        assert [record.step for record in begun.runs.list_steps(run_key())] == list(Step)

    def test_of_another_run_are_not_listed(self, begun: Stores) -> None:
        begin(begun)
        end(begun)
        begun.runs.begin_run(run(2), None)
        assert list(begun.runs.list_steps(run_key(2))) == []
