"""What the owner of endpoints may do, how their health is noted, and what is told of an event."""

import json
from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from shared.domain.candidate import Candidate
from shared.domain.errors import (
    EndpointChanged,
    EndpointDisabled,
    InvalidRequest,
    TooManyEndpoints,
    TooManySecrets,
    UnknownDelivery,
    UnknownEndpoint,
)
from shared.domain.events import EventName
from shared.domain.interview_key import InterviewKey
from shared.domain.webhooks.answer import Answer
from shared.domain.webhooks.delivery import DeliveryStatus
from shared.domain.webhooks.endpoint import DisabledBecause
from shared.domain.webhooks.limits import MAX_ENDPOINTS, MAX_ENVELOPE_BYTES
from shared.domain.webhooks.secret import secret_from
from shared.usecases.fan_out_event import fan_out_event
from shared.usecases.manage_webhooks import (
    EndpointChange,
    EndpointRequest,
    change_endpoint,
    create_endpoint,
    delete_endpoint,
    list_endpoints,
    read_endpoint,
    rotate_secret,
)
from shared.usecases.note_health import note_health
from shared.usecases.read_deliveries import list_deliveries, read_delivery, read_statistics
from shared.usecases.resend_deliveries import recover_deliveries, resend_delivery, send_test
from shared.usecases.tell_of_event import tell_of_event
from tests.builders import INTERVIEW, event, run_key, segment, transcript
from tests.fakes.memory import changed
from tests.unit.domain.webhooks.builders import ENDPOINT, SECRET, endpoint
from tests.unit.usecases.webhooks.hooks import API, FAULT, WELL, Hooks

COMPLETED = (EventName.INTERVIEW_COMPLETED,)
FRESH = secret_from(b"f" * 32)


@pytest.fixture
def hooks() -> Hooks:
    return Hooks()


def asked(**fields: Any) -> EndpointRequest:
    return EndpointRequest(**{"name": "Hiring", "url": "https://example.com/hooks", "events": COMPLETED} | fields)


def created(hooks: Hooks, endpoint_id: str = ENDPOINT, **fields: Any) -> Any:
    return create_endpoint("acme", endpoint_id, asked(**fields), FRESH, ports=hooks.managing)


class TestCreating:
    def test_the_secret_is_shown_once(self, hooks: Hooks) -> None:
        made = created(hooks)
        assert made.secret == FRESH
        known = read_endpoint("acme", ENDPOINT, endpoints=hooks.endpoints)
        assert FRESH not in known.model_dump_json() + repr(made) + repr(hooks.endpoint())
        assert list(list_endpoints("acme", endpoints=hooks.endpoints)) == [known]
        assert (known.enabled, known.mode, known.api_version, known.revision) == (True, "live", 1, 1)

    def test_a_secret_of_the_owner_s_own(self, hooks: Hooks) -> None:
        assert created(hooks, secret=SECRET).secret == SECRET

    @pytest.mark.parametrize(
        ("field", "fields"),
        [
            ("url", {"url": "http://example.com/"}),
            ("url", {"url": "https://private.example/"}),
            ("secret", {"secret": "hunter2"}),
            ("headers", {"headers": {"Host": "x"}}),
            ("events", {"events": (EventName.WEBHOOK_TEST,)}),
        ],
    )
    def test_fault_13_and_18_what_is_refused_names_its_field(
        self, hooks: Hooks, field: str, fields: dict[str, Any]
    ) -> None:
        hooks.sender.private = frozenset({"private.example"})
        with pytest.raises(InvalidRequest) as refused:
            created(hooks, **fields)
        assert refused.value.field == field
        assert list(hooks.endpoints.list_endpoints("acme")) == []

    @pytest.mark.parametrize("fields", [{"events": ()}, {"name": ""}, {"name": "x" * 201}, {"events": ("no.event",)}])
    def test_fields_at_their_edges(self, fields: dict[str, Any]) -> None:
        with pytest.raises(ValidationError):
            asked(**fields)

    def test_at_most_twenty(self, hooks: Hooks) -> None:
        for number in range(MAX_ENDPOINTS):
            created(hooks, f"whe_{number}")
        with pytest.raises(TooManyEndpoints):
            created(hooks, "whe_more")
        create_endpoint("beta", "whe_1", asked(), FRESH, ports=hooks.managing)

    def test_events_are_kept_once_and_in_order(self, hooks: Hooks) -> None:
        events = (EventName.INTERVIEW_FAILED, EventName.INTERVIEW_COMPLETED, EventName.INTERVIEW_FAILED)
        assert created(hooks, events=events).endpoint.events == ("interview.completed", "interview.failed")


