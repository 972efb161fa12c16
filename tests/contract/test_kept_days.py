"""What the table removes by itself is kept as long as its organisation wants, and is not shown for longer."""

from datetime import timedelta
from typing import Any

import pytest

from shared.adapters.dynamodb_deliveries import DynamoDeliveries
from shared.adapters.dynamodb_interviews import DynamoInterviews
from shared.adapters.dynamodb_keys import step_key
from shared.adapters.dynamodb_organisations import DynamoOrganisations
from shared.adapters.dynamodb_runs import DynamoRuns
from shared.adapters.dynamodb_webhook_keys import delivery_key
from shared.adapters.kept_days import NEVER, KeptDays
from shared.domain.errors import UnknownDelivery
from shared.domain.limits import RETENTION_VIEW_SECONDS
from shared.domain.organisation import DataKind, Retention
from shared.domain.steps import Step
from shared.domain.webhooks.delivery import new_delivery
from tests.builders import ORGANISATION, event, interview, organisation, run, run_key
from tests.contract.aws import new_table
from tests.fakes import SettableClock
from tests.unit.domain.webhooks.builders import ENDPOINT

DAY = timedelta(days=1).total_seconds()


def kept_by(table: Any, clock: SettableClock, **days: int | None) -> KeptDays:
    organisations = DynamoOrganisations(table)
    organisations.create_organisation(organisation(id=ORGANISATION, retention=Retention.model_validate(days)))
    return KeptDays(table, clock)


def days_until(moment: object, clock: SettableClock) -> float:
    return (int(str(moment)) - clock.now().timestamp()) / DAY


def test_deliveries_and_steps_carry_the_days_of_their_organisation(dynamodb: Any, clock: SettableClock) -> None:
    table = new_table(dynamodb)
    kept = kept_by(table, clock, state=15, deliveries=3)
    deliveries = DynamoDeliveries(table, kept)
    made = new_delivery(event(run_key()), ENDPOINT, clock.now())
    deliveries.create_delivery(made)
    item = table.get(delivery_key(ORGANISATION, made.id))
    assert item is not None
    assert days_until(item["expires_at"], clock) == 3

    runs = DynamoRuns(table, state_days=90, clock=clock, kept=kept)
    table_of_runs(table, runs)
    runs.begin_step(run_key(), Step.EVIDENCE, clock.now())
    step = table.get(step_key(run_key(), Step.EVIDENCE))
    assert step is not None
    assert days_until(step["expires_at"], clock) == 15


def table_of_runs(table: Any, runs: DynamoRuns) -> None:

    DynamoInterviews(table).create_interview(interview())
    runs.begin_run(run(), None)


def test_a_delivery_is_gone_to_the_second_even_where_the_table_is_late(dynamodb: Any, clock: SettableClock) -> None:
    table = new_table(dynamodb)
    deliveries = DynamoDeliveries(table, kept_by(table, clock, deliveries=3))
    made = new_delivery(event(run_key()), ENDPOINT, clock.now())
    deliveries.create_delivery(made)
    clock.advance(days=3, seconds=-1)
    assert deliveries.get_delivery(ORGANISATION, made.id) == made
    clock.advance(seconds=1)
    with pytest.raises(UnknownDelivery):
        deliveries.get_delivery(ORGANISATION, made.id)
    assert deliveries.list_deliveries(ORGANISATION, ENDPOINT, limit=9, cursor=None).items == ()


@pytest.mark.parametrize("tenant", ["acme", "acme__sandbox"])
def test_a_change_holds_when_what_was_read_is_old_enough(dynamodb: Any, clock: SettableClock, tenant: str) -> None:
    table = new_table(dynamodb)
    kept, made_at = kept_by(table, clock, state=None, deliveries=7), clock.now()
    assert kept.expires(tenant, DataKind.STATE, made_at) == NEVER
    changed = organisation(id="acme", retention=Retention(state=20, deliveries=7))
    DynamoOrganisations(table).put_organisation(changed)
    clock.advance(seconds=RETENTION_VIEW_SECONDS - 1)
    assert kept.expires(tenant, DataKind.STATE, made_at) == NEVER
    clock.advance(seconds=1)
    assert kept.expires(tenant, DataKind.STATE, made_at) == made_at.timestamp() + 20 * DAY


def test_who_is_not_on_record_keeps_as_organisations_do_that_say_nothing(dynamodb: Any, clock: SettableClock) -> None:
    kept = KeptDays(new_table(dynamodb), clock)
    found = [kept.expires("nobody", kind, clock.now()) for kind in (DataKind.STATE, DataKind.DELIVERIES)]
    assert [days_until(moment, clock) for moment in found] == [90, 30]
