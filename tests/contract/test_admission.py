"""What every AdmissionStore does: places in order, slots as leases, both limits exact under concurrency."""

from datetime import datetime, timedelta

import pytest

from shared.domain.admission import LEASE, SlotLimits, Waiting, held_slots
from shared.domain.interview_key import InterviewKey, RunKey
from shared.domain.interview_status import InterviewStatus
from shared.domain.lane import Lane
from shared.domain.run import Run, RunRequest
from shared.domain.run_status import RunStatus
from shared.usecases.admit_runs import RunPorts, admit_runs
from tests.builders import at, event, interview, run, run_key
from tests.contract.conftest import Stores
from tests.contract.test_concurrency import at_once
from tests.fakes import MemoryWorkflow, SettableClock
from tests.fakes.world import EPOCH

LANE = Lane.INTERACTIVE
ARN = "arn:of:an:execution"


def key_of(number: int, organisation_id: str = "acme") -> InterviewKey:
    return InterviewKey(organisation_id=organisation_id, interview_id=f"int_{number}")


def queued(stores: Stores, key: InterviewKey, minutes: float = 0, lane: Lane = LANE) -> RunKey:
    """An interview whose first run waits."""
    stores.interviews.create_interview(interview(key))
    request = RunRequest(lane=lane)
    waiting = {"status": RunStatus.QUEUED, "queued_at": at(minutes), "started_at": at(minutes)}
    stores.runs.begin_run(run(1, key, request=request, **waiting), None)
    stores.admission.announce(lane, key.organisation_id, at(minutes))
    return run_key(1, key)


def first(stores: Stores, organisation_id: str = "acme", lane: Lane = LANE) -> Waiting:
    return stores.admission.waiting(lane, organisation_id, limit=1)[0]


def admitted(stores: Stores, number: int = 1, slot: int = 0, now: datetime = EPOCH) -> Run:
    """A run that holds its slots."""
    key = queued(stores, key_of(number))
    place = next(w for w in stores.admission.waiting(LANE, "acme") if w.run == key)
    assert stores.admission.admit(place, slot, slot, now)
    return stores.runs.get_run(key)


class TestWaiting:
    def test_a_queued_run_waits_in_its_place(self, stores: Stores) -> None:
        key = queued(stores, key_of(1), 3)
        assert list(stores.admission.waiting(LANE, "acme")) == [Waiting(run=key, lane=LANE, since=at(3))]
        assert stores.interviews.get_interview(key.interview).status is InterviewStatus.QUEUED
        assert [known.key for known in stores.runs.queued_runs(limit=5)] == [key]
        assert stores.runs.active_runs(limit=5).items == ()

    def test_in_the_order_in_which_they_came(self, stores: Stores) -> None:
        keys = [
            queued(stores, key_of(number), minutes) for number, minutes in ((1, 2), (2, 1.5), (3, 9), (4, 2.000001))
        ]
        came = [keys[1], keys[0], keys[3], keys[2]]
        assert [place.run for place in stores.admission.waiting(LANE, "acme")] == came
        assert [place.run for place in stores.admission.waiting(LANE, "acme", limit=1)] == came[:1]
        assert [known.key for known in stores.runs.queued_runs(limit=2)] == came[:2]

    def test_lanes_and_organisations_apart(self, stores: Stores) -> None:
        queued(stores, key_of(1))
        queued(stores, key_of(2), lane=Lane.BACKFILL)
        queued(stores, key_of(3, "beta"))
        assert [len(stores.admission.waiting(lane, "acme")) for lane in Lane] == [1, 1]
        assert [[turn.organisation_id for turn in stores.admission.turns(lane)] for lane in Lane] == [
            ["acme", "beta"],
            ["acme"],
        ]

    def test_a_place_can_be_dropped(self, stores: Stores) -> None:
        queued(stores, key_of(1))
        stores.admission.drop(first(stores))
        assert list(stores.admission.waiting(LANE, "acme")) == []


