"""Scheduling an interview, receiving its upload, and accounting for every object that arrived."""

import pytest

from shared.domain.errors import Conflict, InvalidRequest, RunInProgress, UnknownProject
from shared.domain.interview import Interview
from shared.domain.interview_key import InterviewKey, upload_key
from shared.domain.interview_status import InterviewStatus
from shared.domain.limits import MAX_RUNS, UPLOAD_URL_SECONDS
from shared.domain.run_status import RunStatus, UploadOutcome
from shared.domain.steps import STEPS_OF_RECORDINGS, Step
from shared.usecases.account_uploads import UploadAccount, account_uploads
from shared.usecases.begin_interview import InterviewPlan, begin_interview
from shared.usecases.conclude_run import end_failed_run
from shared.usecases.receive_upload import newest_version, receive_upload, upload_form
from shared.usecases.settle_run import settle_runs
from tests.builders import INTERVIEW, failure, interview, run_key
from tests.unit.world import World

KEY = upload_key(INTERVIEW)


def schedule(world: World, plan: InterviewPlan, tenant: str = "acme") -> Interview:
    return begin_interview(tenant, "int_9", plan, ports=world.beginning)


class TestSchedule:
    def test_makes_an_interview_and_a_form_for_it(self, world: World) -> None:
        made = schedule(world, InterviewPlan(project_id="onboarding", title="Ann", language_hint="de"))
        stored = world.interview(InterviewKey(organisation_id="acme", interview_id="int_9"))
        assert made == stored
        assert (stored.status, stored.last_run, stored.title) == (InterviewStatus.AWAITING_UPLOAD, 0, "Ann")
        form = upload_form(made.key, world.media)
        assert form.fields["key"] == "acme/int_9/upload"
        assert (form.expires_at - world.clock.now()).total_seconds() == UPLOAD_URL_SECONDS

    @pytest.mark.parametrize("organisation_id", ["acme", "other"])
    def test_of_a_project_that_is_not_there(self, world: World, organisation_id: str) -> None:
        project_id = "nothing" if organisation_id == "acme" else "onboarding"
        with pytest.raises(UnknownProject):
            schedule(world, InterviewPlan(project_id=project_id), organisation_id)
        assert len(world.memory.interviews) == 1

    def test_an_id_that_is_taken(self, world: World) -> None:
        schedule(world, InterviewPlan(project_id="onboarding"))
        with pytest.raises(Conflict):
            schedule(world, InterviewPlan(project_id="onboarding"))

    def test_the_length_of_a_title(self, world: World) -> None:
        schedule(world, InterviewPlan(project_id="onboarding", title="t" * 200))
        with pytest.raises(InvalidRequest) as refused:
            schedule(world, InterviewPlan(project_id="onboarding", title="t" * 201))
        assert refused.value.field == "title"

    def test_a_form_can_be_asked_for_again(self, world: World) -> None:
        assert upload_form(INTERVIEW, world.media).fields["key"] == KEY


