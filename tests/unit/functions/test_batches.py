"""The functions that listen to a queue, a stream and the event bus."""

import json
from decimal import Decimal
from typing import Any

import pytest
from boto3.dynamodb.types import TypeSerializer

from shared.adapters import dynamodb_keys as keys
from shared.adapters.dynamodb_session_keys import session_key
from shared.domain.billed import Billed, Owed
from shared.domain.errors import InternalError, InvalidRequest, StorageThrottled
from shared.domain.events import DomainEvent, EventName
from shared.domain.interview_key import InterviewKey
from shared.domain.interview_status import InterviewStatus
from shared.domain.run_status import RunStatus, UploadOutcome
from shared.domain.session.ending import end_session
from shared.domain.session.process_turn import open_session
from shared.domain.session.status import EndReason
from tests.builders import INTERVIEW, at, event, run_key, use
from tests.unit.domain.session.plans import plan
from tests.unit.functions.conftest import Invoke, contract
from tests.unit.logs import Log
from tests.unit.world import World

NOTHING_FAILED: dict[str, list[Any]] = {"batchItemFailures": []}


def failed(*names: str) -> dict[str, Any]:
    return {"batchItemFailures": [{"itemIdentifier": name} for name in names]}


def message(name: str, body: Any) -> dict[str, Any]:
    """A message as SQS hands it over."""
    return {"messageId": name, "body": body if isinstance(body, str) else json.dumps(body), "eventSource": "aws:sqs"}


def created(key: str, version: str | None = "v1") -> dict[str, Any]:
    """S3's event, as EventBridge sends it."""
    named = {"version-id": version} if version else {}
    return {"key": key, "size": 5, "etag": "e", **named}


def waiting(world: World, *names: str) -> list[str]:
    """Interviews that wait, their recordings uploaded; the object keys."""
    for name in names:
        world.schedule(InterviewKey(organisation_id="acme", interview_id=name))
        world.media.upload(f"acme/{name}/upload", b"sound")
    return [f"acme/{name}/upload" for name in names]


class TestStartRun:
    def test_each_upload_starts_a_run(self, invoke: Invoke, world: World) -> None:
        keys = waiting(world, "int_2", "int_3")
        batch = {"Records": [message(f"m{n}", created(key)) for n, key in enumerate(keys)]}
        assert invoke("start_run", batch) == NOTHING_FAILED
        assert [run.interview_id for run in world.workflow.started] == ["int_1", "int_2", "int_3"]

    @pytest.mark.parametrize("bad", ["no json", "{}", json.dumps({"size": 5}), "[1]", "null"])
    def test_one_bad_message_of_three_is_reported_alone(self, invoke: Invoke, world: World, log: Log, bad: str) -> None:
        first, third = waiting(world, "int_2", "int_3")
        batch = {"Records": [message("m1", created(first)), message("m2", bad), message("m3", created(third))]}
        assert invoke("start_run", batch) == failed("m2")
        assert len(world.workflow.started) == 3
        assert [entry["message"] for entry in log.entries] == ["message failed", "done"]

    def test_a_start_that_is_refused_waits_for_the_clock(self, invoke: Invoke, world: World) -> None:
        [key] = waiting(world, "int_2")
        world.workflow.failing_starts = 1
        batch = {"Records": [message("m1", created(key))]}
        assert invoke("start_run", batch) == NOTHING_FAILED
        assert len(world.workflow.started) == 1
        invoke("settle_run", {})
        assert len(world.workflow.started) == 2

    def test_the_same_message_twice_in_a_batch(self, invoke: Invoke, world: World) -> None:
        [key] = waiting(world, "int_2")
        batch = {"Records": [message("m1", created(key)), message("m2", created(key))]}
        assert invoke("start_run", batch) == NOTHING_FAILED
        assert len(world.workflow.started) == 2

    def test_without_a_version_the_newest_is_meant(self, invoke: Invoke, world: World) -> None:
        [key] = waiting(world, "int_2")
        world.media.upload(key, b"better")
        assert invoke("start_run", {"Records": [message("m1", created(key, None))]}) == NOTHING_FAILED
        [record] = world.interviews.list_uploads(InterviewKey(organisation_id="acme", interview_id="int_2"))
        assert (record.version, record.outcome) == ("v2", UploadOutcome.STARTED)

    def test_an_object_that_is_gone_is_no_failure(self, invoke: Invoke, world: World) -> None:
        batch = {"Records": [message("m1", created("acme/int_9/upload", None))]}
        assert invoke("start_run", batch) == NOTHING_FAILED

    def test_a_message_is_never_quoted_in_the_log(self, invoke: Invoke, log: Log) -> None:
        invoke("start_run", {"Records": [message("m1", "canary-4711")]})
        assert "canary-4711" not in log.getvalue()
        assert "JSONDecodeError" in log.getvalue()