class TestTurns:
    def test_who_was_served_is_next_after_all_others(self, stores: Stores) -> None:
        for minutes, name in enumerate(("acme", "beta", "gamma")):
            stores.admission.announce(LANE, name, at(minutes))
        turns = stores.admission.turns(LANE)
        stores.admission.serve(turns[0], at(5))
        assert [turn.organisation_id for turn in stores.admission.turns(LANE)] == ["beta", "gamma", "acme"]

    def test_another_arrival_changes_no_turn(self, stores: Stores) -> None:
        for minutes, name in enumerate(("acme", "beta", "acme")):
            stores.admission.announce(LANE, name, at(minutes))
        assert [turn.turn_at for turn in stores.admission.turns(LANE)] == [at(0), at(1)]

    def test_who_has_nothing_is_forgotten(self, stores: Stores) -> None:
        stores.admission.announce(LANE, "acme", at(0))
        [turn] = stores.admission.turns(LANE)
        stores.admission.forget(turn)
        stores.admission.serve(turn, at(1))
        assert list(stores.admission.turns(LANE)) == []

    def test_an_arrival_since_is_not_forgotten(self, stores: Stores) -> None:
        stores.admission.announce(LANE, "acme", at(0))
        [turn] = stores.admission.turns(LANE)
        stores.admission.announce(LANE, "acme", at(0))
        stores.admission.forget(turn)
        assert [known.organisation_id for known in stores.admission.turns(LANE)] == ["acme"]


class TestSlots:
    def test_an_admitted_run_is_under_way(self, stores: Stores) -> None:
        going = admitted(stores, slot=1, now=at(4))
        assert (going.status, going.started_at) == (RunStatus.RUNNING, at(4))
        assert (going.lane_slot, going.organisation_slot, going.queued_at) == (1, 1, at(0))
        assert stores.interviews.get_interview(going.key.interview).status is InterviewStatus.PROCESSING
        assert [known.key for known in stores.runs.active_runs(limit=5).items] == [going.key]
        assert (list(stores.runs.queued_runs(limit=5)), list(stores.admission.waiting(LANE, "acme"))) == ([], [])
        for slots in (stores.admission.lane_slots(LANE), stores.admission.organisation_slots("acme")):
            assert [(slot.number, slot.holder, slot.lease_until) for slot in slots] == [(1, going.key, at(4) + LEASE)]

    @pytest.mark.parametrize(("lane_slot", "organisation_slot"), [(0, 1), (1, 0)])
    def test_a_slot_that_is_held_is_refused_whole(self, stores: Stores, lane_slot: int, organisation_slot: int) -> None:
        admitted(stores)
        queued(stores, key_of(2))
        assert not stores.admission.admit(first(stores), lane_slot, organisation_slot, at(1))
        assert len(stores.admission.lane_slots(LANE)) == len(stores.admission.organisation_slots("acme")) == 1
        assert stores.runs.get_run(run_key(1, key_of(2))).status is RunStatus.QUEUED

    def test_a_run_is_admitted_once(self, stores: Stores) -> None:
        queued(stores, key_of(1))
        place = first(stores)
        assert stores.admission.admit(place, 0, 0, at(1))
        assert not stores.admission.admit(place, 1, 1, at(1))

    @pytest.mark.parametrize(("seconds", "free"), [(-0.001, False), (0, True)])
    def test_a_lease_ends_by_itself(self, stores: Stores, seconds: float, free: bool) -> None:
        admitted(stores)
        queued(stores, key_of(2))
        now = EPOCH + LEASE + timedelta(seconds=seconds)
        assert stores.admission.admit(first(stores), 0, 0, now) is free

    def test_a_renewed_lease_begins_anew(self, stores: Stores) -> None:
        going = admitted(stores)
        assert stores.admission.renew(going, at(20))
        queued(stores, key_of(2))
        assert not stores.admission.admit(first(stores), 0, 0, EPOCH + LEASE)
        assert stores.admission.admit(first(stores), 0, 0, at(20) + LEASE)

    def test_a_lease_that_another_took_is_lost(self, stores: Stores) -> None:
        stuck = admitted(stores)
        other = admitted(stores, 2, now=EPOCH + LEASE)
        assert not stores.admission.renew(stuck, EPOCH + LEASE)
        stores.admission.release(stuck)
        assert [slot.holder for slot in held_slots(stores.admission.lane_slots(LANE), EPOCH + LEASE)] == [other.key]

    def test_a_released_slot_is_free(self, stores: Stores) -> None:
        going = admitted(stores)
        for _ in range(2):
            stores.admission.release(going)
        queued(stores, key_of(2))
        assert stores.admission.admit(first(stores), 0, 0, at(1))

    def test_who_gave_a_slot_up_and_is_at_work_still_does_not_take_it_back(self, stores: Stores) -> None:
        going = admitted(stores)
        stores.admission.release(going)
        assert not stores.admission.renew(going, at(1))
        held = [stores.admission.lane_slots(LANE), stores.admission.organisation_slots(going.key.organisation_id)]
        assert not any(held_slots(slots, at(1)) for slots in held)

    def test_a_run_without_slots_has_none_to_renew(self, stores: Stores) -> None:
        stores.admission.release(run(1))
        assert not stores.admission.renew(run(1), at(1))