class TestReceive:
    def test_starts_the_first_run(self, world: World) -> None:
        assert world.workflow.started == [run_key()]
        run = world.run()
        assert (run.upload_version, run.planned_steps, run.status) == ("v1", STEPS_OF_RECORDINGS, RunStatus.RUNNING)
        assert run.execution_arn == world.workflow.arn_of(run_key())
        assert world.interview().status is InterviewStatus.PROCESSING
        [record] = world.interviews.list_uploads(INTERVIEW)
        assert (record.outcome, record.run, record.version) == (UploadOutcome.STARTED, 1, "v1")

    def test_a_duplicate_event_starts_nothing(self, world: World) -> None:
        first = world.interviews.list_uploads(INTERVIEW)[0]
        assert world.receive(version="v1") == first
        assert world.workflow.asked == [run_key()]
        assert len(world.runs.list_runs(INTERVIEW)) == 1

    def test_a_duplicate_event_long_after_the_end_starts_nothing(self, finished: World) -> None:
        finished.receive(version="v1")
        assert finished.workflow.asked == [run_key()]
        assert finished.interview().status is InterviewStatus.COMPLETED

    def test_an_event_for_an_unknown_interview_is_on_record(self) -> None:
        world = World()
        record = world.receive()
        assert (record.outcome, record.run) == (UploadOutcome.REJECTED, None)
        assert record.reason
        assert record.reason.startswith("UnknownInterview")
        assert list(world.interviews.list_uploads(INTERVIEW)) == [record]
        assert world.workflow.asked == []

    @pytest.mark.parametrize("key", ["acme/int_1/notes.txt", "acme", "/", "x/y/z/upload", ""])
    def test_an_object_in_no_interview_s_place_is_on_record(self, world: World, key: str) -> None:
        record = receive_upload(key, "v1", ports=world.starting, media=world.media)
        assert record.outcome is UploadOutcome.REJECTED
        stray = InterviewKey(organisation_id=key.partition("/")[0] or "strays", interview_id="strays")
        assert list(world.interviews.list_uploads(stray)) == [record]

    def test_a_second_upload_while_the_first_is_processed_is_rejected(self, world: World) -> None:
        record = world.receive()
        assert (record.version, record.outcome) == ("v2", UploadOutcome.REJECTED)
        assert record.reason == "the interview is already processing"
        assert (world.run().upload_version, world.workflow.asked) == ("v1", [run_key()])

    @pytest.mark.parametrize("status", [InterviewStatus.COMPLETED, InterviewStatus.FAILED])
    def test_a_second_upload_after_the_end_is_rejected(self, world: World, status: InterviewStatus) -> None:
        if status is InterviewStatus.COMPLETED:
            world.do_all()
        else:
            end_failed_run(world.run(), RunStatus.STOPPED, runs=world.runs, clock=world.clock)
        record = world.receive()
        assert record.reason == f"the interview is already {status}"
        assert world.interview().last_run == 1

    def test_a_better_recording_after_a_rejection(self, world: World) -> None:
        reject(world)
        record = world.receive()
        assert (record.outcome, record.run) == (UploadOutcome.STARTED, 2)
        assert (world.run(2).upload_version, world.run(2).planned_steps) == ("v2", STEPS_OF_RECORDINGS)
        assert world.run(2).request.resume_from is Step.UPLOAD
        world.do_all(2)
        assert world.interview().status is InterviewStatus.COMPLETED

    def test_a_start_that_failed_half_way_is_made_by_the_next_event(self) -> None:
        world = World()
        world.schedule()
        world.workflow.failing_starts = 1
        world.receive()
        assert (world.run().status, world.run().execution_arn) == (RunStatus.QUEUED, None)
        assert world.interview().status is InterviewStatus.QUEUED
        world.receive(version="v1")
        assert world.workflow.started == [run_key()]
        assert world.run().execution_arn == world.workflow.arn_of(run_key())
        assert len(world.runs.list_runs(INTERVIEW)) == 1

    def test_a_start_whose_answer_was_lost_is_not_made_twice(self, monkeypatch: pytest.MonkeyPatch) -> None:
        world = World()
        world.schedule()
        monkeypatch.setattr(world.runs, "note_execution", _lost)
        with pytest.raises(ConnectionError):
            world.receive()
        monkeypatch.undo()
        world.receive(version="v1")
        settle_runs(ports=world.starting)
        assert world.workflow.asked == [run_key()]
        assert world.run().execution_arn == world.workflow.arn_of(run_key())

    def test_somebody_else_was_faster(self, monkeypatch: pytest.MonkeyPatch, world: World) -> None:
        stale = interview()
        monkeypatch.setattr(world.interviews, "get_interview", lambda _: stale)
        with pytest.raises(RunInProgress):
            world.receive()
        monkeypatch.undo()
        assert world.receive(version="v2").outcome is UploadOutcome.REJECTED

    def test_after_the_last_run_nothing_starts(self) -> None:
        world = World()
        world.interviews.create_interview(interview(last_run=MAX_RUNS, status=InterviewStatus.REJECTED))
        with pytest.raises(InvalidRequest):
            world.receive()
        world.interviews = type(world.interviews)(world.memory)
        assert world.workflow.asked == []

    def test_the_newest_version_stands_in_where_the_event_names_none(self, world: World) -> None:
        assert newest_version(KEY, world.media) == "v1"
        world.media.upload(KEY, b"x")
        assert newest_version(KEY, world.media) == "v2"
        assert newest_version("acme/int_2/upload", world.media) is None