def outbox(number: int, made: DomainEvent | None = None) -> dict[str, Any]:
    """A stream's record of a new outbox item."""
    made = made or event(run_key(number))
    item = made.model_dump(mode="json", by_alias=True) | {"pk": "ORG#acme", "sk": "OUTBOX#x", "entity": "OUTBOX_EVENT"}
    image = {name: TypeSerializer().serialize(value) for name, value in (item | {"expires_at": 1}).items()}
    return {"eventName": "INSERT", "dynamodb": {"SequenceNumber": f"s{number}", "NewImage": image}}


def session(number: int) -> dict[str, Any]:
    """A stream's record of a session that has ended."""
    ended = end_session(open_session("acme", "int_1", plan(), at(0))[1], EndReason.REQUESTED, at(number))
    image = keys.item_of(session_key(ended.key), ended, "SESSION", gsi2pk="ENDED_SESSIONS", gsi2sk="0001")
    exact = json.loads(json.dumps(image), parse_float=Decimal)
    new = {name: TypeSerializer().serialize(value) for name, value in exact.items()}
    return {"eventName": "MODIFY", "dynamodb": {"SequenceNumber": f"s{number}", "NewImage": new}}


class TestPublishEvents:
    def test_publishes_in_order(self, invoke: Invoke, world: World) -> None:
        assert invoke("publish_events", {"Records": [outbox(1), outbox(2)]}) == NOTHING_FAILED
        assert world.event_bus.events == [event(run_key(1)), event(run_key(2))]

    def test_a_reason_comes_through(self, invoke: Invoke, world: World) -> None:
        made = event(name=EventName.INTERVIEW_FAILED).model_copy(update={"reason": "EngineFailed"})
        invoke("publish_events", {"Records": [outbox(1, made)]})
        assert world.event_bus.events == [made]

    def test_that_a_session_has_ended_is_published_by_its_ids(self, invoke: Invoke, world: World) -> None:
        assert invoke("publish_events", {"Records": [outbox(1), session(2), outbox(3)]}) == NOTHING_FAILED
        first, signal, last = world.event_bus.events
        assert (first, last) == (event(run_key(1)), event(run_key(3)))
        told = signal.model_dump(mode="json", by_alias=True)
        assert told == {
            "event": "session.ended",
            "occurredAt": at(2).isoformat().replace("+00:00", "Z"),
            "organisationId": "acme",
            "interviewId": "int_1",
        }

    def test_stops_at_the_first_that_fails(self, invoke: Invoke, world: World) -> None:
        broken = {"dynamodb": {"SequenceNumber": "s2", "NewImage": {}}}
        assert invoke("publish_events", {"Records": [outbox(1), broken, outbox(3)]}) == failed("s2")
        assert world.event_bus.events == [event(run_key(1))]

    def test_a_bus_that_asks_for_patience(self, invoke: Invoke, world: World) -> None:
        world.event_bus.throttled = True
        assert invoke("publish_events", {"Records": [outbox(1), outbox(2)]}) == failed("s1")
        with pytest.raises(StorageThrottled):
            world.event_bus.publish([event()])


def completed_event(made: DomainEvent) -> dict[str, Any]:
    """An event's detail, as the bus hands it to a queue."""
    return made.model_dump(mode="json", by_alias=True)


class TestCaptureAnalytics:
    def test_says_that_an_interview_was_completed_and_not_a_word_of_it(self, invoke: Invoke, world: World) -> None:
        batch = {"Records": [message("m1", completed_event(event()))]}
        assert invoke("capture_analytics", batch) == NOTHING_FAILED
        assert invoke("capture_analytics", batch) == NOTHING_FAILED
        (name, first), (_, again) = world.analytics.captured
        assert (name, first["run"], first["event_id"]) == ("interview.completed", 1, event().event_id)
        assert set(first) == {"run", "event_id", "uuid"}
        assert first == again

    def test_nothing_else_is_said(self, invoke: Invoke, world: World) -> None:
        batch = {"Records": [message("m1", completed_event(event(name=EventName.INTERVIEW_FAILED)))]}
        assert invoke("capture_analytics", batch) == NOTHING_FAILED
        assert world.analytics.captured == []

    def test_what_is_not_taken_comes_again(self, invoke: Invoke, world: World, log: Log) -> None:
        world.analytics.off = True
        batch = {"Records": [message("m1", completed_event(event())), message("m2", {})]}
        assert invoke("capture_analytics", batch) == failed("m1", "m2")
        assert log.entries[0]["error"] == "AnalyticsUnavailable"


