"""What holds for every step: a repeat costs nothing, a fault leaves no half result, an ended run writes nothing."""

from typing import Any

import pytest

from shared.domain.errors import EngineFailed, EngineTimeout, RunEnded, StorageThrottled
from shared.domain.evidence import EvidenceUnit
from shared.domain.interview_status import InterviewStatus
from shared.domain.run import RunRequest
from shared.domain.run_status import RunStatus, StepStatus
from shared.domain.steps import STEPS_OF_RECORDINGS, Step
from shared.domain.value import Value
from shared.usecases.read_results import InterviewResults, read_results
from shared.usecases.run_step import Attempt, StepResult, run_step
from shared.usecases.start_run import resume_run
from tests.builders import INTERVIEW, at, event, run_key, use
from tests.unit.world import World

ANALYSIS = [step for step in STEPS_OF_RECORDINGS if step is not Step.UPLOAD]


class Answer(Value):
    number: int


def before(world: World, step: Step, number: int = 1) -> None:
    """Everything that comes before the step."""
    for earlier in world.run(number).planned_steps:
        if earlier is step:
            return
        world.do(earlier, number)


def end(world: World, number: int = 1) -> None:
    key = run_key(number)
    assert world.runs.end_run(world.run(number), RunStatus.STOPPED, InterviewStatus.FAILED, "stopped", event(key))


@pytest.mark.parametrize("step", list(STEPS_OF_RECORDINGS))
class TestEveryStep:
    def test_a_repeat_answers_the_same_without_an_engine(self, world: World, step: Step) -> None:
        before(world, step)
        first = world.do(step)
        calls = len(world.analyst.calls), len(world.hearing.calls), len(world.voices.calls)
        rows = dict(world.memory.rows)
        interview = world.interview()
        assert world.do(step) == first
        assert (len(world.analyst.calls), len(world.hearing.calls), len(world.voices.calls)) == calls
        assert world.memory.rows == rows
        assert world.interview() == interview

    def test_is_on_record(self, world: World, step: Step) -> None:
        before(world, step)
        world.clock.advance(seconds=5)
        output = world.do(step)
        record = next(record for record in world.runs.list_steps(run_key()) if record.step is step)
        assert record.status is StepStatus.COMPLETED
        assert record.output == output.model_dump(mode="json", by_alias=True)
        assert (record.attempts, record.ended_at, record.seconds) == (1, world.clock.now(), 0.0)
        assert record.engine
        assert record.engine.name == "scripted"
        assert world.interview().pointers[step].run == 1

    def test_of_a_run_that_has_ended_does_nothing(self, world: World, step: Step) -> None:
        before(world, step)
        end(world)
        known, calls = world.interview(), len(world.analyst.calls)
        with pytest.raises(RunEnded):
            world.do(step)
        assert world.interview() == known
        assert len(world.analyst.calls) == calls

    def test_of_a_run_that_ends_meanwhile_moves_no_pointer(
        self, monkeypatch: pytest.MonkeyPatch, world: World, step: Step
    ) -> None:
        before(world, step)
        pointers, totals = world.interview().pointers, world.interview().totals
        complete = world.runs.complete_step

        def too_late(*arguments: Any) -> None:
            end(world)
            complete(*arguments)

        monkeypatch.setattr(world.runs, "complete_step", too_late)
        with pytest.raises(RunEnded):
            world.do(step)
        assert (world.interview().pointers, world.interview().totals) == (pointers, totals)
        assert step not in world.run().completed_steps

    def test_a_fault_before_its_work_costs_nothing(self, world: World, step: Step) -> None:
        before(world, step)
        calls = len(world.analyst.calls), len(world.hearing.calls)
        world.faults.set("acme", step, EngineTimeout("no answer"))
        with pytest.raises(EngineTimeout):
            world.do(step)
        assert (len(world.analyst.calls), len(world.hearing.calls)) == calls
        world.do(step)
        record = next(record for record in world.runs.list_steps(run_key()) if record.step is step)
        assert (record.status, record.attempts) == (StepStatus.COMPLETED, 2)


@pytest.mark.parametrize("step", ANALYSIS)
class TestEveryStepWithRows:
    def test_a_crash_before_its_end_leaves_no_row_twice(
        self, monkeypatch: pytest.MonkeyPatch, world: World, step: Step
    ) -> None:
        before(world, step)
        monkeypatch.setattr(world.runs, "complete_step", _throttled)
        with pytest.raises(StorageThrottled):
            world.do(step)
        monkeypatch.undo()
        rows = world.memory.rows[run_key(), step]
        world.do(step)
        assert rows
        assert world.memory.rows[run_key(), step] == rows

    def test_a_crash_while_it_writes_is_mended_by_a_repeat(self, world: World, step: Step) -> None:
        before(world, step)
        world.results.break_after = 1
        with pytest.raises(ConnectionError):
            world.do(step)
        assert step not in world.interview().pointers
        world.do(step)
        assert len(world.memory.rows[run_key(), step]) >= 1
        assert step in world.interview().pointers

    def test_the_calls_of_a_failed_engine_are_counted_too(self, world: World, step: Step) -> None:
        before(world, step)
        world.analyst.errors = [EngineFailed("HTTP 500")]
        with pytest.raises(EngineFailed):
            world.do(step)
        world.do(step)
        record = next(record for record in world.runs.list_steps(run_key()) if record.step is step)
        assert (record.engine_calls, record.attempts) == (2, 2)


