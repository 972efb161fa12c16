"""What is counted of AWS's answers, and what it costs by the list."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from shared.adapters.aws_work import AwsWork
from shared.adapters.dynamodb_table import Put
from shared.domain.engines import EngineUse
from shared.domain.platform import AwsUnit
from shared.runtime.invocation import load_prices
from tests.contract.aws import new_bucket, new_table


class Watch:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def work(watch: Watch) -> AwsWork:
    return AwsWork(load_prices, watch)


def drained(work: AwsWork) -> dict[str, float]:
    return {use.model: use.units for use in work.drain()}


class TestLambda:
    def test_is_memory_times_the_time_since_the_beginning(self, work: AwsWork, watch: Watch) -> None:
        work.begin(3008)
        watch.seconds += 2
        [used] = work.drain()
        assert used == EngineUse(
            provider="aws",
            model="lambda-gb-seconds",
            kind="platform",
            calls=0,
            units=5.875,
            price_nanodollars=78_334,
        )

    def test_what_was_drained_is_not_counted_again(self, work: AwsWork, watch: Watch) -> None:
        work.begin(1024)
        for seconds in (1, 3):
            watch.seconds += seconds
            assert drained(work) == {"lambda-gb-seconds": seconds}

    def test_the_time_between_invocations_is_nobody_s(self, work: AwsWork, watch: Watch) -> None:
        work.begin(1024)
        watch.seconds += 900
        work.begin(1024)
        watch.seconds += 1
        assert drained(work) == {"lambda-gb-seconds": 1}

    def test_outside_lambda_there_is_none(self, work: AwsWork, watch: Watch) -> None:
        work.begin(0)
        watch.seconds += 5
        assert list(work.drain()) == []


class Answering:
    """Botocore's model of an operation, by its name."""

    def __init__(self, name: str) -> None:
        self.name = name


@pytest.mark.parametrize(
    ("operation", "consumed", "unit", "units"),
    [
        ("GetItem", {"CapacityUnits": 0.5}, AwsUnit.DYNAMODB_READS, 0.5),
        ("Query", {"CapacityUnits": 12.0}, AwsUnit.DYNAMODB_READS, 12.0),
        ("UpdateItem", {"CapacityUnits": 3.0}, AwsUnit.DYNAMODB_WRITES, 3.0),
        ("TransactWriteItems", [{"CapacityUnits": 6.0}, {"CapacityUnits": 4.0}], AwsUnit.DYNAMODB_WRITES, 10.0),
        ("BatchWriteItem", [{"CapacityUnits": 25.0}], AwsUnit.DYNAMODB_WRITES, 25.0),
    ],
)
def test_capacity_is_what_the_answer_says(
    work: AwsWork, operation: str, consumed: Any, unit: AwsUnit, units: float
) -> None:
    work._count_capacity({"ConsumedCapacity": consumed}, Answering(operation))
    [used] = work.drain()
    assert (used.model, used.units) == (unit, units)
    assert used.price_nanodollars == round(float(load_prices()[unit].dollars) * 1e9 * units)


@pytest.fixture
def moto() -> Iterator[None]:
    with mock_aws():
        yield


def test_the_requests_of_a_client_are_counted(work: AwsWork, moto: None) -> None:
    table = new_table(work.watch(boto3.client("dynamodb")))
    list(table.query("ORG#a"))
    s3 = work.watch(boto3.client("s3"))
    bucket = new_bucket(s3)
    work.begin(0)
    for number in range(3):
        table.write(Put({"pk": "ORG#a", "sk": str(number)}))
    assert len(list(table.query("ORG#a"))) == 3
    s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    s3.get_object(Bucket=bucket, Key="k")
    s3.delete_object(Bucket=bucket, Key="k")
    found = drained(work)
    assert (found["s3-writes"], found["s3-reads"]) == (1, 1)
    assert found["dynamodb-write-units"] >= 1
    assert found["dynamodb-read-units"] >= 1


def test_other_clients_are_left_as_they_are(work: AwsWork) -> None:
    client = boto3.client("events")
    assert work.watch(client) is client
    assert list(work.drain()) == []


def test_every_price_has_its_source_and_day() -> None:
    for unit, price in load_prices().items():
        assert price.dollars > 0, unit
        assert price.source.startswith("https://aws.amazon.com/"), unit
        assert price.reviewed.year >= 2026, unit
