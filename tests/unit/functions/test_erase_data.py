"""The worker that erases, as Lambda calls it."""

import json
from datetime import timedelta
from typing import Any

import pytest

from shared.runtime import erasing
from shared.usecases.enforce_retention import RetentionPorts
from shared.usecases.request_erasure import ErasureRequest, ErasureRequestPorts, request_erasure
from tests import builders, fakes
from tests.builders import INTERVIEW
from tests.unit.functions.conftest import Invoke
from tests.unit.logs import Log
from tests.unit.world import World


@pytest.fixture
def queue(world: World, monkeypatch: pytest.MonkeyPatch, invoke: Invoke) -> fakes.MemoryQueue:
    """An interview that was marked, and what calls for it."""
    queue = fakes.MemoryQueue()
    monkeypatch.setattr("shared.runtime.access.Access.erasure_queue", queue)
    monkeypatch.setattr(erasing, "erasables", lambda _: [fakes.ErasableMemory(world.memory)])
    ports = ErasureRequestPorts(world.interviews, world.runs, world.erasures, queue, world.clock, timedelta(minutes=16))
    request_erasure(INTERVIEW, ErasureRequest(by="key_1"), ports=ports)
    return queue


def messages(*bodies: str) -> dict[str, Any]:
    return {"Records": [{"messageId": f"m{number}", "body": body} for number, body in enumerate(bodies)]}


IDS = json.dumps({"organisationId": "acme", "interviewId": "int_1"})


def test_a_message_is_worked_on(invoke: Invoke, world: World, queue: fakes.MemoryQueue) -> None:
    assert invoke("erase_data", messages(IDS)) == {"batchItemFailures": []}
    assert not world.memory.runs
    world.clock.advance(minutes=17)
    assert invoke("erase_data", messages(IDS)) == {"batchItemFailures": []}
    erasure = world.erasures.find(INTERVIEW)
    assert erasure
    assert erasure.is_done


def test_a_message_that_cannot_be_read_comes_again(invoke: Invoke, queue: fakes.MemoryQueue) -> None:
    assert invoke("erase_data", messages("{", IDS)) == {"batchItemFailures": [{"itemIdentifier": "m0"}]}


def test_a_tick_calls_for_what_is_due_and_measures_how_late_it_is(
    invoke: Invoke, world: World, queue: fakes.MemoryQueue, log: Log
) -> None:
    world.clock.advance(minutes=26)
    assert invoke("erase_data", {"time": "2026-03-02T09:30:00Z"}) == {}
    assert queue.messages == [INTERVIEW, INTERVIEW]
    (measured,) = [line for line in log.entries if line.get("message") == "measured"]
    assert measured["LatestErasure"] == 600.0


def test_the_daily_tick_lets_go(
    invoke: Invoke, world: World, queue: fakes.MemoryQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = world.memory
    requests = ErasureRequestPorts(
        world.interviews, world.runs, world.erasures, queue, world.clock, timedelta(minutes=16)
    )
    ports = RetentionPorts(
        organisations=fakes.MemoryOrganisations(memory),
        lists=fakes.MemoryInterviewLists(memory),
        by_age=fakes.MemoryRetention(memory),
        recordings=fakes.RecordedErasures(),
        requests=requests,
        audit=fakes.MemoryAudit(memory),
        clock=world.clock,
        remaining=lambda: 100.0,
    )
    monkeypatch.setattr("functions.enforce_retention.handler.retaining", lambda _: ports)
    ports.organisations.create_organisation(builders.organisation(retention={"recordings": 1}))
    world.clock.advance(days=2)
    assert invoke("enforce_retention", {})["recordings"] == 1