def _lost(*_: object) -> None:
    raise ConnectionError("the process died")


def reject(world: World) -> None:
    """The first run ends because its recording cannot be used."""
    world.runs.record_failure(run_key(), failure(Step.UPLOAD, "NoSpeech", "no speech was found"))
    assert end_failed_run(world.run(), RunStatus.FAILED, runs=world.runs, clock=world.clock)


def account(world: World) -> UploadAccount:
    return account_uploads(media=world.media, interviews=world.interviews, now=world.clock.now())


def counts(found: UploadAccount) -> tuple[int, int, int, int, int]:
    return found.objects, found.completed, found.failed, found.rejected, found.in_progress


class TestAccount:
    def test_an_empty_bucket(self) -> None:
        assert account(World()) == UploadAccount(
            objects=0, completed=0, failed=0, rejected=0, in_progress=0, arriving=(), unaccounted=()
        )

    def test_each_object_is_counted_by_what_became_of_it(self) -> None:
        world = World()
        for name in ("done", "failed", "rejected", "going"):
            key = InterviewKey(organisation_id="acme", interview_id=name)
            world.schedule(key)
            world.receive(key=key)
            self._end(world, key)
        world.receive(key=InterviewKey(organisation_id="acme", interview_id="nobody"))
        found = account(world)
        assert counts(found) == (5, 1, 1, 2, 1)
        assert found.unaccounted == ()

    def _end(self, world: World, key: InterviewKey) -> None:
        name, first = key.interview_id, run_key(1, key)
        if name == "done":
            for step in STEPS_OF_RECORDINGS:
                world.do_for(first, step)
        if name == "rejected":
            world.runs.record_failure(first, failure(Step.UPLOAD, "EmptyRecording", "no bytes"))
        if name in ("failed", "rejected"):
            end_failed_run(world.runs.get_run(first), RunStatus.FAILED, runs=world.runs, clock=world.clock)

    def test_an_object_whose_event_was_lost_is_named(self, world: World) -> None:
        world.media.upload("acme/int_2/upload", b"x")
        world.media.upload("acme/notes.txt", b"x")
        lost = ("acme/int_2/upload", "acme/notes.txt")
        world.clock.advance(minutes=15)
        assert (account(world).arriving, account(world).unaccounted) == (lost, ())
        world.clock.advance(seconds=1)
        found = account(world)
        assert (found.arriving, found.unaccounted) == ((), lost)
        assert counts(found) == (3, 0, 0, 0, 1)

    def test_the_sound_of_a_session_is_no_upload_and_never_lost(self, world: World) -> None:
        before = account(world)
        for key in ("acme/speech/1a", "acme/int_1/speech/1a", "acme/int_1/turns/0001/c1"):
            world.media.put(key, b"RIFF", content_type="audio/wav")
        world.clock.advance(hours=1)
        assert account(world) == before

    def test_a_recording_that_a_better_one_replaced_stays_rejected(self, world: World) -> None:
        reject(world)
        world.receive()
        assert counts(account(world)) == (2, 0, 0, 1, 1)
        world.do_all(2)
        assert counts(account(world)) == (2, 1, 0, 1, 0)

    def test_a_second_upload_that_was_refused_is_rejected(self, finished: World) -> None:
        finished.receive()
        assert counts(account(finished)) == (2, 1, 0, 1, 0)

    def test_a_stray_is_rejected(self, world: World) -> None:
        version = world.media.upload("acme/notes.txt", b"x")
        receive_upload("acme/notes.txt", version, ports=world.starting, media=world.media)
        assert counts(account(world)) == (2, 0, 0, 1, 1)
