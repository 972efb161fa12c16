"""DynamoDB's numbers are decimals; ours are ints and floats."""

from decimal import Decimal
from typing import Any


def decimals(value: Any) -> Any:
    """DynamoDB knows no binary floats: the shortest decimal that reads back as the same float."""
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, dict):
        return {name: decimals(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [decimals(inner) for inner in value]
    return value


def numbers(value: Any) -> Any:
    """The way back: whole numbers are ints, others floats, also deep inside maps and lists."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dict):
        return {name: numbers(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [numbers(inner) for inner in value]
    return value
