from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from shared.domain.identifier import IDENTIFIER
from shared.domain.organisation import DataKind, Organisation, Plan, Quotas, Retention, plan_quotas, sandbox_quotas
from shared.domain.tenant import Mode, mode_of, organisation_of, tenant_id, usage_identifier
from tests.builders import interview, organisation

IDS = st.from_regex(r"^[A-Za-z0-9](?:_?[A-Za-z0-9-]){0,26}$", fullmatch=True)


@given(own=IDS, mode=st.sampled_from(Mode))
def test_a_tenant_names_its_organisation_and_mode(own: str, mode: Mode) -> None:
    assert organisation(id=own).id == own
    tenant = tenant_id(own, mode)
    assert (organisation_of(tenant), mode_of(tenant)) == (own, mode)


def test_live_data_has_the_organisation_s_own_id_and_sandbox_data_another_that_every_store_accepts() -> None:
    longest = "o" * 54
    assert tenant_id("acme", Mode.LIVE) == "acme"
    assert tenant_id("acme", Mode.SANDBOX) == "acme__sandbox"
    assert interview(organisation_id=tenant_id(longest, Mode.SANDBOX)).organisation_id.startswith(longest)


@pytest.mark.parametrize("name", ["a__b", "acme__sandbox", "acme_", "_a", "", "-a", "a b", "a#b", "ä", "a\n", "o" * 55])
def test_what_is_no_organisation_s_id(name: str) -> None:
    with pytest.raises(ValidationError):
        organisation(id=name)


@pytest.mark.parametrize("name", ["a", "a_b", "a-b", "a--b", "A1", "o" * 54])
def test_what_is_an_organisation_s_id_is_an_identifier(name: str) -> None:
    import re

    assert re.match(IDENTIFIER, organisation(id=name).id)


def test_quotas_are_the_plan_s_unless_the_organisation_has_its_own_and_the_sandbox_has_one_for_all() -> None:
    own = Quotas(interviews=3, audio_minutes=4)
    for plan in Plan:
        assert organisation(plan=plan).quotas_in(Mode.LIVE) == plan_quotas(plan)
        assert organisation(plan=plan, quotas=own).quotas_in(Mode.LIVE) == own
        assert organisation(plan=plan, quotas=own).quotas_in(Mode.SANDBOX) == sandbox_quotas()


def test_what_was_said_is_kept_until_it_is_erased_unless_the_organisation_says_otherwise() -> None:
    kept = {kind: Retention().days_of(kind) for kind in DataKind}
    assert kept == {
        "recordings": None,
        "transcripts": None,
        "results": None,
        "state": 90,
        "deliveries": 30,
        "audit": 730,
    }
    assert Retention(recordings=7).days_of(DataKind.RECORDINGS) == 7


@pytest.mark.parametrize(
    "build",
    [
        lambda: Retention(recordings=0),
        lambda: Retention(audit=3651),
        lambda: Retention(state=14),
        lambda: Retention(state=3651),
        lambda: Retention(deliveries=2),
        lambda: Retention(deliveries=3651),
        lambda: Quotas(interviews=-1, audio_minutes=0),
        lambda: organisation(name=""),
        lambda: organisation(name="n" * 201),
    ],
)
def test_limits(build: Callable[[], object]) -> None:
    with pytest.raises(ValidationError):
        build()


def test_limits_at_their_edge() -> None:
    assert Retention(recordings=1, audit=3650).audit == 3650
    assert (Retention(state=15).state, Retention(deliveries=3).deliveries) == (15, 3)
    assert Quotas(interviews=0, audio_minutes=0).interviews == 0
    assert Organisation.model_validate(organisation(name="n" * 200).model_dump(by_alias=True)).name == "n" * 200


def test_the_name_that_calls_are_counted_by_differs_by_tenant_and_stage_and_is_one_that_api_gateway_accepts() -> None:
    names = {usage_identifier(tenant, realm) for tenant in ("a", "a__sandbox", "b") for realm in ("x", "y")}
    assert len(names) == 6
    assert all(20 <= len(name) <= 128 and name.isalnum() for name in names)
