"""Starting, resuming, redriving, planning and comparing runs."""

from datetime import datetime

import pytest

from shared.domain.errors import (
    InvalidRequest,
    MissingStepInput,
    NothingToResume,
    RedriveRefused,
    RunInProgress,
    UnknownInterview,
)
from shared.domain.interview_key import InterviewKey, RunKey
from shared.domain.limits import MAX_RUNS
from shared.domain.run import RunRequest
from shared.domain.run_status import RunStatus
from shared.domain.stale_steps import stale_steps
from shared.domain.steps import STEPS_OF_RECORDINGS, Step
from shared.usecases.admit_runs import admit_runs
from shared.usecases.conclude_run import end_failed_run
from shared.usecases.redrive_interview import failed_interviews, redrive_interview, redrive_natively
from shared.usecases.start_run import next_run, resume_run, start_run
from tests.builders import INTERVIEW, at, completed, failure, interview, run_key
from tests.unit.world import World

STRANGER = InterviewKey(organisation_id="other", interview_id="int_1")


def fail(world: World, *steps: Step, number: int = 1, error: str = "EngineFailed") -> None:
    """The run does what it planned, except these steps, and ends."""
    for step in world.run(number).planned_steps:
        if step in steps:
            world.runs.record_failure(run_key(number), failure(step, error))
        elif step is not Step.FINALIZE:
            world.do(step, number)
    end_failed_run(world.run(number), RunStatus.FAILED, runs=world.runs, clock=world.clock)
    world.workflow.end(run_key(number), RunStatus.FAILED)


class TestStart:
    def test_a_run_is_on_record_before_it_starts(self) -> None:
        world = World()
        world.schedule()
        world.workflow.failing_starts = 1
        start_run(world.interview(), RunRequest(), ports=world.starting, version="v1")
        assert world.run().status is RunStatus.QUEUED
        assert admit_runs(ports=world.starting) == 1
        assert world.run().execution_arn == world.workflow.arn_of(run_key())

    def test_a_plan_that_is_refused_writes_nothing(self) -> None:
        world = World()
        world.schedule()
        with pytest.raises(MissingStepInput):
            start_run(world.interview(), RunRequest(skip_steps=(Step.UPLOAD,)), ports=world.starting, version="v1")
        assert (world.memory.runs, world.workflow.asked) == ({}, [])

    @pytest.mark.parametrize(("last", "refused"), [(0, False), (MAX_RUNS - 1, False), (MAX_RUNS, True)])
    def test_the_last_run(self, last: int, refused: bool) -> None:
        known = interview(last_run=last)
        if not refused:
            assert next_run(known).run == last + 1
            return
        with pytest.raises(InvalidRequest):
            next_run(known)


class TestResume:
    def test_reads_the_same_upload(self, finished: World) -> None:
        finished.media.upload("acme/int_1/upload", b"another")
        run = resume_run(INTERVIEW, RunRequest(resume_from=Step.UPLOAD), ports=finished.starting)
        assert (run.key.run, run.upload_version) == (2, "v1")

    def test_finished_siblings_are_not_planned(self, finished: World) -> None:
        run = resume_run(INTERVIEW, RunRequest(resume_from=Step.PERSONAS), ports=finished.starting)
        assert run.planned_steps == (Step.PERSONAS, Step.FINALIZE)
        finished.do_all(2)
        pointers = finished.interview().pointers
        assert (pointers[Step.INSIGHTS].run, pointers[Step.PERSONAS].run) == (1, 2)

    def test_while_a_run_is_under_way(self, world: World) -> None:
        world.do(Step.UPLOAD)
        with pytest.raises(RunInProgress):
            resume_run(INTERVIEW, RunRequest(resume_from=Step.EVIDENCE), ports=world.starting)
        assert world.workflow.started == [run_key()]

    def test_before_the_first_run(self) -> None:
        world = World()
        world.schedule()
        with pytest.raises(NothingToResume):
            resume_run(INTERVIEW, RunRequest(resume_from=Step.UPLOAD), ports=world.starting)

    def test_of_another_organisation(self, finished: World) -> None:
        with pytest.raises(UnknownInterview):
            resume_run(STRANGER, RunRequest(resume_from=Step.UPLOAD), ports=finished.starting)


