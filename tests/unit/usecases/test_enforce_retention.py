"""What was kept long enough goes, and nothing else."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from shared.domain.audit import Deed
from shared.domain.audit_chain import verify
from shared.domain.errors import StorageThrottled
from shared.domain.interview_key import InterviewKey
from shared.domain.interview_status import InterviewStatus
from shared.domain.organisation import Organisation, Retention
from shared.domain.run_status import UploadOutcome
from shared.domain.tenant import Mode, tenant_id
from shared.domain.upload_record import UploadRecord
from shared.usecases.enforce_retention import PAGE, Enforced, RetentionPorts, enforce_retention
from shared.usecases.request_erasure import ErasureRequestPorts
from tests import fakes
from tests.builders import interview
from tests.unit.world import World

NOW = fakes.SettableClock().now()


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


@dataclass
class Keeper:
    """Organisations with interviews of some age."""

    world: World = field(default_factory=World)
    queue: fakes.MemoryQueue = field(default_factory=fakes.MemoryQueue)
    recordings: fakes.RecordedErasures = field(default_factory=fakes.RecordedErasures)
    seconds: float = 100.0

    def __post_init__(self) -> None:
        self.audit = fakes.MemoryAudit(self.world.memory)
        self.organisations = fakes.MemoryOrganisations(self.world.memory)
        self.index = fakes.MemoryRetention(self.world.memory)

    def organisation(self, organisation_id: str = "acme", **days: Any) -> None:
        made = Organisation(
            id=organisation_id, name="Acme", retention=Retention(**days), created_at=NOW, updated_at=NOW
        )
        self.organisations.create_organisation(made)

    def interview(self, name: str, days: float, organisation_id: str = "acme") -> InterviewKey:
        made = interview(id=name, organisation_id=organisation_id, created_at=ago(days), updated_at=ago(days))
        self.world.interviews.create_interview(made)
        upload = UploadRecord(
            key=f"{organisation_id}/{name}/upload", version=name, outcome=UploadOutcome.STARTED, run=1, at=ago(days)
        )
        self.world.interviews.put_upload(made.key, upload)
        return made.key

    def enforce(self) -> Enforced:
        w = self.world
        requests = ErasureRequestPorts(w.interviews, w.runs, w.erasures, self.queue, w.clock, timedelta(minutes=16))
        ports = RetentionPorts(
            organisations=self.organisations,
            lists=fakes.MemoryInterviewLists(w.memory),
            by_age=self.index,
            recordings=self.recordings,
            requests=requests,
            audit=self.audit,
            clock=w.clock,
            remaining=lambda: self.seconds,
        )
        return enforce_retention(ports=ports)


@pytest.fixture
def keeper() -> Keeper:
    return Keeper()


def test_what_nobody_limits_is_kept(keeper: Keeper) -> None:
    keeper.organisation()
    keeper.interview("int_1", 3000)
    assert keeper.enforce() == Enforced()


def test_old_results_are_erased_with_their_interview(keeper: Keeper) -> None:
    keeper.organisation(results=30)
    old, young = keeper.interview("int_1", 30.1), keeper.interview("int_2", 29.9)
    assert keeper.enforce() == Enforced(interviews=1)
    erasure = keeper.world.erasures.find(old)
    assert erasure
    assert (erasure.requested_by, erasure.reason) == ("clock", "retention")
    assert keeper.queue.messages == [old]
    assert keeper.world.interviews.get_interview(young).status is InterviewStatus.AWAITING_UPLOAD
    assert keeper.enforce() == Enforced()


def test_recordings_and_transcripts_go_on_their_own(keeper: Keeper) -> None:
    keeper.organisation(recordings=7, transcripts=60)
    keeper.interview("int_1", 61)
    keeper.interview("int_2", 8)
    keeper.interview("int_3", 6)
    assert keeper.enforce() == Enforced(recordings=2, transcripts=1)
    assert keeper.recordings.recordings == ["int_1", "int_2"]
    assert [key.interview_id for key in keeper.recordings.transcripts] == ["int_1"]
    assert keeper.enforce() == Enforced()
    actions = {entry.action for entry in keeper.audit.entries("acme")}
    assert actions == {"recording.erased", "transcript.erased"}


def test_each_organisation_has_its_own_time_and_its_sandbox_the_same(keeper: Keeper) -> None:
    keeper.organisation("acme", results=30)
    keeper.organisation("other", results=90)
    sandbox = tenant_id("acme", Mode.SANDBOX)
    for number, tenant in enumerate(["acme", sandbox, "other"]):
        keeper.interview(f"int_{number}", 60, tenant)
    assert keeper.enforce() == Enforced(interviews=2)
    assert {key.organisation_id for key in keeper.queue.messages} == {"acme", sandbox}


@pytest.mark.parametrize(("days", "kept"), [({}, 90), ({"recordings": 7}, 7), ({"recordings": 400}, 90)])
def test_what_is_said_to_everybody_is_kept_as_recordings_are_and_never_for_ever(
    keeper: Keeper, days: dict[str, int], kept: int
) -> None:
    keeper.organisation("acme", **days)
    keeper.organisation("other", recordings=1_000)
    sandbox = tenant_id("acme", Mode.SANDBOX)
    for tenant in ("acme", sandbox, "other"):
        keeper.recordings.speech[tenant] = [ago(kept + 0.1) if tenant != "other" else ago(89), ago(kept - 0.1)]
    assert keeper.enforce() == Enforced(speeches=2)
    assert {tenant: len(left) for tenant, left in keeper.recordings.speech.items() if left} == {
        "acme": 1,
        sandbox: 1,
        "other": 2,
    }


def test_more_than_a_page(keeper: Keeper) -> None:
    keeper.organisation(recordings=1)
    for number in range(PAGE + 3):
        keeper.interview(f"int_{number:04d}", 2)
    assert keeper.enforce() == Enforced(recordings=PAGE + 3)


def test_a_function_that_has_no_time_left_goes_on_the_next_day(keeper: Keeper) -> None:
    keeper.organisation(results=1, recordings=1)
    keeper.interview("int_1", 2)
    keeper.seconds = 1.0
    assert keeper.enforce() == Enforced(finished=False)
    keeper.seconds = 100.0
    assert keeper.enforce().interviews == 1


def test_what_could_not_be_removed_is_tried_again(keeper: Keeper) -> None:
    keeper.organisation(recordings=1)
    keeper.interview("int_1", 2)
    keeper.recordings.errors = [StorageThrottled("SlowDown")]
    with pytest.raises(StorageThrottled):
        keeper.enforce()
    assert keeper.enforce() == Enforced(recordings=1)


def test_who_did_what_is_let_go_of_after_its_time(keeper: Keeper) -> None:
    keeper.organisation(audit=365)
    for days in (400, 366, 10):
        keeper.audit.append("acme", Deed(at=ago(days), actor="key_1", action="interview.erased"))
    assert keeper.enforce() == Enforced(audit_entries=2)
    log = keeper.audit
    assert [entry.action for entry in log.entries("acme")] == ["interview.erased", "audit.trimmed"]
    assert verify(log.entries("acme"), log.head("acme"), log.start("acme")).is_whole