class TestPutBack:
    def test_waits_again_in_its_old_place(self, stores: Stores) -> None:
        going = admitted(stores)
        queued(stores, key_of(2), 1)
        assert stores.admission.put_back(going, at(5))
        assert first(stores) == Waiting(run=going.key, lane=LANE, since=at(0))
        assert stores.interviews.get_interview(going.key.interview).status is InterviewStatus.QUEUED
        assert [known.key for known in stores.runs.queued_runs(limit=1)] == [going.key]
        assert held_slots(stores.admission.lane_slots(LANE), at(5)) == ()
        assert stores.admission.admit(first(stores), 0, 0, at(6))

    def test_not_when_it_has_an_execution(self, stores: Stores) -> None:
        going = admitted(stores)
        stores.runs.note_execution(going.key, ARN)
        assert not stores.admission.put_back(going, at(5))
        assert list(stores.admission.waiting(LANE, "acme")) == []

    def test_not_when_it_ended(self, stores: Stores) -> None:
        going = admitted(stores)
        stores.runs.end_run(going, RunStatus.STOPPED, InterviewStatus.FAILED, "stopped", event(going.key))
        assert not stores.admission.put_back(going, at(5))


@pytest.fixture
def crowd(stores: Stores) -> RunPorts:
    """Interviews of two organisations that wait, and three slots, of which an organisation may have two."""
    for number in range(12):
        queued(stores, key_of(number, "acme" if number % 4 else "beta"), number)
    return RunPorts(
        interviews=stores.interviews,
        runs=stores.runs,
        workflow=MemoryWorkflow(),
        clock=SettableClock(at(60)),
        admission=stores.admission,
        limits=SlotLimits(lane=3, organisation=2),
    )


def test_forty_admit_at_once_and_both_limits_hold(stores: Stores, crowd: RunPorts) -> None:
    answers = at_once(lambda _: admit_runs(ports=crowd), range(40))
    assert sum(answer for answer in answers if isinstance(answer, int)) == 3
    going = [known.key for known in stores.runs.active_runs(limit=50).items]
    assert len(going) == len(held_slots(stores.admission.lane_slots(LANE), at(60))) == 3
    assert {slot.holder for slot in stores.admission.lane_slots(LANE)} == set(going)
    per_organisation = {name: [key for key in going if key.organisation_id == name] for name in ("acme", "beta")}
    assert max(map(len, per_organisation.values())) == 2
    for name, theirs in per_organisation.items():
        assert {slot.holder for slot in stores.admission.organisation_slots(name)} == set(theirs)


def test_everybody_goes_once_and_never_more_than_the_limit_at_a_time(stores: Stores, crowd: RunPorts) -> None:
    """Six threads: each admits, and ends one run that is under way, until nobody waits."""

    def turn(_: int) -> int:
        admit_runs(ports=crowd)
        going = stores.runs.active_runs(limit=50).items
        for known in going:
            if stores.runs.end_run(known, RunStatus.SUCCEEDED, InterviewStatus.COMPLETED, None, event(known.key)):
                stores.admission.release(known)
        return len(going)

    seen: list[object] = []
    for _ in range(12):
        if not stores.runs.queued_runs(limit=1):
            break
        seen += at_once(turn, range(6))
    assert list(stores.runs.queued_runs(limit=1)) == []
    assert isinstance(crowd.workflow, MemoryWorkflow)
    assert len(crowd.workflow.asked) == len(set(crowd.workflow.asked)) == 12
    assert max(count for count in seen if isinstance(count, int)) <= 3
