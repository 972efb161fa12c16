from typing import Any

import pytest

from shared.domain.admission import held_slots
from shared.domain.engines import month_of
from shared.domain.errors import (
    EngineFailed,
    EngineRefused,
    EngineThrottled,
    EngineUnavailable,
    MissingStepInput,
    ParleyError,
    StorageThrottled,
    UnreadableRecording,
)
from shared.domain.interview_key import upload_key
from shared.domain.interview_status import InterviewStatus
from shared.domain.lane import Lane
from shared.domain.limits import JOB_START_SECONDS, JOB_WAIT_DAYS, LEDGER_RECEIPT_DAYS, PIECE_DAYS
from shared.domain.pieces import HeardAs
from shared.domain.run import RunRequest
from shared.domain.run_status import RunStatus
from shared.domain.steps import Step
from shared.domain.transcript import Transcript
from shared.usecases.enter_owed import enter_owed
from shared.usecases.finish_transcription_job import finish_transcription_job, finish_transcription_jobs
from shared.usecases.split_recording import SplitRecordingOutput, split_recording
from shared.usecases.start_run import resume_run
from shared.usecases.start_transcription_job import start_transcription_job
from shared.usecases.upload_and_transcribe import upload_and_transcribe
from tests.builders import INTERVIEW, event, run_key, waiting_job
from tests.fakes import ScriptedJobs
from tests.unit.said import SAID, heard
from tests.unit.world import World


@pytest.fixture
def jobs(world: World) -> ScriptedJobs:
    """A job that tells two speakers apart."""
    found = heard(*SAID)
    named = tuple(s.model_copy(update={"speaker": f"spk_{n % 2}"}) for n, s in enumerate(found.segments))
    jobs = ScriptedJobs(heard=found.model_copy(update={"segments": named}))
    world.engines.job = jobs
    world.split()
    return jobs


FIRST = "token-1"


def start(world: World, token: str = FIRST) -> str:
    return start_transcription_job(run_key(), token, steps=world.steps, ports=world.jobs, media=world.media).job


def finish(world: World, name: str) -> bool:
    return finish_transcription_job(name, steps=world.steps, ports=world.jobs)


def test_a_recording_for_a_job_is_looked_into_and_not_cut(world: World, jobs: ScriptedJobs) -> None:
    assert world.split() == SplitRecordingOutput(heard_as=HeardAs.JOB, pieces=(0,))
    assert (world.decoder.calls, world.artifacts.files) == (["decode"], {})


def test_the_task_waits_until_the_job_has_ended_and_goes_on(world: World, jobs: ScriptedJobs) -> None:
    name = start(world)
    assert world.tokens.told == [("token-1", "waits")]
    jobs.done = True
    assert finish(world, name)
    assert world.tokens.told[-1] == ("token-1", "succeeded")
    output = upload_and_transcribe(run_key(), HeardAs.JOB, steps=world.steps, ports=world.joining)
    transcript = world.artifacts.get(output.transcript_data.uri, Transcript)
    assert [segment.speaker for segment in transcript.segments] == ["S1", "S2", "S1", "S2"]
    [use] = world.runs.list_steps(run_key())[0].uses
    assert (use.audio_seconds, use.price_nanodollars, use.calls) == (60.0, 24, 1)


def test_how_long_a_job_was_waited_for_is_on_record(world: World, jobs: ScriptedJobs) -> None:
    name = start(world)
    world.clock.advance(seconds=90.5)
    jobs.done = True
    finish(world, name)
    [use] = world.runs.list_steps(run_key())[0].uses
    assert use.seconds == 90.5


def test_while_the_job_s_provider_is_left_alone_pieces_are_heard(world: World, jobs: ScriptedJobs) -> None:
    world.engines.job_is_left_alone = True
    world.do(Step.UPLOAD)
    assert jobs.calls == []
    assert world.hearing.calls == ["transcribe"]
    [record] = world.runs.list_steps(run_key())
    assert "the job is paused: others hear in its place" in record.warnings