def _throttled(*_: object) -> None:
    raise StorageThrottled("the table answered ThrottlingException")


def seen_of(world: World) -> InterviewResults:
    """What readers see of the interview."""
    return read_results(INTERVIEW, interviews=world.interviews, results=world.results, ledger=world.ledger)


class TestReRun:
    def test_former_results_stay_readable_until_a_step_is_done_anew(self, finished: World) -> None:
        former = seen_of(finished)
        resume_run(INTERVIEW, RunRequest(resume_from=Step.EVIDENCE), ports=finished.starting)
        finished.results.break_after = 2
        with pytest.raises(ConnectionError):
            finished.do(Step.EVIDENCE, 2)
        now = seen_of(finished)
        assert now.interview.status is InterviewStatus.PROCESSING
        assert now.model_copy(update={"interview": former.interview, "cost": former.cost}) == former

    def test_former_results_stay_readable_after_it_failed(self, finished: World) -> None:
        former = seen_of(finished)
        resume_run(INTERVIEW, RunRequest(resume_from=Step.INSIGHTS), ports=finished.starting)
        finished.analyst.errors = [EngineFailed("HTTP 500")]
        with pytest.raises(EngineFailed):
            finished.do(Step.INSIGHTS, 2)
        end(finished, 2)
        now = seen_of(finished)
        assert (now.themes, now.theme_quotes, now.summary) == (former.themes, former.theme_quotes, former.summary)

    def test_steps_that_rest_on_older_inputs_are_stale(self, finished: World) -> None:
        resume_run(INTERVIEW, RunRequest(resume_from=Step.EVIDENCE), ports=finished.starting)
        finished.do(Step.EVIDENCE, 2)
        seen = seen_of(finished)
        assert seen.stale_steps == (Step.INSIGHTS, Step.PERSONAS, Step.ANSWERS, Step.FINALIZE)
        finished.do(Step.INSIGHTS, 2)
        seen = seen_of(finished)
        assert seen.stale_steps == (Step.PERSONAS, Step.ANSWERS, Step.FINALIZE)

    def test_stale_themes_keep_the_quotes_they_were_made_from(self, finished: World) -> None:
        resume_run(INTERVIEW, RunRequest(resume_from=Step.EVIDENCE), ports=finished.starting)
        former = finished.results.load_rows(run_key(1), Step.EVIDENCE, EvidenceUnit)
        finished.analyst.readings = {}
        finished.do(Step.EVIDENCE, 2)
        seen = seen_of(finished)
        assert seen.evidence == ()
        assert seen.theme_quotes == tuple(former)

    def test_after_a_whole_re_run_nothing_is_stale(self, finished: World) -> None:
        resume_run(INTERVIEW, RunRequest(resume_from=Step.UPLOAD), ports=finished.starting)
        finished.do_all(2)
        seen = seen_of(finished)
        assert seen.stale_steps == ()
        assert {pointer.run for pointer in seen.interview.pointers.values()} == {2}


def test_the_output_is_read_back_as_its_own_type(world: World) -> None:
    def work(attempt: Attempt) -> StepResult[Answer]:
        attempt.meter.add(use())
        return StepResult(output=Answer(number=3), warnings=("careful",), inputs={Step.UPLOAD: 1})

    answers = [run_step(world.steps, run_key(), Step.PERSONAS, work, Answer) for _ in range(2)]
    assert answers == [Answer(number=3)] * 2
    [record] = world.runs.list_steps(run_key())
    assert (record.engine_calls, record.warnings, record.started_at) == (1, ("careful",), at(0))
    assert world.interview().pointers[Step.PERSONAS].inputs == {Step.UPLOAD: 1}


def test_what_the_engines_say_of_themselves_is_among_the_warnings(world: World) -> None:
    def work(attempt: Attempt) -> StepResult[Answer]:
        for warning in ("groq stood in", "openai stood in", "groq stood in"):
            attempt.meter.note(warning)
        return StepResult(output=Answer(number=3), warnings=("careful",))

    run_step(world.steps, run_key(), Step.PERSONAS, work, Answer)
    [record] = world.runs.list_steps(run_key())
    assert record.warnings == ("careful", "groq stood in", "openai stood in")
