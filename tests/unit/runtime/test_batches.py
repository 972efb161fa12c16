import json
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from shared.domain.events import DomainEvent
from shared.runtime.batches import QueueBatch, partial_failures
from shared.runtime.streams import StreamBatch, stream_failures_by_tenant, stream_failures_together
from tests.builders import event, run_key
from tests.unit.functions.test_batches import outbox
from tests.unit.logs import Log, captured

CANARY = "canary-4711"


@pytest.fixture(autouse=True)
def log() -> Iterator[Log]:
    with captured() as log:
        yield log


def queue(*bodies: str) -> QueueBatch:
    return QueueBatch.model_validate(
        {"Records": [{"messageId": f"m{n}", "body": body, "more": 1} for n, body in enumerate(bodies)]}
    )


def numbered(number: int, tenant: str = "acme") -> DomainEvent:
    return event(run_key(number)).model_copy(update={"organisation_id": tenant})


def stream(count: int, *, broken: int | None = None, tenants: Sequence[str] = ("acme",)) -> StreamBatch:
    records = [outbox(n, numbered(n, tenants[n % len(tenants)])) for n in range(count)]
    if broken is not None:
        records[broken]["dynamodb"]["NewImage"] = {}
    return StreamBatch.model_validate({"Records": records})


def failing(*numbers: int) -> Any:
    """Work that fails on these, by the order of the calls, and remembers what it was given."""
    calls: list[Any] = []

    def work(given: Any) -> None:
        calls.append(given)
        if len(calls) - 1 in numbers:
            raise ValueError(CANARY)

    work.calls = calls  # type: ignore[attr-defined]
    return work


def names(answer: dict[str, Any]) -> list[str]:
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


@pytest.mark.parametrize("bad", [(), (0,), (1,), (2,), (0, 2), (0, 1, 2)])
def test_only_bad_messages_come_again(bad: tuple[int, ...]) -> None:
    work = failing(*bad)
    assert names(partial_failures(queue("1", "2", "3"), work)) == [f"m{number}" for number in bad]
    assert work.calls == [1, 2, 3]


def test_a_body_that_is_no_json_is_a_bad_message() -> None:
    work = failing()
    assert names(partial_failures(queue("1", "{", "3"), work)) == ["m1"]
    assert work.calls == [1, 3]


@pytest.mark.parametrize(("bad", "worked"), [((), 3), ((0,), 1), ((1,), 2), ((2,), 3), ((0, 1), 1)])
def test_a_stream_goes_on_from_the_first_that_fails(bad: tuple[int, ...], worked: int) -> None:
    work = failing(*bad)
    assert names(stream_failures_together(stream(6), work, together=2)) == [f"s{2 * number}" for number in bad[:1]]
    assert work.calls == [[numbered(2 * n), numbered(2 * n + 1)] for n in range(worked)]


def test_a_record_that_says_nothing_ends_the_work_before_it() -> None:
    work = failing()
    assert names(stream_failures_together(stream(5, broken=3), work, together=2)) == ["s3"]
    assert work.calls == [[numbered(0), numbered(1)], [numbered(2)]]


def test_tenants_are_worked_on_each_with_all_of_its_own() -> None:
    worked: list[list[DomainEvent]] = []
    batch = stream(6, tenants=("acme", "beta"))
    assert names(stream_failures_by_tenant(batch, lambda mine: worked.append(list(mine)))) == []
    found = {mine[0].organisation_id: [one.run for one in mine] for mine in worked}
    assert found == {"acme": [0, 2, 4], "beta": [1, 3, 5]}


@pytest.mark.parametrize(("guilty", "broken", "first"), [("beta", None, "s1"), ("beta", 0, "s0"), ("", 3, "s3")])
def test_the_stream_comes_again_from_the_first_tenant_that_fails_and_the_others_are_worked_on(
    guilty: str, broken: int | None, first: str
) -> None:
    worked: list[str] = []

    def work(mine: Sequence[DomainEvent]) -> None:
        if mine[0].organisation_id == guilty:
            raise ValueError(CANARY)
        worked.append(mine[0].organisation_id)

    batch = stream(6, broken=broken, tenants=("acme", "beta", "gamma"))
    assert names(stream_failures_by_tenant(batch, work)) == [first]
    assert set(worked) == {"acme", "beta", "gamma"} - {guilty}


def test_empty_batches() -> None:
    assert names(partial_failures(queue(), failing(0))) == []
    assert names(stream_failures_together(stream(0), failing(0), together=2)) == []
    assert names(stream_failures_by_tenant(stream(0), failing(0))) == []


def test_what_a_message_said_is_not_logged(log: Log) -> None:
    partial_failures(queue(json.dumps(CANARY)), failing(0))
    [entry] = log.entries
    assert (entry["message"], entry["error"]) == ("message failed", "ValueError")
    assert any("work" in frame for frame in entry["frames"])
    assert CANARY not in log.getvalue()
