import json
from collections.abc import Iterator
from typing import Any

import pytest

from shared.runtime.batches import QueueBatch, StreamBatch, StreamRecord, partial_failures, stream_failures
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


def stream(count: int) -> StreamBatch:
    return StreamBatch.model_validate(
        {"Records": [{"dynamodb": {"SequenceNumber": f"s{n}"}, "eventID": "x"} for n in range(count)]}
    )


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
    assert names(stream_failures(stream(3), work)) == [f"s{number}" for number in bad[:1]]
    assert len(work.calls) == worked
    assert all(isinstance(record, StreamRecord) for record in work.calls)


def test_empty_batches() -> None:
    assert names(partial_failures(queue(), failing(0))) == []
    assert names(stream_failures(stream(0), failing(0))) == []


def test_what_a_message_said_is_not_logged(log: Log) -> None:
    partial_failures(queue(json.dumps(CANARY)), failing(0))
    [entry] = log.entries
    assert (entry["message"], entry["error"]) == ("message failed", "ValueError")
    assert any("work" in frame for frame in entry["frames"])
    assert CANARY not in log.getvalue()
