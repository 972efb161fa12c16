from itertools import product

import pytest

from shared.domain.events import DomainEvent, EventName, run_event
from tests.builders import at, run_key

IDS = [run_event(name, run_key(n), at(0), sequence=s).event_id for name, n, s in product(EventName, (1, 2), (0, 1, 2))]


def test_a_repeat_has_the_same_id_whenever_it_happens() -> None:
    one = run_event(EventName.INTERVIEW_COMPLETED, run_key(3), at(0), sequence=0)
    other = run_event(EventName.INTERVIEW_COMPLETED, run_key(3), at(9), sequence=0)
    assert one.event_id == other.event_id == "evt_int_1-r3-0-interview_completed"


def test_each_end_of_each_run_has_an_id_of_its_own() -> None:
    assert len(set(IDS)) == len(IDS)


@pytest.mark.parametrize("name", list(EventName))
def test_travels_as_camel_case_and_comes_back(name: EventName) -> None:
    event = run_event(name, run_key(), at(0), sequence=1, reason="EngineFailed")
    wire = event.model_dump(mode="json", by_alias=True)
    assert wire == {
        "eventId": event.event_id,
        "event": f"interview.{name.value.partition('.')[2]}",
        "schemaVersion": 1,
        "occurredAt": "2026-03-02T09:30:00Z",
        "organisationId": "acme",
        "interviewId": "int_1",
        "run": 1,
        "reason": "EngineFailed",
    }
    assert DomainEvent.model_validate(wire) == event