def test_a_job_under_way_is_finished_though_its_provider_is_left_alone(world: World, jobs: ScriptedJobs) -> None:
    name = start(world)
    jobs.done, world.engines.job_is_left_alone = True, True
    assert finish(world, name)
    assert world.tokens.told[-1] == (FIRST, "succeeded")


def test_an_event_that_comes_twice_pays_once(world: World, jobs: ScriptedJobs) -> None:
    name = start(world)
    jobs.done = True
    assert (finish(world, name), finish(world, name)) == (True, False)
    assert world.tokens.told.count(("token-1", "succeeded")) == 1
    assert world.runs.list_steps(run_key())[0].engine_calls == 1


def test_a_job_whose_end_two_hear_of_at_once_is_paid_once(
    world: World, jobs: ScriptedJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = start(world)
    jobs.done = True
    store, others = world.artifacts.put, [name]

    def put(key: str, value: Any, *, temporary: bool = False) -> str:
        if others:
            finish(world, others.pop())
        return store(key, value, temporary=temporary)

    monkeypatch.setattr(world.artifacts, "put", put)
    assert finish(world, name)
    [use] = world.runs.list_steps(run_key())[0].uses
    assert (use.audio_seconds, use.calls) == (60.0, 1)


def test_a_job_of_somebody_else_is_passed_over(world: World, jobs: ScriptedJobs) -> None:
    assert not finish(world, "not-ours")


def test_a_lost_event_is_made_good_by_the_clock(world: World, jobs: ScriptedJobs) -> None:
    start(world)
    assert finish_transcription_jobs(steps=world.steps, ports=world.jobs) == 0
    jobs.done = True
    assert finish_transcription_jobs(steps=world.steps, ports=world.jobs) == 1
    assert world.tokens.told[-1] == ("token-1", "succeeded")
    assert world.waiting.jobs == {}


def test_one_job_s_trouble_holds_up_no_other(world: World, jobs: ScriptedJobs) -> None:
    name = start(world)
    later = world.clock.advance(seconds=1)
    world.waiting.put(waiting_job(f"{name}-2", task_token="token-2", since=later))
    jobs.errors, jobs.done = [EngineThrottled("HTTP 429")], True
    with pytest.raises(EngineThrottled):
        finish_transcription_jobs(steps=world.steps, ports=world.jobs)
    assert world.tokens.told[1:] == [("token-2", "succeeded")]
    assert set(world.waiting.jobs) == {name}


def test_while_the_clock_looks_after_a_long_job_its_run_keeps_its_slots(world: World, jobs: ScriptedJobs) -> None:
    start(world)
    for _ in range(8):
        world.clock.advance(minutes=29)
        finish_transcription_jobs(steps=world.steps, ports=world.jobs)
    [slot] = held_slots(world.admission.lane_slots(Lane.INTERACTIVE), world.clock.now())
    assert slot.holder == run_key()
    assert world.tokens.told == [("token-1", "waits")] * 9


def test_a_task_that_is_tried_again_hears_by_its_new_token(world: World, jobs: ScriptedJobs) -> None:
    name = start(world)
    assert start(world, "token-2") == name
    jobs.done = True
    finish(world, name)
    assert world.tokens.told[-1] == ("token-2", "succeeded")


def test_what_a_job_has_heard_before_is_told_at_once(world: World, jobs: ScriptedJobs) -> None:
    jobs.done = True
    start(world)
    calls = list(jobs.calls)
    start(world, "token-2")
    assert jobs.calls == calls
    assert world.tokens.told == [("token-1", "succeeded"), ("token-2", "succeeded")]


@pytest.mark.parametrize("error", [UnreadableRecording("cannot be decoded"), EngineFailed("the job failed")])
def test_a_job_that_failed_fails_the_task_by_name(world: World, jobs: ScriptedJobs, error: ParleyError) -> None:
    name = start(world)
    jobs.failed = error
    assert finish(world, name)
    assert world.tokens.told[-1] == ("token-1", type(error).__name__)
    assert (world.waiting.jobs, of_jobs(world)) == ({}, (0, 0))


@pytest.mark.parametrize("error", [EngineFailed("could not be reached"), EngineThrottled("HTTP 429")])
def test_patience_is_asked_of_the_function_and_not_of_the_task(
    world: World, jobs: ScriptedJobs, error: ParleyError
) -> None:
    """Whether it has ended is not known then: the provider may go on with it, and is paid in the end."""
    name = start(world)
    jobs.errors = [error]
    with pytest.raises(type(error)):
        finish(world, name)
    assert world.tokens.told == [(FIRST, "waits")]
    jobs.done = True
    assert [look(world), look(world)] == [1, 0]
    assert world.tokens.told[-1] == (FIRST, "succeeded")
    assert of_jobs(world) == (1, 60.0)


def test_a_job_whose_result_cannot_be_read_is_paid_all_the_same(world: World, jobs: ScriptedJobs) -> None:
    name = start(world)
    jobs.done, jobs.unread = True, EngineFailed("the result is not where it said")
    assert finish(world, name)
    assert world.tokens.told[-1] == (FIRST, "EngineFailed")
    assert (world.waiting.jobs, of_jobs(world)) == ({}, (1, 60.0))


def failed(world: World, jobs: ScriptedJobs) -> Transcript:
    """The transcript of a run whose job fails, as the machine goes on from there."""
    name = start(world)
    jobs.failed = EngineFailed("the job failed")
    assert finish(world, name)
    assert world.tokens.told[-1][1] == "EngineFailed"
    pieces = split_recording(run_key(), steps=world.steps, ports=world.splitting, job_error="EngineFailed")
    assert pieces == SplitRecordingOutput(heard_as=HeardAs.PIECES, pieces=(0,))
    for piece in pieces.pieces:
        world.hear(piece)
    ports = world.joining
    output = upload_and_transcribe(run_key(), pieces.heard_as, steps=world.steps, ports=ports, job_error="EngineFailed")
    return world.artifacts.get(output.transcript_data.uri, Transcript)


def test_after_a_job_that_failed_the_next_engine_hears_pieces_and_the_step_says_why(
    world: World, jobs: ScriptedJobs
) -> None:
    transcript = failed(world, jobs)
    [record] = world.runs.list_steps(run_key())
    assert transcript.engine == world.hearing.heard.engine
    assert record.attempts == 1
    assert "the job failed (EngineFailed): others heard the recording" in record.warnings


def test_a_recording_that_a_job_failed_to_hear_is_paid_and_counted_once(world: World, jobs: ScriptedJobs) -> None:
    failed(world, jobs)
    [use] = world.runs.list_steps(run_key())[0].uses
    assert (use.calls, world.hearing.calls) == (1, ["transcribe"])
    world.hear(0)
    assert world.hearing.calls == ["transcribe"]
    assert [call.partition(" ")[0] for call in jobs.calls] == ["start", "outcome", "outcome"]


def test_where_nobody_can_take_what_it_hears_it_is_paid_all_the_same(world: World, jobs: ScriptedJobs) -> None:
    """Its recording's manifest is gone: the run goes on when its task's heartbeat is missed."""
    start(world)
    world.artifacts.objects.clear()
    jobs.done = True
    assert look(world) == 1
    assert (world.tokens.told, world.artifacts.objects) == ([(FIRST, "waits")], {})
    assert of_jobs(world) == (1, 60.0)


def stop(world: World) -> None:
    """The run ends while its job is under way."""
    assert world.runs.end_run(world.run(), RunStatus.STOPPED, InterviewStatus.FAILED, "stopped", event())


def of_jobs(world: World) -> tuple[int, float]:
    """How many jobs the organisation has paid in this month, and for how many seconds of sound."""
    enter(world)
    sums = world.ledger.costs_of_organisation("acme", month_of(world.clock.now()))
    paid = [use for use in sums if use.model == "job"]
    return sum(use.calls for use in paid), sum(use.audio_seconds for use in paid)


def enter(world: World) -> None:
    """What the other clock does."""
    enter_owed(ledger=world.ledger, erasures=world.erasures, clock=world.clock)


def look(world: World) -> int:
    """What the clock does."""
    return finish_transcription_jobs(steps=world.steps, ports=world.jobs)


class TestAJobThatIsBeingStarted:
    """Who waits is put first, with the task's live token; until the provider knows the job takes a second or two."""

    @pytest.fixture(autouse=True)
    def not_yet(self, jobs: ScriptedJobs) -> None:
        jobs.gone = True

    def test_the_clock_takes_it_for_no_job_that_is_gone(
        self, world: World, jobs: ScriptedJobs, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def begin(*_: Any, **__: Any) -> None:
            assert look(world) == 0
            jobs.gone = False

        monkeypatch.setattr(jobs, "start", begin)
        name = start(world)
        jobs.done = True
        assert finish(world, name)
        assert world.tokens.told == [(FIRST, "waits"), (FIRST, "waits"), (FIRST, "succeeded")]
        assert of_jobs(world) == (1, 60.0)

    def test_nor_when_its_run_is_stopped_meanwhile(self, world: World, jobs: ScriptedJobs) -> None:
        start(world)
        stop(world)
        assert look(world) == 0
        jobs.gone, jobs.done = False, True
        assert look(world) == 1
        assert of_jobs(world) == (1, 60.0)

    def test_one_that_never_was_started_frees_its_task(self, world: World, jobs: ScriptedJobs) -> None:
        """Who was to start it died in between, and the machine has not tried again."""
        start(world)
        world.clock.advance(seconds=JOB_START_SECONDS - 1)
        assert look(world) == 0
        world.clock.advance(seconds=1)
        assert look(world) == 1
        assert world.tokens.told == [(FIRST, "waits"), (FIRST, "waits"), (FIRST, "MissingStepInput")]
        assert (world.waiting.jobs, of_jobs(world)) == ({}, (0, 0))


class TestARunThatEnded:
    """Nobody waits for its job any more, which is paid all the same when it has ended well."""

    def test_its_job_is_billed_when_it_ends(self, world: World, jobs: ScriptedJobs) -> None:
        start(world)
        stop(world)
        assert [look(world) for _ in range(3)] == [0, 0, 0]
        assert of_jobs(world) == (0, 0)
        jobs.done = True
        assert [look(world), look(world)] == [1, 0]
        assert (of_jobs(world), world.waiting.jobs) == ((1, 60.0), {})
        assert [use.calls for use in world.runs.list_steps(run_key())[0].uses] == [1]

    def test_what_the_job_has_heard_is_not_looked_at(self, world: World, jobs: ScriptedJobs) -> None:
        name = start(world)
        kept, told, calls = dict(world.artifacts.objects), list(world.tokens.told), list(jobs.calls)
        stop(world)
        jobs.done = True
        assert finish(world, name)
        assert (world.artifacts.objects, world.tokens.told) == (kept, told)
        assert jobs.calls == [*calls, "outcome"]

    def test_a_run_that_resumes_pays_it_no_second_time(self, world: World, jobs: ScriptedJobs) -> None:
        name = start(world)
        stop(world)
        jobs.done = True
        assert finish(world, name)
        resume_run(INTERVIEW, RunRequest(resume_from=Step.UPLOAD), ports=world.starting)
        world.split(run_key(2))
        again = start_transcription_job(
            run_key(2), "token-2", steps=world.steps, ports=world.jobs, media=world.media
        ).job
        assert (again, world.tokens.told[-1]) == (name, ("token-2", "succeeded"))
        assert of_jobs(world) == (1, 60.0)

    def test_a_job_that_failed_costs_nothing(self, world: World, jobs: ScriptedJobs) -> None:
        start(world)
        stop(world)
        jobs.failed = EngineFailed("the job failed")
        assert look(world) == 1
        assert (of_jobs(world), world.waiting.jobs) == ((0, 0), {})

    def test_a_job_that_is_gone_is_forgotten(self, world: World, jobs: ScriptedJobs) -> None:
        start(world)
        stop(world)
        jobs.gone = True
        world.clock.advance(seconds=JOB_START_SECONDS)
        assert look(world) == 1
        assert (of_jobs(world), world.waiting.jobs) == ((0, 0), {})

    @pytest.mark.parametrize("error", [EngineFailed("could not be reached"), EngineThrottled("HTTP 429")])
    def test_where_nobody_answers_it_is_looked_at_again(
        self, world: World, jobs: ScriptedJobs, error: Exception
    ) -> None:
        name = start(world)
        stop(world)
        jobs.errors, jobs.done = [error], True
        with pytest.raises(type(error)):
            finish(world, name)
        assert look(world) == 1
        assert of_jobs(world) == (1, 60.0)

    def test_while_the_ledger_is_busy_its_use_is_owed(self, world: World, jobs: ScriptedJobs) -> None:
        start(world)
        stop(world)
        jobs.done, world.ledger.lost_answers = True, 1
        assert look(world) == 1
        with pytest.raises(StorageThrottled):
            enter(world)
        assert (of_jobs(world), world.waiting.jobs) == ((1, 60.0), {})

    def test_it_is_not_looked_at_for_ever(self, world: World, jobs: ScriptedJobs) -> None:
        start(world)
        stop(world)
        world.clock.advance(seconds=JOB_WAIT_DAYS * 86_400 - 1)
        assert (look(world), len(world.waiting.jobs)) == (0, 1)
        world.clock.advance(seconds=1)
        assert (look(world), world.waiting.jobs) == (1, {})

    @pytest.mark.parametrize("error", [EngineFailed("could not be reached"), EngineRefused("AccessDenied")])
    def test_nor_where_nobody_answers(self, world: World, jobs: ScriptedJobs, error: Exception) -> None:
        start(world)
        stop(world)
        jobs.errors = [error, error]
        with pytest.raises(type(error)):
            look(world)
        world.clock.advance(days=JOB_WAIT_DAYS)
        assert (look(world), world.waiting.jobs) == (1, {})


class TestAfterDays:
    """What was heard is kept for days, the provider's job for three months, and its receipt for longer."""

    def again(self, world: World, jobs: ScriptedJobs, days: int) -> list[int]:
        """The recording is heard, and once more when what was heard has expired: how often that is in the sums."""
        jobs.done = True
        start(world)
        stop(world)
        world.clock.advance(days=days)
        world.artifacts.objects.clear()
        resume_run(INTERVIEW, RunRequest(resume_from=Step.UPLOAD), ports=world.starting)
        world.split(run_key(2))
        start_transcription_job(run_key(2), "token-2", steps=world.steps, ports=world.jobs, media=world.media)
        assert world.tokens.told[-1] == ("token-2", "succeeded")
        assert [call for call in jobs.calls if call == "read"] == ["read", "read"]
        return [cost.use.calls for cost in world.ledger.costs_of_interview(INTERVIEW) if cost.use.model == "job"]

    @pytest.mark.parametrize("days", [PIECE_DAYS, 90, LEDGER_RECEIPT_DAYS - 1])
    def test_a_job_that_the_provider_has_still_is_billed_once(
        self, world: World, jobs: ScriptedJobs, days: int
    ) -> None:
        assert self.again(world, jobs, days) == [1]

    def test_another_job_of_its_name_is_billed(
        self, world: World, jobs: ScriptedJobs, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def start(*_: Any, **__: Any) -> None:
            jobs.incarnation += 1  # the provider has forgotten the former

        monkeypatch.setattr(jobs, "start", start)
        assert self.again(world, jobs, 91) == [2]


def test_a_newer_upload_is_not_heard_in_the_recording_s_place(world: World, jobs: ScriptedJobs) -> None:
    world.media.upload(upload_key(INTERVIEW), b"another")
    with pytest.raises(MissingStepInput, match="another upload"):
        start(world)
    assert jobs.calls == []


def test_an_engine_that_is_no_job(world: World) -> None:
    world.split()
    with pytest.raises(EngineUnavailable):
        start(world)
    assert world.runs.list_steps(run_key())[0].step is Step.UPLOAD