class TestChanging:
    def test_only_what_is_named(self, hooks: Hooks) -> None:
        created(hooks, headers={"X-Team": "a"})
        changed = change_endpoint("acme", ENDPOINT, EndpointChange(name="New"), ports=hooks.managing, revision=1)
        assert (changed.name, changed.header_names, changed.revision) == ("New", ("X-Team",), 2)

    def test_a_revision_that_is_no_more(self, hooks: Hooks) -> None:
        created(hooks)
        change_endpoint("acme", ENDPOINT, EndpointChange(name="New"), ports=hooks.managing)
        with pytest.raises(EndpointChanged):
            change_endpoint("acme", ENDPOINT, EndpointChange(name="Late"), ports=hooks.managing, revision=1)

    def test_a_note_of_ours_is_no_change_of_the_owner_s(self, hooks: Hooks) -> None:
        created(hooks)
        note_health("acme", ENDPOINT, [FAULT], endpoints=hooks.endpoints, clock=hooks.clock)
        changed = change_endpoint("acme", ENDPOINT, EndpointChange(name="New"), ports=hooks.managing, revision=1)
        assert (changed.revision, changed.failures) == (2, 1)

    def test_what_cannot_be_used_changes_nothing(self, hooks: Hooks) -> None:
        created(hooks)
        for change in (EndpointChange(url="http://x/"), EndpointChange(headers={"Host": "x"})):
            with pytest.raises(InvalidRequest):
                change_endpoint("acme", ENDPOINT, change, ports=hooks.managing)
        assert hooks.endpoint().version == 1

    def test_enabling_forgets_what_went_wrong(self, hooks: Hooks) -> None:
        created(hooks)
        note_health("acme", ENDPOINT, [Answer(status=410)], endpoints=hooks.endpoints, clock=hooks.clock)
        disabled = read_endpoint("acme", ENDPOINT, endpoints=hooks.endpoints)
        assert (disabled.enabled, disabled.disabled) == (False, "gone")
        enabled = change_endpoint("acme", ENDPOINT, EndpointChange(enabled=True), ports=hooks.managing)
        assert (enabled.enabled, enabled.disabled_at, enabled.failures) == (True, None, 0)

    def test_another_tenant_s_is_unknown(self, hooks: Hooks) -> None:
        created(hooks)
        for tenant in ("beta", "acme__sandbox"):
            with pytest.raises(UnknownEndpoint):
                change_endpoint(tenant, ENDPOINT, EndpointChange(name="x"), ports=hooks.managing)
            with pytest.raises(UnknownEndpoint):
                rotate_secret(tenant, ENDPOINT, SECRET, ports=hooks.managing)
            delete_endpoint(tenant, ENDPOINT, endpoints=hooks.endpoints)
        assert hooks.endpoint()

    def test_secrets_are_rotated_within_a_day(self, hooks: Hooks) -> None:
        created(hooks)
        for overlap in (timedelta(hours=24, seconds=1), timedelta(seconds=-1)):
            with pytest.raises(InvalidRequest):
                rotate_secret("acme", ENDPOINT, SECRET, ports=hooks.managing, overlap=overlap)
        for number in (1, 2):
            rotate_secret("acme", ENDPOINT, secret_from(bytes([number]) * 24), ports=hooks.managing)
        with pytest.raises(TooManySecrets):
            rotate_secret("acme", ENDPOINT, SECRET, ports=hooks.managing)
        at_once = rotate_secret("acme", ENDPOINT, SECRET, ports=hooks.managing, overlap=timedelta(0))
        assert (at_once.secret, len(hooks.endpoint().secrets)) == (SECRET, 1)


