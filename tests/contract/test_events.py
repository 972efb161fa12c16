"""Events are written in the transaction of what they announce, or not at all."""

from typing import Any

import pytest

from shared.adapters import dynamodb_keys as keys
from shared.adapters.dynamodb_admission import DynamoAdmission
from shared.adapters.dynamodb_deliveries import DynamoDeliveries
from shared.adapters.dynamodb_interviews import DynamoInterviews
from shared.adapters.dynamodb_outbox import DynamoOutbox, outbox_item
from shared.adapters.dynamodb_runs import DynamoRuns
from shared.adapters.dynamodb_table import DynamoTable
from shared.domain.errors import RunEnded
from shared.domain.events import EventName, endpoint_event, interview_event, run_event
from shared.domain.interview_status import InterviewStatus
from shared.domain.lane import Lane
from shared.domain.run_status import RunStatus
from shared.domain.steps import Step
from shared.domain.webhooks.delivery import new_delivery
from tests.builders import INTERVIEW, at, completed, event, interview, run, run_key
from tests.contract.aws import new_table

STARTED = interview_event(EventName.INTERVIEW_STARTED, INTERVIEW, at(1))
EXTRACTED = run_event(EventName.INSIGHTS_EXTRACTED, run_key(), at(3))


@pytest.fixture
def table(dynamodb: Any) -> DynamoTable:
    return new_table(dynamodb)


def outbox(table: DynamoTable) -> set[str]:
    return {item["event"] for item in table.query(keys.partition_of(INTERVIEW), "OUTBOX#")}


def begun(table: DynamoTable, **fields: Any) -> DynamoRuns:
    runs = DynamoRuns(table, state_days=90)
    DynamoInterviews(table).create_interview(interview())
    runs.begin_run(run(1, **fields), None)
    return runs


def test_with_the_admission_that_it_announces(table: DynamoTable) -> None:
    begun(table, status=RunStatus.QUEUED, queued_at=at(0))
    admission = DynamoAdmission(table)
    [waiting] = admission.waiting(Lane.INTERACTIVE, "acme")
    assert admission.admit(waiting, 0, 0, at(1), STARTED)
    assert outbox(table) == {"interview.started"}
    assert not admission.admit(waiting, 1, 1, at(1), EXTRACTED)
    assert outbox(table) == {"interview.started"}


def test_with_the_step_that_it_announces(table: DynamoTable) -> None:
    runs = begun(table)
    done = completed(runs.begin_step(run_key(), Step.INSIGHTS, at(2)).record)
    runs.complete_step(done, {}, None, EXTRACTED)
    assert outbox(table) == {"insights.extracted"}


def test_not_with_a_step_that_may_no_longer_write(table: DynamoTable) -> None:
    runs = begun(table)
    done = completed(runs.begin_step(run_key(), Step.INSIGHTS, at(2)).record)
    runs.end_run(run(1), RunStatus.STOPPED, InterviewStatus.FAILED, "stopped", event())
    with pytest.raises(RunEnded):
        runs.complete_step(done, {}, None, EXTRACTED)
    assert "insights.extracted" not in outbox(table)


def test_an_alert_beside_the_end(table: DynamoTable) -> None:
    runs, alert = begun(table), event(name=EventName.QUALITY_ALERT)
    assert runs.end_run(run(1), RunStatus.SUCCEEDED, InterviewStatus.COMPLETED, None, event(), also=[alert])
    assert outbox(table) == {"interview.completed", "quality.alert"}


def test_what_is_about_no_interview_is_under_its_organisation(table: DynamoTable) -> None:
    made = endpoint_event(EventName.WEBHOOK_FAILING, "acme", "whe_1", at(0), about="50", reason="timeout")
    table.transact([outbox_item(made)])
    [item] = table.query("ORG#acme#OUTBOX")
    assert (item["entity"], item["eventId"]) == ("OUTBOX_EVENT", made.event_id)


def test_it_is_listed_until_its_webhooks_are_made(table: DynamoTable) -> None:
    outbox_, notice = (
        DynamoOutbox(table),
        endpoint_event(EventName.WEBHOOK_FAILING, "acme", "whe_1", at(5), about="50", reason="timeout"),
    )

    def waiting(minutes: float) -> set[str]:
        found = [one for shard in range(outbox_.shards) for one in outbox_.waiting(shard, at(minutes), limit=9)]
        assert all(one in (STARTED, EXTRACTED, notice) for one in found)
        return {one.event.value for one in found}

    table.transact([outbox_item(one) for one in (STARTED, EXTRACTED, notice)])
    assert waiting(1) == set()
    assert waiting(4) == {"interview.started", "insights.extracted"}
    assert waiting(9) == {"interview.started", "insights.extracted", "webhook.failing"}
    for _ in range(2):
        outbox_.done(STARTED)
        outbox_.done(notice)
    assert waiting(9) == {"insights.extracted"}
    outbox_.done(run_event(EventName.INTERVIEW_FAILED, run_key(9), at(0)))
    assert outbox(table) == {"interview.started", "insights.extracted"}


def test_its_deliveries_are_made_with_it_being_done_or_not_at_all(table: DynamoTable) -> None:
    outbox_, deliveries = DynamoOutbox(table), DynamoDeliveries(table)
    both = [new_delivery(STARTED, endpoint_id, at(2)) for endpoint_id in ("whe_1", "whe_2")]

    def waits() -> bool:
        return any(outbox_.waiting(shard, at(9), limit=9) for shard in range(outbox_.shards))

    assert deliveries.create_deliveries([(STARTED, both)]) == [STARTED]  # there is no such event
    table.transact([outbox_item(STARTED)])
    assert deliveries.create_delivery(both[1])
    assert deliveries.create_deliveries([(STARTED, both)]) == [STARTED]
    assert waits()
    assert [one.id for one in deliveries.deliveries_of(INTERVIEW)] == [both[1].id]
    assert deliveries.create_deliveries([(STARTED, both[:1])]) == []
    assert not waits()
    assert {one.id for one in deliveries.deliveries_of(INTERVIEW)} == {one.id for one in both}
    table.transact([outbox_item(EXTRACTED)])
    assert deliveries.create_deliveries([(EXTRACTED, [])]) == []
    assert not waits()


def test_of_many_events_a_transaction_that_is_refused_leaves_the_others(table: DynamoTable) -> None:
    outbox_, deliveries = DynamoOutbox(table), DynamoDeliveries(table)
    events = [event(run_key(number)) for number in range(40)]
    for start in (0, 20):
        table.transact([outbox_item(one) for one in events[start : start + 20]])
    fresh = [(one, [new_delivery(one, "whe_1", at(2))]) for one in events]  # 33 of them fill a transaction
    assert deliveries.create_delivery(fresh[35][1][0])
    assert deliveries.create_deliveries(fresh) == events[33:]
    left = [one for shard in range(outbox_.shards) for one in outbox_.waiting(shard, at(99), limit=99)]
    assert {one.event_id for one in left} == {one.event_id for one in events[33:]}
    assert len(deliveries.deliveries_of(INTERVIEW)) == 34
