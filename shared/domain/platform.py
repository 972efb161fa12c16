"""What AWS charges for, and how much: list prices, so that every sum of them is an estimate."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from shared.domain.engines import NANODOLLARS, PLATFORM, EngineUse
from shared.domain.value import Value

AWS: Final = "aws"


class AwsUnit(StrEnum):
    """What is counted. It stands where an engine's use names its model."""

    LAMBDA_GB_SECONDS = "lambda-gb-seconds"
    LAMBDA_REQUESTS = "lambda-requests"
    DYNAMODB_WRITES = "dynamodb-write-units"
    DYNAMODB_READS = "dynamodb-read-units"
    S3_WRITES = "s3-writes"
    S3_READS = "s3-reads"
    TRANSITIONS = "step-functions-transitions"


class UnitPrice(Value):
    """The list price of one unit, where it was read, and when. `confirmed`: the source showed the figure itself."""

    dollars: Decimal
    source: str
    reviewed: date
    confirmed: bool


Prices = Mapping[AwsUnit, UnitPrice]


def aws_use(unit: AwsUnit, count: float, prices: Prices) -> EngineUse:
    """So much of a unit, at its list price."""
    price = round(Decimal(repr(count)) * prices[unit].dollars * NANODOLLARS)
    return EngineUse(provider=AWS, model=unit, kind=PLATFORM, calls=0, units=count, price_nanodollars=price)