class TestSettleRun:
    def change(self, number: int = 1) -> dict[str, Any]:
        """Step Functions' event."""
        started = run_key(number).model_dump(by_alias=True)
        return {"detail-type": "Step Functions Execution Status Change", "detail": {"input": json.dumps(started)}}

    def test_the_run_of_the_event(self, invoke: Invoke, world: World) -> None:
        world.workflow.end(run_key(), RunStatus.STOPPED)
        assert invoke("settle_run", self.change()) == {"settled": 1}
        assert world.interview(INTERVIEW).status is InterviewStatus.FAILED
        assert invoke("settle_run", self.change()) == {"settled": 0}

    @pytest.mark.parametrize("tick", [{}, {"detail": {}}, {"detail-type": "Scheduled Event", "detail": {}}])
    def test_a_tick_settles_every_run(self, invoke: Invoke, world: World, tick: dict[str, Any]) -> None:
        world.workflow.end(run_key(), RunStatus.TIMED_OUT)
        assert invoke("settle_run", tick) == {"settled": 1}
        assert world.run().status is RunStatus.TIMED_OUT

    def test_a_tick_measures_how_long_runs_have_waited(self, invoke: Invoke, world: World, log: Log) -> None:
        world.workflow.failing_starts = 9
        [key] = waiting(world, "int_2")
        invoke("start_run", {"Records": [message("m1", created(key))]})
        world.clock.advance(minutes=5)
        invoke("settle_run", {})
        [entry] = [entry for entry in log.entries if entry["message"] == "measured"]
        assert (entry["OldestWaitOfInteractive"], entry["OldestWaitOfBackfill"]) == (300.0, 0.0)
        [metrics] = entry["_aws"]["CloudWatchMetrics"]
        assert (metrics["Namespace"], metrics["Dimensions"]) == ("Parley/test", [["FunctionName"]])
        assert {metric["Name"] for metric in metrics["Metrics"]} <= set(entry)

    def test_a_tick_enters_what_is_owed(self, invoke: Invoke, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        paid = use(provider="openai", price_nanodollars=7)
        bill = Billed(receipt="r1", uses=(paid,))
        world.ledger.owe(Owed(run=run_key(), project_id="p", step=None, bill=bill, at=world.clock.now()))
        monkeypatch.setattr(type(world.runs), "active_runs", None)  # the trouble of one is not the other's
        with pytest.raises(InternalError):
            invoke("settle_run", {})
        assert [cost.use for cost in world.ledger.costs_of_interview(INTERVIEW)] == [paid]

    def test_an_input_that_is_none_of_ours(self, invoke: Invoke) -> None:
        with pytest.raises(InternalError):
            invoke("settle_run", {"detail": {"input": "no json"}})


@pytest.mark.parametrize("function", ["start_run", "publish_events", "settle_run", "capture_analytics"])
def test_a_missing_variable_is_named(monkeypatch: pytest.MonkeyPatch, invoke: Invoke, function: str) -> None:
    batch: dict[str, Any] = {} if function == "settle_run" else {"Records": []}
    invoke(function, batch)
    for name in contract(function).Settings.__annotations__:
        with monkeypatch.context() as without:
            without.delenv(name.upper())
            with pytest.raises(InternalError, match=name.upper()):
                invoke(function, batch)


@pytest.mark.parametrize(
    ("function", "wrong", "field"),
    [
        ("start_run", {}, "Records"),
        ("start_run", {"Records": [{"body": "x"}]}, "Records.0.messageId"),
        ("publish_events", {"Records": [{}]}, "Records.0.dynamodb"),
        ("settle_run", {"detail": 3}, "detail"),
    ],
)
def test_what_is_no_batch(invoke: Invoke, function: str, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        invoke(function, wrong)
    assert refused.value.field == field
