"""Who goes and who waits: lanes, turns, limits, leases, and everything that can be lost on the way."""

import pytest

from shared.domain.admission import LEASE, SlotLimits, held_slots
from shared.domain.errors import StorageThrottled, UnknownRun
from shared.domain.interview_key import InterviewKey, RunKey
from shared.domain.interview_status import InterviewStatus
from shared.domain.lane import Lane
from shared.domain.limits import LEASE_RENEWAL_SECONDS
from shared.domain.run import Run, RunRequest
from shared.domain.run_status import RunStatus
from shared.domain.steps import STEPS_OF_RECORDINGS, Step
from shared.usecases.admit_runs import admit_runs
from shared.usecases.hold_slots import Lease, give_sign_of_life
from shared.usecases.oldest_waits import oldest_waits
from shared.usecases.read_queue import read_queue
from shared.usecases.settle_run import settle_run, settle_runs
from shared.usecases.start_run import start_run
from tests.builders import run_key
from tests.unit.world import World


@pytest.fixture
def world() -> World:
    """Two slots in each lane, two of an organisation."""
    return World(limits=SlotLimits(lane=2, organisation=2))


def arrive(world: World, name: str, organisation_id: str = "acme", lane: Lane = Lane.INTERACTIVE) -> RunKey:
    """A run comes; a second later somebody else may."""
    key = InterviewKey(organisation_id=organisation_id, interview_id=name)
    world.schedule(key)
    start_run(world.interview(key), RunRequest(lane=lane), ports=world.starting, version="v1")
    world.clock.advance(seconds=1)
    return run_key(1, key)


def crowd(world: World, count: int, organisation_id: str = "acme", lane: Lane = Lane.INTERACTIVE) -> list[RunKey]:
    return [arrive(world, f"{organisation_id}_{lane}_{number}", organisation_id, lane) for number in range(count)]


def end(world: World, key: RunKey, *, told: bool = True) -> None:
    """The execution has ended; with `told`, the event arrives."""
    world.workflow.end(key, RunStatus.STOPPED)
    world.clock.advance(seconds=1)
    if told:
        settle_run(key, ports=world.starting)


def holders(world: World, lane: Lane = Lane.INTERACTIVE) -> set[RunKey]:
    return {slot.holder for slot in held_slots(world.admission.lane_slots(lane), world.clock.now())}


def status(world: World, key: RunKey) -> RunStatus:
    return world.runs.get_run(key).status


class TestWhoGoes:
    def test_as_many_as_there_are_slots_in_the_order_in_which_they_came(self, world: World) -> None:
        keys = crowd(world, 5)
        assert world.workflow.started == keys[:2]
        assert [status(world, key) for key in keys[2:]] == [RunStatus.QUEUED] * 3
        for number, key in enumerate(keys):
            assert world.workflow.started == keys[: number + 2]
            end(world, key)
        assert world.workflow.asked == keys

    def test_interactive_before_back_fill(self, world: World) -> None:
        world.limits = SlotLimits(lane=2, organisation=1)
        bulk = crowd(world, 3, lane=Lane.BACKFILL)
        mine = arrive(world, "mine")
        assert world.workflow.started == bulk[:1]
        end(world, bulk[0])
        assert world.workflow.started == [bulk[0], mine]

    def test_a_full_lane_does_not_hold_up_the_other(self, world: World) -> None:
        world.limits = SlotLimits(lane=2, organisation=9)
        crowd(world, 5, lane=Lane.BACKFILL)
        mine = arrive(world, "mine")
        assert status(world, mine) is RunStatus.RUNNING

    def test_organisations_take_turns(self, world: World) -> None:
        world.limits = SlotLimits(lane=1, organisation=1)
        many = crowd(world, 20)
        [one] = crowd(world, 1, "beta")
        [two] = crowd(world, 1, "gamma")
        for _ in range(4):
            end(world, world.workflow.started[-1])
        assert world.workflow.started == [many[0], many[1], one, two, many[2]]

    def test_who_is_at_its_limit_does_not_hold_up_the_others(self, world: World) -> None:
        world.limits = SlotLimits(lane=4, organisation=1)
        acme, beta = crowd(world, 3), crowd(world, 2, "beta")
        assert world.workflow.started == [acme[0], beta[0]]

    def test_the_limit_of_an_organisation_holds_over_both_lanes(self, world: World) -> None:
        crowd(world, 2, lane=Lane.BACKFILL)
        assert status(world, arrive(world, "mine")) is RunStatus.QUEUED

    @pytest.mark.parametrize("waiting", [10, 300])
    def test_an_admission_reads_as_much_however_many_wait(self, world: World, waiting: int) -> None:
        crowd(world, waiting)
        world.workflow.end(world.workflow.started[0], RunStatus.STOPPED)
        before = world.admission.reads
        settle_run(world.workflow.started[0], ports=world.starting)
        assert world.admission.reads - before == 7
        assert len(world.workflow.started) == 3

    def test_an_interview_says_that_it_waits(self, world: World) -> None:
        keys = crowd(world, 3)
        assert world.interview(keys[2].interview).status is InterviewStatus.QUEUED
        end(world, keys[0])
        run = world.runs.get_run(keys[2])
        assert world.interview(keys[2].interview).status is InterviewStatus.PROCESSING
        assert run.queued_at
        assert run.queued_at < run.started_at


