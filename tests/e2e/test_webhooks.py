"""A webhook in the deployed app: an interview is completed, and a process of its own hears it and believes it."""

from collections.abc import Iterator
from typing import Any

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from shared.adapters.http_webhooks import HttpWebhooks
from shared.domain.events import EventName
from shared.domain.webhooks.delivery import Delivery, DeliveryStatus
from shared.domain.webhooks.destination import Destinations
from shared.domain.webhooks.secret import secret_from
from shared.usecases.manage_webhooks import EndpointRequest, WebhookPorts, create_endpoint, delete_endpoint
from tests.e2e.deployed import Deployed, Receiver
from tests.e2e.test_bad_input import VTT
from tests.polling import poll

pytestmark = pytest.mark.emulator

ORGANISATION = "acme-hooks"  # its endpoints hear of nothing else
SECRET = secret_from(b"a secret of the end-to-end tests")
EVENTS = (
    EventName.INTERVIEW_SCHEDULED,
    EventName.INTERVIEW_STARTED,
    EventName.INSIGHTS_EXTRACTED,
    EventName.INTERVIEW_COMPLETED,
)


def registered(deployed: Deployed, url: str, name: str, **fields: Any) -> str:
    root = deployed.root
    ports = WebhookPorts(root.endpoints, HttpWebhooks(Destinations(loopback=True)), root.clock)
    request = EndpointRequest(name=name, url=url, events=EVENTS, secret=SECRET, **fields)
    create_endpoint(ORGANISATION, f"whe_{name}", request, "", ports=ports)
    return f"whe_{name}"


def deliveries(deployed: Deployed, endpoint_id: str) -> list[Delivery]:
    return list(deployed.root.deliveries.list_deliveries(ORGANISATION, endpoint_id, limit=50, cursor=None).items)


@pytest.fixture(scope="session")
def told(deployed: Deployed, receiver: Receiver) -> Iterator[str]:
    """An interview's id, of which three endpoints are told: one hears, one only the second time, one is our own."""
    names = {"well": "/hooks", "flaky": "/once/503"}
    endpoints = [registered(deployed, receiver.url + path, name, full_transcript=True) for name, path in names.items()]
    project = deployed.project(organisation_id=ORGANISATION)
    key = deployed.submit(VTT, project, organisation_id=ORGANISATION)
    deployed.settled(key)
    yield key.interview_id
    for endpoint_id in endpoints:
        delete_endpoint(ORGANISATION, endpoint_id, endpoints=deployed.root.endpoints)


def test_every_event_arrives_and_an_independent_judge_believes_it(
    deployed: Deployed, receiver: Receiver, told: str
) -> None:
    def all_heard() -> list[dict[str, Any]] | None:
        heard = receiver.heard("/hooks")
        return heard if len({one["headers"]["webhook-id"] for one in heard}) >= len(EVENTS) else None

    heard = poll(all_heard, seconds=60)
    bodies = [Webhook(SECRET).verify(one["body"], one["headers"]) for one in heard]
    assert {body["event"] for body in bodies} == set(EVENTS)
    assert {body["data"]["interview_id"] for body in bodies} == {told}
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(heard[0]["body"] + " ", heard[0]["headers"])
    [completed] = [body for body in bodies if body["event"] == EventName.INTERVIEW_COMPLETED]
    assert completed["data"]["status"] == "completed"
    assert completed["data"]["transcript"]
    assert completed["data"]["links"]["results"].endswith(f"/api/v1/interviews/{told}/results")
    assert completed["mode"] == "live"


def test_a_receiver_that_fails_is_asked_again_by_the_schedule(
    deployed: Deployed, receiver: Receiver, told: str
) -> None:
    def delivered() -> list[Delivery] | None:
        found = deliveries(deployed, "whe_flaky")
        done = [one for one in found if one.status is DeliveryStatus.DELIVERED]
        return done if len(done) >= len(EVENTS) else None

    done = poll(delivered, seconds=150, every=0.5)
    [repeated] = [one for one in done if one.attempts == 2]
    attempts = deployed.root.deliveries.list_attempts(ORGANISATION, repeated.id)
    assert [one.status for one in attempts] == [503, 204]
    assert 48 <= (attempts[1].at - attempts[0].at).total_seconds() <= 100
    ids = [one["headers"]["webhook-id"] for one in receiver.heard("/once/503")]
    assert ids.count(repeated.event.event_id) == 2
    assert told == repeated.event.interview_id


def test_only_ids_travel_and_no_secret_is_logged(deployed: Deployed, told: str) -> None:
    logs = deployed.client("logs")
    prefix = deployed.outputs["FunctionLogGroupPrefix"]
    texts = [
        event["message"]
        for function in ("fan_out_event", "send_webhook", "reconcile_deliveries")
        for page in logs.get_paginator("filter_log_events").paginate(logGroupName=f"{prefix}{function}")
        for event in page["events"]
    ]
    assert texts
    text = "\n".join(texts)
    assert not [canary for canary in (SECRET, SECRET[6:], "/once/503", "spreadsheet") if canary in text]
    del told