class TestRedrive:
    @pytest.mark.parametrize(
        ("failing", "planned"),
        [
            ((Step.PERSONAS,), (Step.PERSONAS, Step.FINALIZE)),
            ((Step.INSIGHTS, Step.ANSWERS), (Step.INSIGHTS, Step.ANSWERS, Step.FINALIZE)),
        ],
    )
    def test_resumes_from_the_first_unfinished_step(
        self, world: World, failing: tuple[Step, ...], planned: tuple[Step, ...]
    ) -> None:
        fail(world, *failing)
        run = redrive_interview(INTERVIEW, RunRequest(), ports=world.starting)
        assert (run.request.resume_from, run.planned_steps) == (planned[0], planned)
        calls = len(world.analyst.calls)
        world.do_all(2)
        assert world.run(2).status is RunStatus.SUCCEEDED
        assert len(world.analyst.calls) - calls == len(planned)

    def test_takes_the_failed_run_s_instructions_along(self, world: World) -> None:
        world.do_all()
        asked = RunRequest(resume_from=Step.EVIDENCE, user_custom_instructions="price", skip_steps=(Step.PERSONAS,))
        redrive_interview(INTERVIEW, asked, ports=world.starting)
        end_failed_run(world.run(2), RunStatus.STOPPED, runs=world.runs, clock=world.clock)
        run = redrive_interview(INTERVIEW, RunRequest(), ports=world.starting)
        assert (run.request.user_custom_instructions, run.request.skip_steps) == ("price", (Step.PERSONAS,))

    def test_leaves_no_failed_sibling_on_older_evidence(self, finished: World) -> None:
        redrive_interview(INTERVIEW, RunRequest(resume_from=Step.EVIDENCE), ports=finished.starting)
        for step in (Step.EVIDENCE, Step.PERSONAS):
            finished.do(step, 2)
        end_failed_run(finished.run(2), RunStatus.FAILED, runs=finished.runs, clock=finished.clock)
        run = redrive_interview(INTERVIEW, RunRequest(), ports=finished.starting)
        assert run.planned_steps == (Step.INSIGHTS, Step.ANSWERS, Step.FINALIZE)
        finished.do_all(3)
        assert stale_steps(finished.interview()) == ()

    def test_an_end_that_was_lost_is_made_up_for(self, world: World) -> None:
        for step in (step for step in STEPS_OF_RECORDINGS if step is not Step.FINALIZE):
            world.do(step)
        record = world.runs.begin_step(run_key(), Step.FINALIZE, world.clock.now()).record
        world.runs.complete_step(completed(record, {"success": True}), {}, None)
        end_failed_run(world.run(1), RunStatus.STOPPED, runs=world.runs, clock=world.clock)
        assert redrive_interview(INTERVIEW, RunRequest(), ports=world.starting).planned_steps == (Step.FINALIZE,)

    def test_a_step_can_be_named(self, finished: World) -> None:
        run = redrive_interview(INTERVIEW, RunRequest(resume_from=Step.ANSWERS), ports=finished.starting)
        assert run.planned_steps == (Step.ANSWERS, Step.FINALIZE)

    def test_after_success_a_step_must_be_named(self, finished: World) -> None:
        with pytest.raises(NothingToResume) as refused:
            redrive_interview(INTERVIEW, RunRequest(), ports=finished.starting)
        assert "--from" in refused.value.advice

    def test_before_the_first_run(self) -> None:
        world = World()
        world.schedule()
        with pytest.raises(NothingToResume):
            redrive_interview(INTERVIEW, RunRequest(), ports=world.starting)

    def test_twice_at_once_is_one_run(self, world: World) -> None:
        fail(world, Step.PERSONAS)
        redrive_interview(INTERVIEW, RunRequest(), ports=world.starting)
        with pytest.raises(RunInProgress):
            redrive_interview(INTERVIEW, RunRequest(), ports=world.starting)


class TestRedriveNatively:
    def test_asks_aws(self, world: World) -> None:
        fail(world, Step.PERSONAS)
        assert redrive_natively(INTERVIEW, ports=world.starting).key == run_key()
        assert world.workflow.redriven == [world.workflow.arn_of(run_key())]

    def test_aws_may_refuse(self, world: World) -> None:
        fail(world, Step.PERSONAS)
        world.workflow.refuses_redrives = True
        with pytest.raises(RedriveRefused):
            redrive_natively(INTERVIEW, ports=world.starting)

    def test_after_success(self, finished: World) -> None:
        with pytest.raises(RedriveRefused) as refused:
            redrive_natively(INTERVIEW, ports=finished.starting)
        assert "--from" in refused.value.advice

    def test_without_an_execution(self) -> None:
        world = World()
        world.schedule()
        world.workflow.failing_starts = 1
        world.receive()
        with pytest.raises(RedriveRefused):
            redrive_natively(INTERVIEW, ports=world.starting)

    def test_before_the_first_run(self) -> None:
        world = World()
        world.schedule()
        with pytest.raises(NothingToResume):
            redrive_natively(INTERVIEW, ports=world.starting)


def many(world: World, count: int) -> None:
    """Failed interviews, each a minute after the other; every third for want of time."""
    for number in range(count):
        key = InterviewKey(organisation_id="acme", interview_id=f"int_{number:03d}")
        world.schedule(key)
        world.receive(key=key)
        error = "EngineTimeout" if number % 3 == 0 else "EngineFailed"
        world.runs.record_failure(run_key(1, key), failure(Step.EVIDENCE, error))
        end_failed_run(world.runs.get_run(run_key(1, key)), RunStatus.FAILED, runs=world.runs, clock=world.clock)
        world.clock.advance(minutes=1)


class TestFailedInterviews:
    def found(
        self, world: World, *, error: str | None = None, since: datetime | None = None, organisation_id: str = "acme"
    ) -> list[str]:
        pairs = failed_interviews(
            organisation_id, error=error, since=since, lists=world.interview_lists, runs=world.runs
        )
        return [known.id for known, run in pairs if run.key == RunKey(**_key(known.id))]

    def test_newest_first(self) -> None:
        world = World()
        many(world, 5)
        assert self.found(world) == ["int_004", "int_003", "int_002", "int_001", "int_000"]

    def test_of_one_error(self) -> None:
        world = World()
        many(world, 5)
        assert self.found(world, error="EngineTimeout") == ["int_003", "int_000"]
        assert self.found(world, error="NoSpeech") == []

    @pytest.mark.parametrize(("minutes", "count"), [(0, 5), (3, 2), (4, 1), (4.5, 0)])
    def test_since_a_time(self, minutes: float, count: int) -> None:
        world = World()
        many(world, 5)
        assert len(self.found(world, since=at(minutes))) == count

    def test_more_than_a_page(self) -> None:
        world = World()
        many(world, 205)
        assert len(set(self.found(world))) == 205

    def test_others_are_left_out(self, finished: World) -> None:
        assert self.found(finished) == []
        many(finished, 1)
        assert self.found(finished, organisation_id="other") == []


def _key(interview_id: str) -> dict[str, object]:
    return {"organisation_id": "acme", "interview_id": interview_id, "run": 1}
