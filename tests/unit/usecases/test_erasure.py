"""Erasing an interview: marked at once, emptied batch by batch, ended with a receipt; nothing comes back."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from shared.domain.engines import month_of
from shared.domain.erasure import LEASE, Erasure, ErasureReason, ErasureStatus
from shared.domain.errors import (
    AttemptSuperseded,
    EngineFailed,
    InterviewBusy,
    InterviewErased,
    StorageThrottled,
    UnknownErasure,
    UnknownInterview,
    UnknownRun,
)
from shared.domain.events import EventName
from shared.domain.interview import SpeakerEdit
from shared.domain.interview_filter import InterviewFilter
from shared.domain.interview_key import InterviewKey, upload_key
from shared.domain.interview_status import InterviewMode, InterviewStatus
from shared.domain.run import RunRequest
from shared.domain.run_status import RunStatus, UploadOutcome
from shared.domain.steps import Step
from shared.usecases.admit_runs import admit_runs
from shared.usecases.enter_owed import enter_owed
from shared.usecases.erase_data import BATCH, PAUSE, ErasingPorts, call_for_due, erase_data
from shared.usecases.finish_transcription_job import finish_transcription_job, finish_transcription_jobs
from shared.usecases.plan_run import plan_run
from shared.usecases.record_transitions import record_transitions
from shared.usecases.redrive_interview import redrive_interview
from shared.usecases.request_erasure import ErasureRequest, ErasureRequestPorts, find_erasure, request_erasure
from shared.usecases.run_step import Attempt, run_part
from shared.usecases.settle_run import settle_run
from shared.usecases.start_transcription_job import start_transcription_job
from tests import fakes
from tests.builders import INTERVIEW, run_key
from tests.unit.said import HEARD
from tests.unit.world import World

QUIET = timedelta(minutes=16)
OTHER = InterviewKey(organisation_id="acme", interview_id="int_2")


@dataclass
class Eraser:
    """A world in which interviews are erased."""

    world: World
    queue: fakes.MemoryQueue = field(default_factory=fakes.MemoryQueue)
    place: fakes.ErasablePlace = field(default_factory=fakes.ErasablePlace)
    seconds: float = 100.0

    @property
    def audit(self) -> fakes.MemoryAudit:
        return fakes.MemoryAudit(self.world.memory)

    @property
    def requests(self) -> ErasureRequestPorts:
        w = self.world
        return ErasureRequestPorts(w.interviews, w.runs, w.erasures, self.queue, w.clock, QUIET)

    @property
    def work(self) -> ErasingPorts:
        w = self.world
        erasables = (self.place, fakes.ErasableMemory(w.memory))
        return ErasingPorts(
            w.erasures,
            erasables,
            w.runs,
            w.workflow,
            w.admission,
            self.queue,
            w.clock,
            lambda: self.seconds,
        )

    def ask(self, key: InterviewKey = INTERVIEW, by: str = "key_1") -> Erasure:
        return request_erasure(key, ErasureRequest(by=by, request_id="req-1"), ports=self.requests)

    def go(self, key: InterviewKey = INTERVIEW) -> bool:
        return erase_data(key, ports=self.work)

    def erasure(self) -> Erasure:
        return find_erasure(INTERVIEW, erasures=self.world.erasures)

    def held(self) -> int:
        """How much is still there of the interview."""
        memory = self.world.memory
        keyed = [*memory.uploads, *memory.outbox]
        runs = [*memory.runs, *(key for key, _ in memory.steps), *(key for key, _ in memory.rows)]
        return sum(key[0] == INTERVIEW for key in keyed) + sum(key.interview == INTERVIEW for key in runs)


@pytest.fixture
def old(finished: World) -> Eraser:
    """An interview that was completed long ago."""
    finished.clock.advance(hours=1)
    return Eraser(finished)


@pytest.fixture
def running(world: World) -> Eraser:
    """An interview whose run is under way."""
    return Eraser(world)


@pytest.fixture
def waiting() -> Eraser:
    """An interview that waits for its recording."""
    world = World()
    world.schedule()
    return Eraser(world)


class TestHeldLive:
    @pytest.mark.parametrize("status", [InterviewStatus.AWAITING_UPLOAD, InterviewStatus.IN_PROGRESS])
    def test_sound_that_is_still_on_its_way_is_waited_for(self, waiting: Eraser, status: InterviewStatus) -> None:
        live = waiting.world.interview().model_copy(update={"mode": InterviewMode.LIVE, "status": status})
        waiting.world.memory.interviews[INTERVIEW] = live
        waiting.world.clock.advance(hours=2)
        waiting.ask()
        waiting.place.things[INTERVIEW] = 1
        assert not waiting.go()
        waiting.place.things[INTERVIEW] = 1  # the last turn's sound
        waiting.world.clock.advance(minutes=16)
        assert waiting.go()
        assert waiting.place.things[INTERVIEW] == 0
        assert waiting.erasure().is_done


class TestMarking:
    def test_leaves_ids_and_times_only(self, old: Eraser) -> None:
        old.world.interviews.edit_speakers(INTERVIEW, [SpeakerEdit(label="S1", name="Ana")], old.world.clock.now())
        old.ask()
        left = old.world.memory.interviews[INTERVIEW]
        assert left.status is InterviewStatus.DELETING
        assert (left.title, left.speaker_edits, left.pointers, left.totals, left.reason) == ("", (), {}, None, None)

    def test_is_unknown_to_every_reader_and_in_no_list(self, old: Eraser) -> None:
        old.ask()
        with pytest.raises(InterviewErased) as refused:
            old.world.interview()
        assert isinstance(refused.value, UnknownInterview)
        for status in (None, InterviewStatus.DELETING):
            wanted = InterviewFilter(status=status)
            assert not old.world.interview_lists.find_interviews("acme", wanted, limit=9, cursor=None).items

    def test_asked_twice_is_one_erasure(self, old: Eraser) -> None:
        first = old.ask()
        old.world.clock.advance(minutes=1)
        assert old.ask(by="key_2") == first
        assert [entry.action for entry in old.audit.entries("acme")] == ["interview.erasure_requested"]

    def test_asked_after_the_end_is_the_receipt(self, old: Eraser) -> None:
        old.ask()
        assert old.go()
        assert old.ask().status is ErasureStatus.ERASED

    def test_of_what_was_never_there(self, old: Eraser) -> None:
        with pytest.raises(UnknownInterview):
            old.ask(OTHER)
        with pytest.raises(UnknownErasure):
            find_erasure(OTHER, erasures=old.world.erasures)
        assert list(old.audit.entries("acme")) == []

    def test_who_asked_is_on_record_by_id(self, old: Eraser) -> None:
        old.ask()
        (entry,) = old.audit.entries("acme")
        assert (entry.actor, entry.objects, entry.request_id) == ("key_1", ("int_1",), "req-1")
        assert (old.erasure().requested_by, old.erasure().reason) == ("key_1", ErasureReason.REQUESTED)

    def test_the_worker_is_called_with_ids(self, old: Eraser) -> None:
        old.ask()
        assert old.queue.messages == [INTERVIEW]

    def test_a_queue_that_does_not_answer_loses_nothing(self, old: Eraser) -> None:
        old.queue.throttled = True
        old.ask()
        old.queue.throttled = False
        call_for_due(erasures=old.world.erasures, queue=old.queue, clock=old.world.clock)
        assert old.queue.messages == [INTERVIEW]

    def test_an_interview_that_keeps_changing(self, old: Eraser, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(old.world.erasures, "mark", lambda *_: False)
        with pytest.raises(InterviewBusy):
            old.ask()


class TestWhatIsUnderWay:
    def test_its_next_step_stops_with_the_name_of_the_reason(self, running: Eraser) -> None:
        running.ask()
        for step in (Step.UPLOAD, Step.FINALIZE):
            with pytest.raises(InterviewErased):
                running.world.do(step)

    def test_so_does_one_whose_records_are_gone(self, running: Eraser) -> None:
        running.ask()
        running.go()
        with pytest.raises(InterviewErased):
            running.world.do(Step.UPLOAD)
        with pytest.raises(InterviewErased):
            plan_run(
                run_key(),
                interviews=running.world.interviews,
                runs=running.world.runs,
                admission=running.world.admission,
                clock=running.world.clock,
            )

    def test_its_execution_is_stopped_and_its_slots_are_free(self, running: Eraser) -> None:
        running.ask()
        assert running.world.run().status is RunStatus.STOPPED
        running.go()
        assert running.world.workflow.stopped == [(run_key(), "InterviewErased")]
        held = running.world.admission.organisation_slots("acme")
        assert [slot for slot in held if slot.lease_until > running.world.clock.now()] == []

    def test_the_event_of_its_stop_settles_nothing(self, running: Eraser) -> None:
        running.ask()
        running.go()
        world = running.world
        assert not settle_run(run_key(), ports=world.starting)
        record_transitions(run_key(), ports=world.starting, ledger=world.ledger, platform=world.platform)

    def test_a_run_that_waits_gives_up_its_place(self, waiting: Eraser) -> None:
        world = waiting.world
        world.workflow.failing_starts = 99
        world.receive()
        assert world.memory.waiting
        waiting.ask()
        assert not world.memory.waiting
        world.workflow.failing_starts = 0
        assert admit_runs(ports=world.starting) == 0
        assert world.workflow.started == []

    def test_nobody_starts_another_run(self, old: Eraser) -> None:
        old.ask()
        with pytest.raises(InterviewErased):
            redrive_interview(INTERVIEW, RunRequest(resume_from=Step.EVIDENCE), ports=old.world.starting)

    def test_nobody_edits_it(self, old: Eraser) -> None:
        old.ask()
        with pytest.raises(UnknownInterview):
            old.world.interviews.edit_speakers(INTERVIEW, [SpeakerEdit(label="S1")], old.world.clock.now())

    def test_a_late_upload_is_deleted_on_arrival(self, old: Eraser) -> None:
        old.ask()
        old.go()
        record = old.world.receive(body=b"late")
        assert record.outcome is UploadOutcome.ERASED
        assert old.world.media.head(upload_key(INTERVIEW), record.version) is None
        assert old.held() == 1  # the event that it was erased

    def test_what_a_provider_s_job_has_heard_since_is_erased_too(self, running: Eraser) -> None:
        world = running.world
        running.ask()
        world.clock.advance(minutes=17)
        assert running.go()
        running.place.things[INTERVIEW] = 2
        assert not finish_transcription_job("acme.int_1.abc", steps=world.steps, ports=world.jobs)
        assert running.go()
        assert running.place.things[INTERVIEW] == 0

    def test_an_attempt_that_ends_later_has_it_swept_again(self, running: Eraser) -> None:
        def work(_: Attempt) -> None:
            running.ask()
            running.world.clock.advance(minutes=17)
            assert running.go()
            running.place.things[INTERVIEW] = 3

        run_part(running.world.steps, run_key(), Step.UPLOAD, work, begins=True)
        assert running.erasure().status is ErasureStatus.ERASING
        assert running.go()
        assert running.place.things[INTERVIEW] == 0


class TestAJobOfAProvider:
    """Who hears by a job does not let go of one that is under way: it ends after the erasure, and is paid."""

    @pytest.fixture
    def jobs(self, running: Eraser) -> fakes.ScriptedJobs:
        running.world.engines.job = jobs = fakes.ScriptedJobs(heard=HEARD)
        running.world.split()
        return jobs

    @pytest.fixture
    def erased(self, running: Eraser, jobs: fakes.ScriptedJobs) -> str:
        """The job of an interview of which nothing is left."""
        world = running.world
        assert not jobs.done
        name = start_transcription_job(run_key(), "token-1", steps=world.steps, ports=world.jobs, media=world.media).job
        running.ask()
        world.clock.advance(minutes=17)
        assert running.go()
        world.artifacts.objects.clear()
        with pytest.raises(UnknownRun):
            world.run()
        return name

    def test_is_in_the_sums_and_what_it_left_is_erased(
        self, running: Eraser, jobs: fakes.ScriptedJobs, erased: str
    ) -> None:
        world = running.world
        assert finish_transcription_jobs(steps=world.steps, ports=world.jobs) == 0
        jobs.done, running.place.things[INTERVIEW] = True, 2
        assert finish_transcription_job(erased, steps=world.steps, ports=world.jobs)
        assert running.go()
        assert (running.place.things[INTERVIEW], world.waiting.jobs, world.artifacts.objects) == (0, {}, {})
        assert [enter_owed(ledger=world.ledger, erasures=world.erasures, clock=world.clock) for _ in range(2)] == [1, 0]
        assert running.go()
        month = month_of(world.clock.now())
        for sums in (
            world.ledger.costs_of_organisation("acme", month),
            world.ledger.costs_of_project("acme", "onboarding", month),
        ):
            assert [(use.calls, use.audio_seconds) for use in sums if use.model == "job"] == [(1, 60.0)]

    def test_its_event_that_comes_twice_pays_once(self, running: Eraser, jobs: fakes.ScriptedJobs, erased: str) -> None:
        world = running.world
        jobs.done = True
        finished = [finish_transcription_job(erased, steps=world.steps, ports=world.jobs) for _ in range(2)]
        assert (finished, len(world.ledger.owed(limit=9))) == ([True, False], 1)

    def test_that_failed_costs_nothing(self, running: Eraser, jobs: fakes.ScriptedJobs, erased: str) -> None:
        world = running.world
        jobs.failed = EngineFailed("the job failed")
        assert finish_transcription_job(erased, steps=world.steps, ports=world.jobs)
        assert (world.waiting.jobs, world.ledger.owed(limit=9)) == ({}, [])
        assert running.erasure().status is ErasureStatus.ERASING


class TestTheWorker:
    def test_leaves_nothing_but_tombstone_receipt_and_event(self, old: Eraser) -> None:
        assert old.held() > 10
        old.ask()
        assert old.go()
        assert [event.event for event in old.world.memory.outbox.values()] == [EventName.INTERVIEW_DELETED]
        assert old.held() == 1
        left = old.world.memory.interviews[INTERVIEW]
        assert left.status is InterviewStatus.DELETED

    def test_the_receipt_says_what_was_where(self, old: Eraser) -> None:
        old.place.things[INTERVIEW] = 7
        old.ask()
        old.go()
        receipt = old.erasure()
        found = {(erased.where, erased.kind): erased.count for erased in receipt.erased}
        assert found["elsewhere", "thing"] == 7
        assert found["table", "step"] == 6
        assert receipt.completed_at == old.world.clock.now()
        assert receipt.backups_until
        assert receipt.count == sum(found.values())

    def test_another_interview_stays(self, old: Eraser) -> None:
        old.world.schedule(OTHER)
        old.place.things[OTHER] = 5
        before = old.world.interviews.get_interview(OTHER)
        old.ask()
        old.go()
        assert old.world.interviews.get_interview(OTHER) == before
        assert old.place.things[OTHER] == 5

    def test_what_a_back_up_brought_back_is_erased_again(self, old: Eraser) -> None:
        before = old.world.interview()
        old.ask()
        assert old.go()
        old.world.memory.interviews[INTERVIEW] = before
        old.place.things[INTERVIEW] = 4
        assert old.ask().status is ErasureStatus.ERASING
        assert old.go()
        assert old.place.things[INTERVIEW] == 0
        assert old.world.memory.interviews[INTERVIEW].status is InterviewStatus.DELETED

    def test_sums_of_money_stay(self, old: Eraser) -> None:
        entries = list(old.world.memory.entries)
        old.ask()
        old.go()
        assert old.world.memory.entries == entries

    def test_a_call_that_comes_twice_does_nothing(self, old: Eraser) -> None:
        old.ask()
        assert old.go()
        assert not old.go()
        assert not old.go(OTHER)
        assert len(list(old.audit.entries("acme"))) == 2

    def test_goes_on_where_its_time_ended(self, old: Eraser) -> None:
        old.place.things[INTERVIEW] = 2 * BATCH + 1
        old.ask()
        old.seconds = 1.0
        assert not old.go()
        assert old.erasure().count == BATCH
        assert old.queue.messages == [INTERVIEW, INTERVIEW]
        for _ in range(20):
            if old.go():
                break
        receipt = old.erasure()
        assert receipt.is_done
        assert next(e.count for e in receipt.erased if e.where == "elsewhere") == 2 * BATCH + 1

    @pytest.mark.parametrize(
        ("error", "pause"), [(StorageThrottled("SlowDown"), PAUSE), (RuntimeError("killed"), LEASE)]
    )
    def test_goes_on_after_a_fault(self, old: Eraser, error: Exception, pause: timedelta) -> None:
        """A minute later; when nobody could say what happened, once the lease has ended."""
        old.place.things[INTERVIEW] = 5
        old.place.errors = [error]
        old.ask()
        with pytest.raises(type(error)):
            old.go()
        old.world.clock.advance(seconds=pause.total_seconds() - 1)
        assert not old.go()
        old.world.clock.advance(seconds=1)
        assert old.go()
        assert old.held() == 1

    def test_a_worker_that_was_given_up_on_writes_nothing_more(self, old: Eraser) -> None:
        old.ask()
        first = old.world.erasures.claim(INTERVIEW, old.world.clock.now(), old.world.clock.now())
        assert first
        assert old.go()
        with pytest.raises(AttemptSuperseded):
            old.world.erasures.save(first)

    def test_waits_until_what_was_at_work_is_surely_done(self, running: Eraser) -> None:
        running.ask()
        assert not running.go()
        assert not running.go()
        assert running.erasure().due_at == running.world.clock.now() + QUIET
        running.world.clock.advance(seconds=QUIET.total_seconds() - 1)
        assert not running.go()
        running.world.clock.advance(seconds=1)
        assert running.go()

    def test_an_interview_without_a_run_is_not_waited_for(self, waiting: Eraser) -> None:
        waiting.ask()
        assert waiting.go()

    def test_the_clock_tells_how_late_the_latest_is(self, running: Eraser) -> None:
        world = running.world
        assert call_for_due(erasures=world.erasures, queue=running.queue, clock=world.clock) == 0.0
        running.ask()
        running.go()
        world.clock.advance(minutes=15)
        assert call_for_due(erasures=world.erasures, queue=running.queue, clock=world.clock) == 0.0
        world.clock.advance(minutes=2)
        assert call_for_due(erasures=world.erasures, queue=running.queue, clock=world.clock) == 60.0
