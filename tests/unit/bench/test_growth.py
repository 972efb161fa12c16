"""The bench of growth stores interviews as the app does, only many at a time, and counts what is asked of storage."""

import math
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from bench.growth.counting import Cost, Counter
from bench.growth.operations import TOGETHER, store_interviews
from bench.growth.series import exponent
from bench.sandbox import ORGANISATION
from shared.adapters.dynamodb_interview_lists import DynamoInterviewLists
from shared.adapters.dynamodb_table import DynamoTable, Key, Put
from shared.domain.interview_filter import InterviewFilter
from tests.builders import at
from tests.contract.aws import client, new_bucket, new_table


@pytest.fixture
def dynamodb() -> Iterator[Any]:
    with client("dynamodb", None) as found:
        yield found


@pytest.fixture
def counter(dynamodb: Any, monkeypatch: pytest.MonkeyPatch) -> Counter:
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    return Counter()


@pytest.fixture
def table(dynamodb: Any, counter: Counter) -> DynamoTable:
    return DynamoTable(boto3.client("dynamodb"), new_table(dynamodb)._name)


def test_what_it_stores_are_interviews(table: DynamoTable) -> None:
    store_interviews(table, TOGETHER + 1, lambda: at(0))
    found = DynamoInterviewLists(table).find_interviews(ORGANISATION, InterviewFilter(), limit=200, cursor=None)
    assert len(found.items) == TOGETHER + 1


def test_what_is_asked_between_two_measurements_is_neither_s(counter: Counter, table: DynamoTable) -> None:
    cost = counter.measure(lambda: table.get(Key("p", "0")))
    table.transact([Put({"pk": "p", "sk": str(number)}) for number in range(3)])
    assert (cost.requests, cost.items_written) == (1, 0)


def test_what_is_written_is_counted(counter: Counter, table: DynamoTable) -> None:
    three = counter.measure(lambda: table.transact([Put({"pk": "p", "sk": str(number)}) for number in range(3)]))
    one = counter.measure(lambda: table.write(Put({"pk": "p", "sk": "3", "text": "x" * 5000})))
    with client("s3", None) as s3:
        bucket = new_bucket(s3)
        file = counter.measure(lambda: boto3.client("s3").put_object(Bucket=bucket, Key="k", Body=b"x" * 7000))
    assert (three.items_written, one.items_written, file.items_written) == (3, 1, 0)
    assert 5000 < one.sent_bytes < 6000
    assert file.sent_bytes == 7000


@pytest.mark.parametrize(
    ("small", "large", "expected"), [(0, 0, 0.0), (0, 5000, math.inf), (5000, 0, 0.0), (10, 100, 1.0), (7, 7, 0.0)]
)
def test_growth_from_nothing_is_no_constant(small: int, large: int, expected: float) -> None:
    series = [(10, {"read": Cost(items=small)}), (100, {"read": Cost(items=large)})]
    assert exponent(series, "read", lambda cost: cost.items) == pytest.approx(expected)
