"""Events for webhooks, committed at a steady pace, and what of them arrived."""

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

from bench.record import ROOT
from bench.sandbox import Sandbox, wait_for
from shared.adapters.dynamodb_outbox import outbox_item
from shared.adapters.http_webhooks import HttpWebhooks
from shared.adapters.system_clock import new_interview_id
from shared.domain.events import DomainEvent, EventName, interview_event
from shared.domain.interview import Interview
from shared.domain.interview_key import InterviewKey
from shared.domain.webhooks.destination import Destinations
from shared.domain.webhooks.secret import secret_from
from shared.usecases.manage_webhooks import EndpointRequest, WebhookPorts, create_endpoint

TOGETHER = 25  # events of one transaction
SECRET = secret_from(b"a secret for the webhook benches")
Arrivals = Mapping[str, Sequence[float]]


@dataclass(frozen=True)
class Committed:
    """When each event was written, in seconds since 1970."""

    at: Mapping[str, float]

    def latencies(self, arrived: Arrivals) -> list[float]:
        """Seconds from the commit to the first arrival, of those that arrived; the quickest first."""
        return sorted(arrived[name][0] - at for name, at in self.at.items() if name in arrived)


@dataclass(frozen=True)
class Receiver:
    """The receiver's process."""

    url: str

    def arrived(self) -> Arrivals:
        """When each event arrived, each time."""
        with httpx.Client(trust_env=False, timeout=30) as client:
            found: dict[str, list[float]] = client.get(self.url).raise_for_status().json()
        return found


@contextmanager
def receiving() -> Iterator[Receiver]:
    """Started, and ended by its id."""
    command = [sys.executable, "-m", "bench.webhook_receiver"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            if process.stdout is None:
                raise RuntimeError("the receiver has no output")
            yield Receiver(process.stdout.readline().strip())
        finally:
            process.terminate()


def subscribe(stage: Sandbox, organisation_id: str, url: str) -> InterviewKey:
    """An endpoint of the organisation, and an interview that its events are about."""
    ports = WebhookPorts(stage.root.endpoints, HttpWebhooks(Destinations(loopback=True)), stage.root.clock)
    request = EndpointRequest(name="load", url=url, events=(EventName.RESULTS_UPDATED,), secret=SECRET)
    create_endpoint(organisation_id, "whe_load", request, "", ports=ports)
    now = stage.root.clock.now()
    interview = Interview(
        organisation_id=organisation_id, id=new_interview_id(), project_id="load", created_at=now, updated_at=now
    )
    stage.root.interviews.create_interview(interview)
    return interview.key


def commit(stage: Sandbox, key: InterviewKey, count: int, *, a_second: float) -> Committed:
    """Writes events as they are written with a change, at that pace; as fast as it goes for a pace of 0."""
    began = time.monotonic()
    at: dict[str, float] = {}
    for start in range(0, count, TOGETHER):
        wait = began + start / a_second - time.monotonic() if a_second else 0
        if wait > 0:
            time.sleep(wait)
        events = [_event(stage, key, number) for number in range(start, min(start + TOGETHER, count))]
        stage.root.table.transact([outbox_item(event) for event in events])
        at |= dict.fromkeys((event.event_id for event in events), time.time())
    return Committed(at)


def follow(found: Receiver, committed: Committed, *, seconds: float, attempts: Mapping[str, int]) -> Arrivals:
    """What had arrived when everything had, as often as it must. Raises TooSlow."""

    def all_there() -> Arrivals | None:
        arrived = found.arrived()
        done = all(len(arrived.get(name, ())) >= attempts.get(name, 1) for name in committed.at)
        return arrived if done else None

    return wait_for(all_there, seconds, every=1)


def _event(stage: Sandbox, key: InterviewKey, number: int) -> DomainEvent:
    now = stage.root.clock.now()
    return interview_event(EventName.RESULTS_UPDATED, key, now, reason="load", change=f"load{number:06d}")