class TestHealth:
    def note(self, hooks: Hooks, *answers: Answer) -> None:
        note_health("acme", ENDPOINT, answers, endpoints=hooks.endpoints, clock=hooks.clock)

    def test_somebody_is_told_after_four_failures_and_then_by_the_share_of_five_days(self, hooks: Hooks) -> None:
        hooks.add()
        for _ in range(3):
            self.note(hooks, FAULT)
        assert hooks.endpoints.outbox == []
        self.note(hooks, FAULT)
        for hours in (59, 1, 1, 23, 24, 11, 1):
            hooks.clock.advance(hours=hours)
            self.note(hooks, FAULT)
        told = [(one.event.value, one.reason) for one in hooks.endpoints.outbox]
        failing = [("webhook.failing", share) for share in ("0", "50", "70", "90")]
        assert told == [*failing, ("webhook.disabled", "failed_too_long")]
        assert hooks.endpoint().disabled is DisabledBecause.FAILED_TOO_LONG
        assert len({one.event_id for one in hooks.endpoints.outbox}) == 5

    def test_one_success_forgets_it_all(self, hooks: Hooks) -> None:
        hooks.add()
        self.note(hooks, *[FAULT] * 9)
        hooks.clock.advance(days=4.9)
        self.note(hooks, FAULT, WELL)
        assert hooks.endpoint().health.failing_since is None
        hooks.clock.advance(days=1)
        self.note(hooks, FAULT)
        assert hooks.endpoint().disabled is None

    def test_a_well_endpoint_is_not_written_to(self, hooks: Hooks) -> None:
        hooks.add()
        self.note(hooks, WELL, WELL)
        assert hooks.endpoint().version == 1

    def test_what_is_deleted_or_disabled_is_left_alone(self, hooks: Hooks) -> None:
        self.note(hooks, FAULT)
        hooks.add(disabled=DisabledBecause.ASKED)
        self.note(hooks, Answer(status=410))
        assert hooks.endpoint().disabled is DisabledBecause.ASKED

    def test_the_notice_goes_to_the_others_that_want_it(self, hooks: Hooks) -> None:
        hooks.add(events=(EventName.WEBHOOK_FAILING,))
        hooks.add(id="whe_2", events=(EventName.WEBHOOK_FAILING,))
        self.note(hooks, *[FAULT] * 4)
        [notice] = hooks.endpoints.outbox
        assert fan_out_event(notice, ports=hooks.making) == 1
        hooks.step()
        [(_, request)] = hooks.sender.sent
        assert json.loads(request.body)["data"] == {"endpoint_id": ENDPOINT, "reason": "0"}


class TestTelling:
    def body(self, hooks: Hooks, **fields: Any) -> dict[str, Any]:
        raw = tell_of_event(event(), endpoint(**fields), ports=hooks.telling)
        assert raw
        assert len(raw) <= MAX_ENVELOPE_BYTES
        told: dict[str, Any] = json.loads(raw)
        return told

    def test_an_envelope(self, hooks: Hooks) -> None:
        told = self.body(hooks)
        assert {name: told[name] for name in told if name != "data"} == {
            "schema_version": 1,
            "event": "interview.completed",
            "event_id": "evt_int_1-r1-0-interview_completed",
            "occurred_at": "2026-03-02T09:40:00Z",
            "mode": "live",
        }
        data = told["data"]
        assert (data["interview_id"], data["run"], data["status"]) == ("int_1", 1, "completed")
        assert data["totals"]["themes"] == len(data["themes"]) == 2
        assert data["summary"]
        assert "transcript" not in data
        assert data["links"]["results"] == f"{API}/api/v1/interviews/int_1/results"

    def test_whom_it_is_about_as_the_platform_knows_them(self, hooks: Hooks) -> None:
        candidate = Candidate(name="Ana Ruiz", email="ana@example.com", external_id="c-17")
        hooks.world.memory.interviews[INTERVIEW] = changed(hooks.world.interview(), candidate=candidate)
        assert self.body(hooks)["data"]["candidate"] == {
            "name": "Ana Ruiz",
            "email": "ana@example.com",
            "external_id": "c-17",
        }

    def test_the_transcript_for_who_wants_it(self, hooks: Hooks) -> None:
        said = self.body(hooks, full_transcript=True)["data"]["transcript"]
        assert said.splitlines()[0] == "S1: How do you plan your week?"

    def test_what_does_not_fit_is_left_out_and_named(self, hooks: Hooks) -> None:
        long = transcript(*(segment(index, "I plan every week. " * 20) for index in range(100)))
        key = next(key for key in hooks.world.artifacts.objects if key.endswith("/transcript.json"))
        hooks.world.artifacts.objects[key] = long.model_dump_json(by_alias=True)
        data = self.body(hooks, full_transcript=True)["data"]
        assert data["left_out"] == ["transcript"]
        assert data["summary"]

    def test_no_secret_of_anybody_is_in_it(self, hooks: Hooks) -> None:
        text = json.dumps(self.body(hooks, headers={"Authorization": "Bearer canary-4711"}))
        assert not [canary for canary in (SECRET, "canary-4711") if canary in text]

    def test_sandbox_data_is_marked(self, hooks: Hooks) -> None:
        key = InterviewKey(organisation_id="acme__sandbox", interview_id="int_9")
        hooks.world.schedule(key)
        raw = tell_of_event(event(run_key(1, key), EventName.INTERVIEW_STARTED), endpoint(), ports=hooks.telling)
        assert raw
        assert json.loads(raw)["mode"] == "sandbox"


