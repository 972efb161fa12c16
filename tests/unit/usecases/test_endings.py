"""How runs end: finalize, conclude, settle, and what failures say."""

import pytest

from shared.domain.errors import RunFailed, RunInProgress, UnknownRun
from shared.domain.events import DomainEvent, EventName
from shared.domain.interview_key import InterviewKey
from shared.domain.interview_status import InterviewStatus
from shared.domain.run import RunRequest
from shared.domain.run_status import RunStatus
from shared.domain.steps import BRANCHES, STEPS_OF_RECORDINGS, Step
from shared.domain.totals import InterviewTotals
from shared.usecases.admit_runs import admit_runs
from shared.usecases.conclude_run import conclude_run, reason_of
from shared.usecases.finalize_interview import FinalizeInterviewOutput
from shared.usecases.record_failure import record_failure
from shared.usecases.start_run import resume_run
from tests.builders import INTERVIEW, failure, run_key
from tests.fakes.memory import changed
from tests.unit.said import HEARD
from tests.unit.world import World

ENDS = {EventName.INTERVIEW_COMPLETED, EventName.INTERVIEW_FAILED, EventName.INTERVIEW_REJECTED}


def fail(world: World, step: Step = Step.INSIGHTS, error: str = "EngineFailed", number: int = 1) -> None:
    """What a Catch of the machine does."""
    record_failure(run_key(number), step, error, "the cause", runs=world.runs, clock=world.clock)


def up_to(world: World, *failing: Step) -> None:
    """The machine's way through a first run in which some branches fail."""
    for step in STEPS_OF_RECORDINGS:
        if step in failing:
            world.runs.begin_step(run_key(), step, world.clock.now())
            fail(world, step)
        else:
            world.do(step)


def conclude(world: World, redrives: int = 0, planned: int = 0, number: int = 1) -> bool:
    return conclude_run(run_key(number), redrives, planned, runs=world.runs, clock=world.clock)


def events(world: World) -> list[tuple[str, str]]:
    """How runs ended; what is announced on the way has tests of its own."""
    return [(event.event, event.event_id) for event in world.memory.outbox.values() if event.event in ENDS]


class TestFinalize:
    def test_ends_the_run_when_everything_is_done(self, world: World) -> None:
        world.clock.advance(minutes=3)
        world.do_all()
        assert (world.run().status, world.run().ended_at) == (RunStatus.SUCCEEDED, world.clock.now())
        assert world.interview().status is InterviewStatus.COMPLETED
        assert events(world) == [("interview.completed", "evt_int_1-r1-0-interview_completed")]

    def test_counts_what_is_in_sight(self, finished: World) -> None:
        assert finished.interview().totals == InterviewTotals(
            segments=4, evidence=2, themes=2, people=1, answered=1, questions=2, audio_seconds=60.0
        )

    @pytest.mark.parametrize("failing", [step for step in BRANCHES if step in STEPS_OF_RECORDINGS])
    def test_without_one_branch_there_is_no_success_and_no_event(self, world: World, failing: Step) -> None:
        up_to(world, failing)
        assert world.interview().pointers[Step.FINALIZE].output == {"success": False}
        assert world.run().status is RunStatus.RUNNING
        assert events(world) == []
        assert world.interview().totals

    def test_a_crash_between_its_record_and_the_end_is_mended_by_a_repeat(
        self, monkeypatch: pytest.MonkeyPatch, world: World
    ) -> None:
        monkeypatch.setattr(world.runs, "end_run", _died)
        with pytest.raises(ConnectionError):
            world.do_all()
        assert world.run().status is RunStatus.RUNNING
        monkeypatch.undo()
        assert world.do(Step.FINALIZE) == FinalizeInterviewOutput(success=True)
        assert world.run().status is RunStatus.SUCCEEDED
        assert world.analyst.calls.count("summarise") == 1
        assert len(events(world)) == 1

    def test_skipped_steps_are_not_missed(self) -> None:
        from shared.usecases.start_run import start_run

        world = World()
        world.schedule()
        world.media.upload("acme/int_1/upload", b"x")
        request = RunRequest(skip_steps=BRANCHES)
        start_run(world.interview(), request, ports=world.starting, version="v1")
        world.do_all()
        assert world.interview().status is InterviewStatus.COMPLETED
        assert world.interview().totals == InterviewTotals(segments=4, evidence=2, people=1, audio_seconds=60.0)


def _died(*_: object, **__: object) -> None:
    raise ConnectionError("the process died")


