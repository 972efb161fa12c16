import json
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.stub import Stubber

from shared.adapters.event_bus import EventBridgeBus
from shared.domain.errors import StorageThrottled
from shared.domain.events import DomainEvent
from tests.builders import event


def publish(answer: dict[str, Any]) -> None:
    """Publishes one event to a bus that answers so, and checks what it was asked."""
    client = boto3.client("events")
    made = event()
    entry = {
        "EventBusName": "parley",
        "Source": "parley",
        "DetailType": "interview.completed",
        "Time": made.occurred_at,
        "Detail": made.model_dump_json(by_alias=True),
    }
    assert DomainEvent.model_validate(json.loads(str(entry["Detail"]))) == made
    with Stubber(client) as stubber:
        stubber.add_response("put_events", answer, {"Entries": [entry]})
        EventBridgeBus(client, "parley").publish([made])
        stubber.assert_no_pending_responses()


def test_an_event_that_is_accepted() -> None:
    publish({"FailedEntryCount": 0, "Entries": [{"EventId": "1"}]})


def test_an_event_that_is_not() -> None:
    with pytest.raises(StorageThrottled, match="ThrottlingException"):
        publish({"FailedEntryCount": 1, "Entries": [{"ErrorCode": "ThrottlingException", "ErrorMessage": "slow"}]})


def test_a_bus_that_throttles_the_request_asks_for_patience() -> None:
    client = boto3.client("events")
    with Stubber(client) as stubber:
        stubber.add_client_error("put_events", "ThrottlingException", http_status_code=400)
        with pytest.raises(StorageThrottled):
            EventBridgeBus(client, "parley").publish([event()])


@pytest.mark.loopback
def test_a_bus_that_cannot_be_reached_asks_for_patience() -> None:
    client = boto3.client("events", endpoint_url="http://127.0.0.1:1", config=Config(retries={"total_max_attempts": 1}))
    with pytest.raises(StorageThrottled, match="the event bus could not be reached"):
        EventBridgeBus(client, "parley").publish([event()])
