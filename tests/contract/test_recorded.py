"""A change and its entry in the audit chain are one transaction, in every store whose changes are put down."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

import pytest

from shared.adapters.dynamodb_api_keys import DynamoApiKeys
from shared.adapters.dynamodb_audit import DynamoAudit
from shared.adapters.dynamodb_erasures import DynamoErasures
from shared.adapters.dynamodb_interviews import DynamoInterviews
from shared.adapters.dynamodb_organisations import DynamoOrganisations
from shared.adapters.dynamodb_retention import DynamoRetention
from shared.domain.alongside import Alongside
from shared.domain.api_key import replaced_by
from shared.domain.audit import Deed, Recorded
from shared.domain.audit_chain import verify
from shared.domain.erasure import ErasureReason, begin_erasure, receipt
from shared.domain.errors import AttemptSuperseded, Conflict, OrganisationExists, UnknownOrganisation
from shared.domain.interview_key import InterviewKey
from shared.ports import ApiKeyStore, AuditLog, InterviewStore, OrganisationStore
from shared.ports.erasure import ErasureStore
from shared.ports.retention import Keepsake, KeptUpload, RetentionIndex
from tests import fakes
from tests.builders import INTERVIEW, api_key, at, interview, organisation, upload
from tests.contract.aws import client, new_table
from tests.contract.conftest import LEGS, endpoint_of

TOGETHER = 40


@dataclass(frozen=True)
class Stores:
    """The stores over one table."""

    organisations: OrganisationStore
    keys: ApiKeyStore
    interviews: InterviewStore
    erasures: ErasureStore
    index: RetentionIndex
    audit: AuditLog

    @property
    def deeds(self) -> list[str]:
        """What is put down, of a chain that is whole."""
        assert verify(self.audit.entries("acme"), self.audit.head("acme")).is_whole
        return [entry.action for entry in self.audit.entries("acme")]


@pytest.fixture(params=LEGS)
def stores(request: pytest.FixtureRequest) -> Iterator[Stores]:
    if request.param == "fake":
        memory = fakes.Memory()
        yield Stores(
            fakes.MemoryOrganisations(memory),
            fakes.MemoryApiKeys(memory),
            fakes.MemoryInterviews(memory),
            fakes.MemoryErasures(memory),
            fakes.MemoryRetention(memory),
            fakes.MemoryAudit(memory),
        )
        return
    with client("dynamodb", endpoint_of(request)) as dynamodb:
        table = new_table(dynamodb, time.sleep)
        yield Stores(
            DynamoOrganisations(table),
            DynamoApiKeys(table),
            DynamoInterviews(table),
            DynamoErasures(table),
            DynamoRetention(table),
            DynamoAudit(table),
        )


def put_down(action: str) -> Alongside:
    deed = Deed(at=at(1), actor="operator", action=action)
    return Alongside(recorded=Recorded(organisation_id="acme", deed=deed))


def test_of_an_organisation(stores: Stores) -> None:
    with pytest.raises(UnknownOrganisation):
        stores.organisations.put_organisation(organisation(), put_down("none.changed"))
    stores.organisations.create_organisation(organisation(), put_down("organisation.created"))
    with pytest.raises(OrganisationExists):
        stores.organisations.create_organisation(organisation(), put_down("none.created"))
    stores.organisations.put_organisation(organisation(name="new"), put_down("organisation.changed"))
    assert stores.deeds == ["organisation.created", "organisation.changed"]


def test_of_a_key(stores: Stores) -> None:
    old, new, late = (api_key(entropy=number.to_bytes(20)) for number in (1, 2, 3))
    stores.keys.create_key(old, put_down("key.created"))
    with pytest.raises(Conflict):
        stores.keys.create_key(old, put_down("none.created"))
    stores.keys.rotate_key(replaced_by(old, new, at(1), timedelta(0)), new, put_down("key.rotated"))
    with pytest.raises(Conflict):
        stores.keys.rotate_key(replaced_by(old, late, at(1), timedelta(0)), late, put_down("none.rotated"))
    assert stores.keys.find_key(late.digest) is None
    for action in ("key.revoked", "none.revoked"):
        stores.keys.revoke_key("acme", new.id, at(2), put_down(action))
    assert stores.deeds == ["key.created", "key.rotated", "key.revoked"]


def test_of_an_erasure(stores: Stores) -> None:
    one = interview()
    erasure = begin_erasure(one, ErasureReason.REQUESTED, "key_1", at(1), quiet=timedelta(0), request_id=None)
    assert not stores.erasures.mark(one, None, erasure, put_down("none.requested"))
    stores.interviews.create_interview(one)
    assert stores.erasures.mark(one, None, erasure, put_down("erasure.requested"))
    assert not stores.erasures.mark(one, None, erasure, put_down("none.requested"))
    claimed = stores.erasures.claim(INTERVIEW, at(2), at(3))
    assert claimed
    done = receipt(claimed, at(2))
    stores.erasures.complete(done, put_down("interview.erased"))
    with pytest.raises(AttemptSuperseded):
        stores.erasures.complete(done, put_down("none.erased"))
    assert stores.deeds == ["erasure.requested", "interview.erased"]


def test_of_a_recording_that_was_kept_long_enough(stores: Stores) -> None:
    stores.interviews.put_upload(INTERVIEW, upload("v1", at=at(1)))
    kept = KeptUpload(interview=INTERVIEW, key="acme/int_1/upload", version="v1", at=at(1))
    assert stores.index.let_go(kept, Keepsake.RECORDING, put_down("recording.erased"))
    assert not stores.index.let_go(kept, Keepsake.RECORDING, put_down("none.erased"))
    nowhere = InterviewKey(organisation_id="acme", interview_id="int_9")
    gone = kept.model_copy(update={"interview": nowhere})
    assert not stores.index.let_go(gone, Keepsake.RECORDING, put_down("none.erased"))
    assert stores.deeds == ["recording.erased"]


def test_many_at_once_leave_a_whole_chain_with_an_entry_for_each_change(stores: Stores) -> None:
    """Half of them want what only one of them gets."""
    stores.organisations.create_organisation(organisation())
    changes: list[Callable[[], object]] = [
        *(lambda n=n: stores.keys.create_key(api_key(entropy=n.to_bytes(20)), put_down("key.made")) for n in range(20)),
        *(lambda: stores.keys.create_key(api_key(entropy=bytes(19) + b"!"), put_down("key.won")) for _ in range(20)),
    ]
    assert len(changes) == TOGETHER

    def refused(change: Callable[[], object]) -> bool:
        try:
            change()
        except Conflict:
            return True
        return False

    with ThreadPoolExecutor(TOGETHER) as pool:
        assert sum(pool.map(refused, changes)) == 19
    assert sorted(stores.deeds) == ["key.made"] * 20 + ["key.won"]
    assert len(stores.keys.list_keys("acme")) == 21