class TestConclude:
    def test_after_success_there_is_nothing_to_do(self, finished: World) -> None:
        assert conclude(finished) is False
        assert len(events(finished)) == 1

    def test_a_failure_is_on_record_before_the_execution_fails(self, world: World) -> None:
        up_to(world, Step.INSIGHTS)
        with pytest.raises(RunFailed, match="insights did not complete in run 1"):
            conclude(world)
        assert (world.run().status, world.interview().status) == (RunStatus.FAILED, InterviewStatus.FAILED)
        assert world.interview().reason == "EngineFailed: the cause"
        assert events(world) == [("interview.failed", "evt_int_1-r1-0-interview_failed")]
        [event] = [one for one in world.memory.outbox.values() if one.event in ENDS]
        assert event.reason == "EngineFailed"

    def test_a_repeat_ends_nothing_twice(self, world: World) -> None:
        up_to(world, Step.INSIGHTS)
        for _ in range(2):
            with pytest.raises(RunFailed):
                conclude(world)
        assert len(events(world)) == 1

    @pytest.mark.parametrize("error", ["EmptyRecording", "NoSpeech", "UnreadableTranscript", "RecordingTooLong"])
    def test_a_recording_that_cannot_be_used_rejects_its_interview(self, world: World, error: str) -> None:
        fail(world, Step.UPLOAD, error)
        assert conclude(world) is False
        assert (world.run().status, world.interview().status) == (RunStatus.FAILED, InterviewStatus.REJECTED)
        assert events(world) == [("interview.rejected", "evt_int_1-r1-0-interview_rejected")]

    @pytest.mark.parametrize(
        ("step", "error"),
        [
            (Step.UPLOAD, "EngineUnavailable"),
            (Step.UPLOAD, "Sandbox.Timedout"),
            (Step.UPLOAD, "MissingStepInput"),
            (Step.EVIDENCE, "NoSpeech"),
        ],
    )
    def test_a_fault_of_ours_rejects_nothing(self, world: World, step: Step, error: str) -> None:
        fail(world, step, error)
        with pytest.raises(RunFailed):
            conclude(world)
        assert world.interview().status is InterviewStatus.FAILED

    def test_several_unfinished_steps_are_named(self, world: World) -> None:
        up_to(world, Step.INSIGHTS, Step.ANSWERS)
        with pytest.raises(RunFailed, match="insights, answers did not complete"):
            conclude(world)

    def test_an_unknown_run(self, world: World) -> None:
        with pytest.raises(UnknownRun):
            conclude(world, number=7)


class TestNativeRedrive:
    def test_goes_round_again(self, world: World) -> None:
        up_to(world, Step.INSIGHTS)
        with pytest.raises(RunFailed):
            conclude(world)
        assert conclude(world, redrives=1) is True
        assert (world.run().status, world.run().redrives, world.run().failures) == (RunStatus.RUNNING, 1, ())
        assert world.interview().status is InterviewStatus.PROCESSING

    def test_completed_steps_cost_nothing_the_second_time(self, world: World) -> None:
        up_to(world, Step.INSIGHTS)
        with pytest.raises(RunFailed):
            conclude(world)
        conclude(world, redrives=1)
        calls = list(world.analyst.calls)
        for step in (Step.UPLOAD, Step.EVIDENCE, Step.PERSONAS, Step.ANSWERS, Step.INSIGHTS):
            world.do(step)
        assert world.analyst.calls == [*calls, "find_themes"]

    def test_what_was_missing_is_counted_in_the_end(self, world: World) -> None:
        up_to(world, Step.INSIGHTS)
        with pytest.raises(RunFailed):
            conclude(world)
        conclude(world, redrives=1)
        world.do(Step.INSIGHTS)
        assert world.do(Step.FINALIZE) == FinalizeInterviewOutput(success=True)
        totals = world.interview().totals
        assert totals
        assert totals.themes == 2

    def test_ends_with_events_of_its_own(self, world: World) -> None:
        up_to(world, Step.INSIGHTS)
        with pytest.raises(RunFailed):
            conclude(world)
        conclude(world, redrives=1)
        with pytest.raises(RunFailed):
            conclude(world, redrives=1, planned=1)
        conclude(world, redrives=2, planned=1)
        world.do(Step.INSIGHTS)
        world.do(Step.FINALIZE)
        assert conclude(world, redrives=2, planned=2) is False
        assert [event_id for _, event_id in events(world)] == [
            "evt_int_1-r1-0-interview_failed",
            "evt_int_1-r1-1-interview_failed",
            "evt_int_1-r1-2-interview_completed",
        ]

    def test_a_newer_run_came_after(self, world: World) -> None:
        up_to(world, Step.INSIGHTS)
        with pytest.raises(RunFailed):
            conclude(world)
        resume_run(INTERVIEW, RunRequest(resume_from=Step.INSIGHTS), ports=world.starting)
        with pytest.raises(RunInProgress):
            conclude(world, redrives=1)
        assert world.interview().active_run == 2

    def test_an_answer_that_was_lost_is_given_again(self, world: World) -> None:
        up_to(world, Step.INSIGHTS)
        with pytest.raises(RunFailed):
            conclude(world)
        assert [conclude(world, redrives=1), conclude(world, redrives=1)] == [True, True]