class TestWhatIsLost:
    def test_a_refused_start_waits_in_its_old_place(self, world: World) -> None:
        world.workflow.failing_starts = 1
        [first] = crowd(world, 1)
        assert (status(world, first), holders(world)) == (RunStatus.QUEUED, set())
        world.workflow.failing_starts = 1
        [second] = crowd(world, 1, "beta")
        assert world.workflow.started == []
        assert admit_runs(ports=world.starting) == 2
        assert world.workflow.started in ([first, second], [second, first])

    def test_an_execution_that_started_all_the_same_is_not_put_back(self, world: World) -> None:
        [key] = crowd(world, 1)
        assert not world.admission.put_back(world.runs.get_run(key), world.clock.now())

    def test_the_end_of_a_run_whose_event_was_lost_frees_its_slots(self, world: World) -> None:
        keys = crowd(world, 3)
        end(world, keys[0], told=False)
        assert status(world, keys[2]) is RunStatus.QUEUED
        settle_runs(ports=world.starting)
        settle_runs(ports=world.starting)
        assert holders(world) == {keys[1], keys[2]}

    def test_an_end_on_record_without_an_event_frees_its_slots(self, world: World) -> None:
        keys = crowd(world, 3)
        end(world, keys[0], told=False)
        with pytest.MonkeyPatch.context() as died:
            died.setattr(world.admission, "release", _died)
            with pytest.raises(ConnectionError):
                settle_run(keys[0], ports=world.starting)
        assert status(world, keys[0]).has_ended
        settle_runs(ports=world.starting)
        assert holders(world) == {keys[1], keys[2]}

    def test_an_event_that_comes_twice_frees_once(self, world: World) -> None:
        keys = crowd(world, 4)
        end(world, keys[0])
        settle_run(keys[0], ports=world.starting)
        assert holders(world) == {keys[1], keys[2]}

    def test_a_turn_that_was_lost_is_found_by_the_clock(self, world: World) -> None:
        with pytest.MonkeyPatch.context() as busy:
            busy.setattr(world.admission, "announce", _throttled)
            [key] = crowd(world, 1)
        assert status(world, key) is RunStatus.QUEUED
        settle_runs(ports=world.starting)
        assert world.workflow.started == [key]

    def test_a_place_without_a_run_is_dropped(self, world: World) -> None:
        keys = crowd(world, 4)
        del world.memory.runs[keys[2]]  # erased
        end(world, keys[0])
        assert world.workflow.started == [keys[0], keys[1], keys[3]]
        with pytest.raises(UnknownRun):
            world.runs.get_run(keys[2])

    def test_who_has_nothing_left_is_forgotten(self, world: World) -> None:
        [key] = crowd(world, 1)
        end(world, key)
        assert list(world.admission.turns(Lane.INTERACTIVE)) == []

    def test_a_run_that_died_between_slot_and_start_is_started(self, world: World) -> None:
        with pytest.MonkeyPatch.context() as dying:
            dying.setattr(world.workflow, "start", _died)
            with pytest.raises(ConnectionError):
                crowd(world, 1)
        [key] = holders(world)
        world.clock.advance(seconds=61)
        settle_runs(ports=world.starting)
        assert (world.workflow.started, holders(world)) == ([key], {key})

    def test_one_that_lost_its_slots_meanwhile_waits_again(self, world: World) -> None:
        world.limits = SlotLimits(lane=1, organisation=1)
        with pytest.MonkeyPatch.context() as dying:
            dying.setattr(world.workflow, "start", _died)
            with pytest.raises(ConnectionError):
                crowd(world, 1)
        [lost] = holders(world)
        world.clock.advance(seconds=LEASE.total_seconds())
        [other] = crowd(world, 1, "beta")
        world.clock.advance(seconds=61)
        settle_runs(ports=world.starting)
        assert (status(world, lost), world.workflow.started) == (RunStatus.QUEUED, [other])
        end(world, other)
        assert world.workflow.started == [other, lost]


def _died(*_: object) -> str:
    raise ConnectionError("the process died")


