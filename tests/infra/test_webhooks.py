"""Webhooks in the template: two lanes, schedules that hold ids, and nobody who may do more than its part."""

import json
from dataclasses import replace

from infra.constructs.webhooks import LATE_SECONDS, SENDING
from infra.stages import STAGES
from shared.domain.webhooks.limits import LEASE, TOTAL_SECONDS
from tests.infra.conftest import ROOT, Synthesised, as_list
from tests.infra.test_functions import actions_of
from tests.infra.test_stack import _queue


def test_two_lanes_have_senders_of_their_own(either: Synthesised) -> None:
    mappings = [
        m for m in either.all("Lambda::EventSourceMapping").values() if "SendWebhook" in json.dumps(m["FunctionName"])
    ]
    assert len(mappings) == 2
    for mapping in mappings:
        assert (mapping["BatchSize"], mapping["FunctionResponseTypes"]) == (10, ["ReportBatchItemFailures"])
        assert mapping["ScalingConfig"]["MaximumConcurrency"] >= 2


def test_a_message_is_hidden_for_six_timeouts_and_ends_after_five_tries(either: Synthesised) -> None:
    for name in ("first-sends", "repeated-sends", "crowds"):
        queue = _queue(either, name)
        assert queue["VisibilityTimeout"] == 6 * either.functions()["send_webhook"]["Timeout"]
        assert queue["RedrivePolicy"]["maxReceiveCount"] == 5


def test_a_sender_lives_longer_than_its_slowest_receiver_and_its_lease_longer_than_itself() -> None:
    assert 3 * TOTAL_SECONDS < SENDING.seconds < LEASE.total_seconds()
    assert LATE_SECONDS > TOTAL_SECONDS


def test_each_may_do_its_part(either: Synthesised) -> None:
    assert "ReceiveMessage" not in actions_of(either, "fan_out_event", "sqs")
    assert actions_of(either, "fan_out_event", "scheduler") == set()
    assert {"Query", "PutItem", "UpdateItem"} <= actions_of(either, "fan_out_event", "dynamodb")
    assert "DeleteItem" not in actions_of(either, "fan_out_event", "dynamodb")
    assert actions_of(either, "send_webhook", "dynamodb") == {"GetItem", "Query", "PutItem", "UpdateItem"}
    assert actions_of(either, "send_webhook", "scheduler") == {"CreateSchedule"}
    assert actions_of(either, "send_webhook", "iam") == {"PassRole"}
    assert actions_of(either, "send_webhook", "s3") == {"GetObject", "ListBucket"}
    assert actions_of(either, "reconcile_deliveries", "dynamodb") == {"GetItem", "Query", "PutItem", "UpdateItem"}


def test_a_schedule_may_put_into_the_queue_of_repeats_and_its_dead_letters(either: Synthesised) -> None:
    (name,) = [name for name in either.all("IAM::Role") if name.startswith("WebhooksSchedulesRole")]
    (statement,) = either.statements({"Ref": name})
    assert as_list(statement["Action"]) == ["sqs:SendMessage"]
    assert len(as_list(statement["Resource"])) == 2
    (trust,) = either.all("IAM::Role")[name]["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": "scheduler.amazonaws.com"}


def test_only_a_laptop_sends_to_itself_and_nobody_sends_to_us(prod: Synthesised, local: Synthesised) -> None:
    def environment(stage: Synthesised) -> dict[str, object]:
        found: dict[str, object] = stage.functions()["send_webhook"]["Environment"]["Variables"]
        return found

    assert (environment(prod)["LOOPBACK_WEBHOOKS"], environment(local)["LOOPBACK_WEBHOOKS"]) == ("false", "true")
    assert environment(local)["OWN_HOSTS"] == "127.0.0.1:4566"
    assert "execute-api" in json.dumps(environment(prod)["OWN_HOSTS"])
    # An endpoint is refused when it is made, too: there, which API was called is known to the request.
    told = [one.functions()["api"]["Environment"]["Variables"]["OWN_HOSTS"] for one in (prod, local)]
    assert "{api_id}.execute-api" in json.dumps(told[0])
    assert told[1] == "127.0.0.1:4566"
    named = replace(STAGES["prod"], public_url="https://parley.acme.example/v")
    assert named.own_hosts("abc.execute-api.x") == "abc.execute-api.x,parley.acme.example"
    assert not [stage for stage in STAGES.values() if stage.webhooks_to_loopback and not stage.is_local]


def test_events_are_fanned_out_side_by_side_and_crowds_apart(either: Synthesised) -> None:
    mappings = either.all("Lambda::EventSourceMapping").values()
    (stream,) = [m for m in mappings if "FanOutEvent" in json.dumps(m["FunctionName"])]
    (crowds,) = [m for m in mappings if "FanOutCrowd" in json.dumps(m["FunctionName"])]
    assert (stream["BatchSize"], stream["ParallelizationFactor"]) == (500, 10)
    assert (crowds["BatchSize"], crowds["FunctionResponseTypes"]) == (1, ["ReportBatchItemFailures"])
    assert crowds["ScalingConfig"]["MaximumConcurrency"] >= 2
    assert actions_of(either, "fan_out_crowd", "dynamodb") == {"GetItem", "Query", "PutItem", "UpdateItem"}


def test_a_tenant_leaves_senders_for_the_others() -> None:
    for stage in STAGES.values():
        assert stage.batches_of_tenant < min(stage.first_sends_concurrency, stage.repeated_sends_concurrency)


def test_what_is_lost_is_looked_for_every_five_minutes(either: Synthesised) -> None:
    rules = [
        rule for rule in either.all("Events::Rule").values() if "ReconcileDeliveries" in json.dumps(rule["Targets"])
    ]
    assert [rule["ScheduleExpression"] for rule in rules] == ["rate(5 minutes)"]
    assert all(target["DeadLetterConfig"] for rule in rules for target in rule["Targets"])


def test_fault_7_one_webhook_that_is_given_up_rings(either: Synthesised) -> None:
    (alarm,) = [a for a in either.all("CloudWatch::Alarm").values() if a.get("MetricName") == "WebhooksExhausted"]
    sender = either.functions()["send_webhook"]
    namespace = sender["Environment"]["Variables"]["POWERTOOLS_METRICS_NAMESPACE"]
    assert (alarm["Namespace"], alarm["Statistic"], alarm["Threshold"]) == (namespace, "Sum", 0)
    assert alarm["ComparisonOperator"] == "GreaterThanThreshold"
    assert alarm["Dimensions"] == [{"Name": "FunctionName", "Value": sender["FunctionName"]}]
    assert "WebhooksExhausted" in (ROOT / "functions" / "send_webhook" / "handler.py").read_text()