def test_the_reason_is_the_first_failure_or_how_it_ended() -> None:
    first, second = failure(message="first"), failure(message="second")
    assert reason_of((first, second), RunStatus.FAILED) == "EngineFailed: first"
    assert reason_of((), RunStatus.TIMED_OUT) == "timed_out: the run ended from outside"


def announced(world: World, name: EventName) -> list[DomainEvent]:
    return [event for event in world.memory.outbox.values() if event.event is name]


class TestAnnouncements:
    def test_an_interview_starts_with_its_first_run_and_only_then(self, finished: World) -> None:
        resume_run(INTERVIEW, RunRequest(), ports=finished.starting)
        [started] = announced(finished, EventName.INTERVIEW_STARTED)
        assert (started.event_id, started.run) == ("evt_int_1-interview_started", None)

    def test_a_start_that_was_refused_is_announced_under_the_same_id(self, world: World) -> None:
        world.schedule(INTERVIEW.model_copy(update={"interview_id": "int_2"}))
        world.workflow.failing_starts = 1
        world.receive(key=InterviewKey(organisation_id="acme", interview_id="int_2"))
        admit_runs(ports=world.starting)
        assert [event.interview_id for event in announced(world, EventName.INTERVIEW_STARTED)] == ["int_1", "int_2"]

    def test_insights_are_announced_with_the_step_that_made_them(self, world: World) -> None:
        world.do(Step.UPLOAD)
        world.do(Step.EVIDENCE)
        assert announced(world, EventName.INSIGHTS_EXTRACTED) == []
        world.do(Step.INSIGHTS)
        world.do(Step.INSIGHTS)
        assert [event.run for event in announced(world, EventName.INSIGHTS_EXTRACTED)] == [1]

    @pytest.mark.parametrize(
        ("request_", "reason"),
        [
            (RunRequest(), "rerun"),
            (RunRequest(resume_from=Step.INSIGHTS), "resumed"),
            (RunRequest(resume_from=Step.INSIGHTS, user_custom_instructions="shorter"), "instructions"),
        ],
    )
    def test_a_later_run_updates_results_and_completes_no_interview_again(
        self, finished: World, request_: RunRequest, reason: str
    ) -> None:
        resume_run(INTERVIEW, request_, ports=finished.starting)
        finished.do_all(2)
        assert [event.run for event in announced(finished, EventName.INTERVIEW_COMPLETED)] == [1]
        [updated] = announced(finished, EventName.RESULTS_UPDATED)
        assert (updated.run, updated.reason) == (2, reason)

    def test_a_run_that_mends_an_update_is_a_redrive(self, finished: World) -> None:
        resume_run(INTERVIEW, RunRequest(resume_from=Step.INSIGHTS), ports=finished.starting)
        finished.runs.begin_step(run_key(2), Step.INSIGHTS, finished.clock.now())
        fail(finished, number=2)
        with pytest.raises(RunFailed):
            conclude(finished, number=2)
        resume_run(INTERVIEW, RunRequest(resume_from=Step.INSIGHTS), ports=finished.starting)
        finished.do_all(3)
        [updated] = announced(finished, EventName.RESULTS_UPDATED)
        assert (updated.run, updated.reason) == (3, "redriven")

    def test_the_first_success_completes_even_after_failures(self, world: World) -> None:
        up_to(world, Step.INSIGHTS)
        with pytest.raises(RunFailed):
            conclude(world)
        resume_run(INTERVIEW, RunRequest(resume_from=Step.INSIGHTS), ports=world.starting)
        world.do_all(2)
        assert [event.run for event in announced(world, EventName.INTERVIEW_COMPLETED)] == [2]
        assert announced(world, EventName.RESULTS_UPDATED) == []

    def test_good_results_alert_nobody(self, finished: World) -> None:
        assert announced(finished, EventName.QUALITY_ALERT) == []

    def test_an_uncertain_language_is_an_alert_beside_the_end(self, world: World) -> None:
        world.hearing.heard = changed(HEARD, language_confidence=0.4)
        world.do_all()
        [alert] = announced(world, EventName.QUALITY_ALERT)
        assert [(one.rule, one.value, one.limit) for one in alert.alerts] == [("language_uncertain", 0.4, 0.8)]
        assert (alert.event_id, alert.run) == ("evt_int_1-r1-0-interview_completed-alert", 1)
        assert len(announced(world, EventName.INTERVIEW_COMPLETED)) == 1