class TestReading:
    def test_a_test_is_sent_to_one_endpoint_whatever_it_hears(self, hooks: Hooks) -> None:
        hooks.add()
        hooks.add(id="whe_2")
        told = send_test("acme", ENDPOINT, "t1", ports=hooks.making)
        hooks.step()
        [(_, request)] = hooks.sender.sent
        assert json.loads(request.body)["event"] == "webhook.test"
        log = read_delivery("acme", ENDPOINT, told.id, deliveries=hooks.deliveries)
        assert (log.delivery.status, [one.status for one in log.attempts]) == (DeliveryStatus.DELIVERED, [204])
        hooks.endpoints.change_endpoint(hooks.endpoint().noted(disabled="asked"))
        with pytest.raises(EndpointDisabled):
            send_test("acme", ENDPOINT, "t2", ports=hooks.making)

    def test_a_delivery_to_another_endpoint_is_unknown(self, hooks: Hooks) -> None:
        hooks.add()
        hooks.add(id="whe_2")
        told = hooks.tell()
        with pytest.raises(UnknownDelivery):
            read_delivery("acme", "whe_2", told.id, deliveries=hooks.deliveries)
        with pytest.raises(UnknownDelivery):
            resend_delivery("acme", "whe_2", told.id, ports=hooks.making)
        with pytest.raises(UnknownEndpoint):
            list_deliveries(
                "beta", ENDPOINT, limit=5, cursor=None, endpoints=hooks.endpoints, deliveries=hooks.deliveries
            )

    def test_statistics_are_sums_of_days(self, hooks: Hooks) -> None:
        hooks.add()
        hooks.answers(FAULT, WELL)
        hooks.tell()
        hooks.run(minutes=2)
        hooks.clock.advance(days=1)
        hooks.tell(event(run_key(2)))
        hooks.run(minutes=2)
        ports: dict[str, Any] = {
            "endpoints": hooks.endpoints, "deliveries": hooks.deliveries, "clock": hooks.clock
        }  # fmt: skip
        both = read_statistics("acme", ENDPOINT, days=2, **ports).statistics
        assert (both.attempts, both.delivered, both.failed, both.success_rate) == (3, 2, 1, 0.6667)
        assert (both.mean_milliseconds, len(both.days)) == (133, 2)
        assert read_statistics("acme", ENDPOINT, days=1, **ports).statistics.attempts == 1
        hooks.clock.advance(days=30)
        assert read_statistics("acme", ENDPOINT, days=7, **ports).statistics.success_rate is None


class TestRecovering:
    def given_up(self, hooks: Hooks, count: int) -> None:
        hooks.add()
        hooks.answers(FAULT)
        for number in range(1, count + 1):
            hooks.tell(event(run_key(number)))
        hooks.run(hours=60)
        hooks.answers(WELL)

    def test_what_was_given_up_since_a_time_once(self, hooks: Hooks) -> None:
        self.given_up(hooks, 3)
        since = hooks.clock.now() - timedelta(days=4)
        assert recover_deliveries("acme", ENDPOINT, since, None, ports=hooks.making).recovered == 3
        hooks.run(minutes=1)
        assert recover_deliveries("acme", ENDPOINT, since, None, ports=hooks.making).recovered == 0
        done = [one.status for one in hooks.deliveries.deliveries.values() if one.round == 1]
        assert done == [DeliveryStatus.DELIVERED] * 3

    def test_not_what_is_older(self, hooks: Hooks) -> None:
        self.given_up(hooks, 1)
        recent = hooks.clock.now() - timedelta(hours=1)
        assert recover_deliveries("acme", ENDPOINT, recent, None, ports=hooks.making).recovered == 0

    def test_at_most_fourteen_days(self, hooks: Hooks) -> None:
        hooks.add()
        edge = hooks.clock.now() - timedelta(days=14)
        assert recover_deliveries("acme", ENDPOINT, edge, None, ports=hooks.making).recovered == 0
        with pytest.raises(InvalidRequest):
            recover_deliveries("acme", ENDPOINT, edge - timedelta(seconds=1), None, ports=hooks.making)

    def test_a_thousand_are_looked_at_in_a_call(self, hooks: Hooks, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("shared.usecases.resend_deliveries.MAX_RECOVERED", 4)
        monkeypatch.setattr("shared.usecases.resend_deliveries.PAGE", 2)
        self.given_up(hooks, 6)
        since = hooks.clock.now() - timedelta(days=4)
        first = recover_deliveries("acme", ENDPOINT, since, None, ports=hooks.making)
        second = recover_deliveries("acme", ENDPOINT, since, first.cursor, ports=hooks.making)
        assert (first.recovered, second.recovered, second.cursor) == (4, 2, None)


def test_an_event_that_is_told_twice_makes_each_delivery_once(hooks: Hooks) -> None:
    hooks.add()
    hooks.add(id="whe_2")
    hooks.add(id="whe_3", events=(EventName.INTERVIEW_FAILED,))
    assert [fan_out_event(event(), ports=hooks.making) for _ in range(2)] == [2, 0]
    hooks.step()
    assert len(hooks.sender.sent) == 2
