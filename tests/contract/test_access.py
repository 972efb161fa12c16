"""What every store of organisations, API keys and quotas does."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.adapters.dynamodb_quotas import DynamoQuotas, give_back, take
from shared.adapters.dynamodb_table import ConditionFailed, Key, Put
from shared.domain.api_key import digest_of_key, new_key_text, replaced_by
from shared.domain.errors import Conflict, OrganisationExists, QuotaExceeded, UnknownApiKey, UnknownOrganisation
from shared.domain.organisation import OrganisationStatus, Plan, Quotas, Retention
from shared.domain.principal import Scope
from shared.domain.quota import Quota, Taking, Usage, UsageReceipt
from shared.domain.tenant import Mode
from tests.builders import INTERVIEW, api_key, at, organisation
from tests.contract.aws import new_table
from tests.contract.conftest import Access

MONTH = "2026-11"
RECEIPT = UsageReceipt(interview=INTERVIEW, name="version-1")


def entropy(number: int) -> bytes:
    return number.to_bytes(20)


def taking(amount: int = 1, limit: int = 10, **fields: Any) -> Taking:
    known = {"organisation_id": "acme", "month": MONTH, "quota": Quota.INTERVIEWS, "amount": amount, "limit": limit}
    return Taking.model_validate(known | fields)


class TestOrganisations:
    def test_comes_back_as_it_was_created(self, access: Access) -> None:
        full = organisation(
            name="Äcme ✓",
            plan=Plan.ENTERPRISE,
            quotas=Quotas(interviews=7, audio_minutes=8),
            retention=Retention(recordings=30),
            status=OrganisationStatus.SUSPENDED,
        )
        access.organisations.create_organisation(full)
        assert access.organisations.get_organisation("acme") == full

    def test_an_id_is_taken_once(self, access: Access) -> None:
        access.organisations.create_organisation(organisation(name="first"))
        with pytest.raises(OrganisationExists):
            access.organisations.create_organisation(organisation(name="second"))
        assert access.organisations.get_organisation("acme").name == "first"

    def test_is_replaced_once_it_is_there(self, access: Access) -> None:
        with pytest.raises(UnknownOrganisation):
            access.organisations.put_organisation(organisation())
        access.organisations.create_organisation(organisation())
        access.organisations.put_organisation(organisation(name="new", updated_at=at(1)))
        assert access.organisations.get_organisation("acme").name == "new"

    def test_an_unknown_one(self, access: Access) -> None:
        assert access.organisations.find_organisation("acme") is None
        with pytest.raises(UnknownOrganisation):
            access.organisations.get_organisation("acme")

    def test_all_are_listed_by_id_however_many_they_are(self, access: Access) -> None:
        for number in range(103):
            access.organisations.create_organisation(organisation(id=f"org-{number:03d}"))
        names = [found.id for found in access.organisations.list_organisations()]
        assert names == [f"org-{number:03d}" for number in range(103)]


class TestApiKeys:
    def test_is_found_by_its_digest_and_by_its_id(self, access: Access) -> None:
        text = new_key_text(Mode.SANDBOX, entropy(1))
        key = api_key(text, scopes=frozenset({Scope.INTERVIEWS_READ, Scope.WEBHOOKS_MANAGE}), expires_at=at(60))
        access.keys.create_key(key)
        assert access.keys.find_key(digest_of_key(text)) == key
        assert access.keys.get_key("acme", key.id) == key

    def test_an_unknown_digest_and_an_unknown_id(self, access: Access) -> None:
        access.keys.create_key(api_key())
        assert access.keys.find_key("0" * 64) is None
        with pytest.raises(UnknownApiKey):
            access.keys.get_key("acme", "key_x")

    def test_another_organisation_s_key_is_unknown(self, access: Access) -> None:
        key = api_key()
        access.keys.create_key(key)
        for refused in (access.keys.get_key, lambda org, name: access.keys.revoke_key(org, name, at(1))):
            with pytest.raises(UnknownApiKey):
                refused("other", key.id)
        assert access.keys.list_keys("other") == []

    def test_are_listed_the_oldest_first(self, access: Access) -> None:
        made = [api_key(entropy=entropy(number), at=at(10 - number)) for number in range(3)]
        for key in made:
            access.keys.create_key(key)
        access.keys.create_key(api_key(entropy=entropy(9), organisation_id="other"))
        assert access.keys.list_keys("acme") == made[::-1]

    def test_is_revoked_for_good_wherever_it_is_looked_for(self, access: Access) -> None:
        key = api_key()
        access.keys.create_key(key)
        revoked = access.keys.revoke_key("acme", key.id, at(1))
        assert revoked.revoked_at == at(1)
        assert access.keys.revoke_key("acme", key.id, at(2)) == revoked
        assert access.keys.find_key(key.digest) == revoked
        assert access.keys.list_keys("acme") == [revoked]

    def test_a_rotation_is_in_both_keys_at_once(self, access: Access) -> None:
        old, new = api_key(entropy=entropy(1)), api_key(entropy=entropy(2), at=at(1))
        access.keys.create_key(old)
        ending = replaced_by(old, new, at(1), timedelta(hours=24))
        access.keys.rotate_key(ending, new)
        assert access.keys.find_key(old.digest) == ending
        assert access.keys.list_keys("acme") == [ending, new]

    def test_a_key_is_rotated_by_one_of_two(self, access: Access) -> None:
        old, new, late = (api_key(entropy=entropy(number)) for number in range(3))
        access.keys.create_key(old)
        access.keys.rotate_key(replaced_by(old, new, at(1), timedelta(0)), new)
        with pytest.raises(Conflict):
            access.keys.rotate_key(replaced_by(old, late, at(1), timedelta(0)), late)
        assert access.keys.find_key(late.digest) is None

    def test_a_key_that_was_revoked_meanwhile_does_not_come_back_by_its_rotation(self, access: Access) -> None:
        old, new = api_key(entropy=entropy(1)), api_key(entropy=entropy(2))
        access.keys.create_key(old)
        access.keys.revoke_key("acme", old.id, at(1))
        with pytest.raises(Conflict):
            access.keys.rotate_key(replaced_by(old, new, at(1), timedelta(0)), new)
        known = access.keys.find_key(old.digest)
        assert known
        assert known.revoked_at == at(1)
        assert access.keys.find_key(new.digest) is None


class TestQuotas:
    def test_nothing_was_used_before_anything_was(self, access: Access) -> None:
        assert access.quotas.usage("acme", MONTH) == Usage(month=MONTH)

    def test_the_last_that_fits_and_the_first_that_does_not(self, access: Access) -> None:
        access.quotas.take(taking(9))
        with pytest.raises(QuotaExceeded) as refused:
            access.quotas.take(taking(2))
        assert access.quotas.usage("acme", MONTH).interviews == 9
        access.quotas.take(taking(1))
        with pytest.raises(QuotaExceeded):
            access.quotas.take(taking(1))
        assert access.quotas.usage("acme", MONTH).interviews == 10
        assert refused.value.limit == 10

    @pytest.mark.parametrize(("amount", "limit"), [(1, 0), (11, 10)])
    def test_more_than_the_whole_quota_is_refused_at_once(self, access: Access, amount: int, limit: int) -> None:
        with pytest.raises(QuotaExceeded):
            access.quotas.take(taking(amount, limit))
        assert access.quotas.usage("acme", MONTH) == Usage(month=MONTH)

    def test_tenants_months_and_quotas_are_counted_apart(self, access: Access) -> None:
        access.quotas.take(taking(1))
        access.quotas.take(taking(2, organisation_id="acme__sandbox"))
        access.quotas.take(taking(3, month="2026-12"))
        access.quotas.take(taking(4, quota=Quota.AUDIO_SECONDS))
        assert access.quotas.usage("acme", MONTH) == Usage(month=MONTH, interviews=1, audio_seconds=4)
        assert access.quotas.usage("acme__sandbox", MONTH).interviews == 2
        assert access.quotas.usage("acme", "2026-12").interviews == 3

    def test_a_receipt_counts_once_even_when_nothing_is_left(self, access: Access) -> None:
        assert access.quotas.take(taking(6), RECEIPT)
        assert not access.quotas.take(taking(6), RECEIPT)
        assert not access.quotas.take(taking(6, limit=1), RECEIPT)
        assert access.quotas.usage("acme", MONTH).interviews == 6

    def test_a_refusal_leaves_no_receipt(self, access: Access) -> None:
        with pytest.raises(QuotaExceeded):
            access.quotas.take(taking(6, limit=5), RECEIPT)
        assert access.quotas.take(taking(6), RECEIPT)

    def test_what_was_given_back_can_be_taken_again(self, access: Access) -> None:
        access.quotas.take(taking(10))
        assert access.quotas.give_back(taking(4))
        access.quotas.take(taking(4))
        assert access.quotas.usage("acme", MONTH).interviews == 10

    def test_nothing_is_given_back_that_was_not_taken(self, access: Access) -> None:
        assert not access.quotas.give_back(taking(1))
        access.quotas.take(taking(2))
        assert not access.quotas.give_back(taking(3))
        assert not access.quotas.give_back(taking(1), RECEIPT)
        assert access.quotas.usage("acme", MONTH).interviews == 2

    def test_a_receipt_is_given_back_once(self, access: Access) -> None:
        access.quotas.take(taking(2))
        access.quotas.take(taking(3), RECEIPT)
        assert access.quotas.give_back(taking(3), RECEIPT)
        assert not access.quotas.give_back(taking(3), RECEIPT)
        assert access.quotas.usage("acme", MONTH).interviews == 2
        assert access.quotas.take(taking(3), RECEIPT)

    def test_of_many_at_once_exactly_as_many_succeed_as_there_is_room_for(self, access: Access) -> None:
        def one(_: int) -> bool:
            try:
                return access.quotas.take(taking(1, limit=5))
            except QuotaExceeded:
                return False

        with ThreadPoolExecutor(8) as pool:
            taken = list(pool.map(one, range(12)))
        assert sum(taken) == 5
        assert access.quotas.usage("acme", MONTH).interviews == 5

    def test_a_receipt_that_many_hold_at_once_counts_once(self, access: Access) -> None:
        with ThreadPoolExecutor(8) as pool:
            taken = list(pool.map(lambda _: access.quotas.take(taking(2), RECEIPT), range(8)))
        assert sum(taken) == 1
        assert access.quotas.usage("acme", MONTH).interviews == 2

    @settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        limit=st.integers(0, 12),
        moves=st.lists(st.tuples(st.booleans(), st.integers(1, 6), st.sampled_from([None, "a", "b"])), max_size=10),
    )
    def test_the_counter_is_what_is_held_and_never_beyond_the_limit(
        self, access: Access, limit: int, moves: list[tuple[bool, int, str | None]]
    ) -> None:
        name, held, receipts = f"org-{uuid4().hex}", 0, dict[str, int]()
        key = INTERVIEW.model_copy(update={"organisation_id": name})
        for takes, asked, mark in moves:
            amount = receipts.get(mark, asked) if mark else asked
            receipt = UsageReceipt(interview=key, name=mark) if mark else None
            wanted = taking(amount, limit, organisation_id=name)
            if takes:
                known, room = mark in receipts, held + amount <= limit
                if known or room:
                    assert access.quotas.take(wanted, receipt) is not known
                    held += 0 if known else amount
                    receipts |= {mark: amount} if mark else {}
                else:
                    with pytest.raises(QuotaExceeded):
                        access.quotas.take(wanted, receipt)
            else:
                may = held >= amount and (mark is None or mark in receipts)
                assert access.quotas.give_back(wanted, receipt) is may
                held -= amount if may else 0
                if may and mark:
                    del receipts[mark]
            assert access.quotas.usage(name, MONTH).interviews == held <= max(limit, held)


def test_taking_is_part_of_another_transaction(dynamodb: Any) -> None:
    table = new_table(dynamodb)

    def create(name: str) -> None:
        put = Put({"pk": "ORG#acme#X", "sk": name}, condition="attribute_not_exists(pk)")
        table.transact([put, take(taking(1, limit=2))])

    create("a")
    with pytest.raises(ConditionFailed) as replayed:
        create("a")
    assert replayed.value.failed == (0,)
    create("b")
    with pytest.raises(ConditionFailed) as beyond:
        create("c")
    assert beyond.value.failed == (1,)
    assert table.get(Key("ORG#acme#X", "c")) is None
    table.transact([give_back(taking(1))])
    create("c")


def test_a_receipt_that_another_wrote_after_the_look_counts_once(
    dynamodb: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = new_table(dynamodb)
    quotas = DynamoQuotas(table)
    assert quotas.take(taking(2), RECEIPT)
    with monkeypatch.context() as blind:
        blind.setattr(table, "get", lambda _: None)
        assert not quotas.take(taking(2), RECEIPT)
        assert not quotas.take(taking(9), RECEIPT)
    assert quotas.usage("acme", MONTH).interviews == 2