def _throttled(*_: object) -> None:
    raise StorageThrottled("the table asks for patience")


class TestLeases:
    def test_a_stuck_run_frees_its_slot(self, world: World) -> None:
        keys = crowd(world, 3)
        world.clock.advance(seconds=LEASE.total_seconds() - 4)
        settle_runs(ports=world.starting)
        assert status(world, keys[2]) is RunStatus.QUEUED
        world.clock.advance(seconds=4)
        settle_runs(ports=world.starting)
        assert status(world, keys[2]) is RunStatus.RUNNING

    def test_every_step_renews(self, world: World) -> None:
        world.schedule()
        world.receive()
        for step in STEPS_OF_RECORDINGS:
            world.clock.advance(minutes=20)
            world.do(step)
            assert holders(world) == {run_key()}

    def test_a_long_step_renews_while_its_engines_are_at_work(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        world.schedule()
        world.receive()
        world.do(Step.UPLOAD)
        called = world.analyst.called

        def slowly(what: str) -> None:
            called(what)
            world.clock.advance(minutes=29)

        monkeypatch.setattr(world.analyst, "called", slowly)
        for step in (Step.EVIDENCE, Step.INSIGHTS):
            world.do(step)
            assert holders(world) == {run_key()}

    @pytest.mark.parametrize(("seconds", "renewals"), [(LEASE_RENEWAL_SECONDS - 1, 1), (LEASE_RENEWAL_SECONDS, 2)])
    def test_no_more_than_once_a_minute(self, world: World, seconds: float, renewals: int) -> None:
        counted = Renewals()
        [key] = crowd(world, 1)
        lease = Lease(world.runs.get_run(key), counted, world.clock)  # type: ignore[arg-type]
        lease.renew()
        assert counted.count == 0, "its slots have just been given"
        world.clock.advance(seconds=LEASE_RENEWAL_SECONDS)
        lease.renew()
        world.clock.advance(seconds=seconds)
        lease.renew()
        assert counted.count == renewals

    def test_a_busy_table_fails_no_step(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        world.schedule()
        world.receive()
        world.clock.advance(seconds=LEASE_RENEWAL_SECONDS)
        monkeypatch.setattr(world.admission, "renew", _throttled)
        world.do(Step.UPLOAD)

    def test_a_function_that_is_no_step_renews_too(self, world: World) -> None:
        [key] = crowd(world, 1)
        for _ in range(3):
            world.clock.advance(seconds=LEASE.total_seconds() - 1)
            give_sign_of_life(key, runs=world.runs, admission=world.admission, clock=world.clock)
        assert holders(world) == {key}

    def test_it_fails_nothing(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        give_sign_of_life(run_key(9), runs=world.runs, admission=world.admission, clock=world.clock)
        monkeypatch.setattr(world.runs, "get_run", _throttled)
        give_sign_of_life(run_key(), runs=world.runs, admission=world.admission, clock=world.clock)


class Renewals:
    """Counts."""

    def __init__(self) -> None:
        self.count = 0

    def renew(self, _: Run, __: object) -> bool:
        self.count += 1
        return True


class TestQueue:
    def test_says_what_waits_and_why(self, world: World) -> None:
        world.limits = SlotLimits(lane=3, organisation=2)
        acme, beta = crowd(world, 4), crowd(world, 3, "beta")
        interactive, backfill = read_queue(ports=world.starting)
        assert {slot.holder for slot in interactive.held} == {*acme[:2], beta[0]}
        assert [place.waiting.run for place in interactive.places] == [acme[2], beta[1], acme[3], beta[2]]
        whys = [place.why for place in interactive.places[:2]]
        full = "3 of 3 slots of lane interactive in use"
        assert whys == [f"{full}; acme at its limit of 2", full]
        assert (backfill.lane, backfill.held, backfill.places) == (Lane.BACKFILL, (), ())

    def test_what_may_go_says_so(self, world: World) -> None:
        world.workflow.failing_starts = 1
        crowd(world, 1)
        [place] = read_queue(ports=world.starting)[0].places
        assert place.why == "its turn comes within a minute"

    def test_how_long_the_first_has_waited(self, world: World) -> None:
        assert oldest_waits(ports=world.starting) == {Lane.INTERACTIVE: 0.0, Lane.BACKFILL: 0.0}
        crowd(world, 3)
        crowd(world, 1, "beta", Lane.BACKFILL)
        world.clock.advance(minutes=2)
        crowd(world, 3, "beta")
        waits = oldest_waits(ports=world.starting)
        assert waits[Lane.INTERACTIVE] == pytest.approx(125, abs=2)
        assert waits[Lane.BACKFILL] == 0.0
