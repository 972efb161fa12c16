from itertools import product

import pytest

from shared.domain.events import DomainEvent, EventName, endpoint_event, interview_event, run_event
from tests.builders import INTERVIEW, at, run_key

IDS = [run_event(name, run_key(n), at(0), sequence=s).event_id for name, n, s in product(EventName, (1, 2), (0, 1, 2))]


def test_a_repeat_has_the_same_id_whenever_it_happens() -> None:
    one = run_event(EventName.INTERVIEW_COMPLETED, run_key(3), at(0), sequence=0)
    other = run_event(EventName.INTERVIEW_COMPLETED, run_key(3), at(9), sequence=0)
    assert one.event_id == other.event_id == "evt_int_1-r3-0-interview_completed"


def test_each_end_of_each_run_has_an_id_of_its_own() -> None:
    assert len(set(IDS)) == len(IDS)


def test_an_interview_is_scheduled_once_and_corrected_often() -> None:
    once = interview_event(EventName.INTERVIEW_SCHEDULED, INTERVIEW, at(0))
    assert once.event_id == "evt_int_1-interview_scheduled"
    changes = {interview_event(EventName.RESULTS_UPDATED, INTERVIEW, at(0), change=c).event_id for c in ("v1", "v2")}
    assert changes == {"evt_int_1-v1-results_updated", "evt_int_1-v2-results_updated"}


def test_an_endpoint_s_event_is_about_no_interview() -> None:
    made = endpoint_event(EventName.WEBHOOK_FAILING, "acme", "whe_1", at(0), about="50", reason="timeout")
    assert (made.event_id, made.interview, made.endpoint_id) == ("evt_whe_1-50-webhook_failing", None, "whe_1")
    assert run_event(EventName.INTERVIEW_FAILED, run_key(), at(0)).interview == INTERVIEW


@pytest.mark.parametrize("name", list(EventName))
def test_travels_as_camel_case_and_comes_back(name: EventName) -> None:
    event = run_event(name, run_key(), at(0), sequence=1, reason="EngineFailed")
    wire = event.model_dump(mode="json", by_alias=True)
    assert wire == {
        "eventId": event.event_id,
        "event": name.value,
        "schemaVersion": 1,
        "occurredAt": "2026-03-02T09:30:00Z",
        "organisationId": "acme",
        "interviewId": "int_1",
        "run": 1,
        "endpointId": None,
        "reason": "EngineFailed",
        "alerts": [],
    }
    assert DomainEvent.model_validate(wire) == event


def test_what_an_older_release_wrote_is_still_read() -> None:
    """The outbox and the queues of a stage that is being deployed hold events of both shapes."""
    old = {
        "eventId": "evt_1",
        "event": "interview.completed",
        "schemaVersion": 1,
        "occurredAt": "2026-03-02T09:30:00Z",
        "organisationId": "acme",
        "interviewId": "int_1",
        "run": 1,
        "reason": None,
    }
    assert DomainEvent.model_validate(old).interview == INTERVIEW
