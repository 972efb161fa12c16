"""Quotas of tenants: an organisation's, its sandbox's, and nobody's."""

from shared.domain.organisation import Quotas, sandbox_quotas
from shared.domain.quota import Quota
from shared.usecases.take_quota import QuotaPorts, standing_of, taking_of_interview
from tests.builders import organisation
from tests.unit.world import World

OWN = Quotas(interviews=3, audio_minutes=1)


def test_an_interview_takes_from_its_tenant_s_month(world: World) -> None:
    world.organisations.create_organisation(organisation(quotas=OWN))
    at = world.clock.now()
    live, sandbox = (
        taking_of_interview(tenant, at, organisations=world.organisations) for tenant in ("acme", "acme__sandbox")
    )
    assert live
    assert sandbox
    assert (live.quota, live.amount, live.limit, live.month) == (Quota.INTERVIEWS, 1, 3, "2026-03")
    assert (sandbox.organisation_id, sandbox.limit) == ("acme__sandbox", sandbox_quotas().interviews)


def test_callers_are_told_what_is_left(world: World) -> None:
    world.organisations.create_organisation(organisation(quotas=OWN))
    ports, at = QuotaPorts(world.organisations, world.quotas), world.clock.now()
    taking = taking_of_interview("acme", at, organisations=world.organisations)
    assert taking
    world.quotas.take(taking)
    assert standing_of("acme", at, ports=ports)["RateLimit"].startswith('"interviews";r=2;t=')


def test_who_is_no_organisation_has_no_quota(world: World) -> None:
    ports, at = QuotaPorts(world.organisations, world.quotas), world.clock.now()
    assert taking_of_interview("acme", at, organisations=world.organisations) is None
    assert standing_of("acme", at, ports=ports) == {}
