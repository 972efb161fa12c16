"""Keys of webhook endpoints, deliveries and their attempts."""

import hashlib
from datetime import date, datetime
from typing import Final

from shared.adapters.dynamodb_keys import in_time, partition_of
from shared.adapters.dynamodb_table import Key
from shared.domain.interview_key import InterviewKey

ENDPOINT_PREFIX: Final = "ENDPOINT#"
ATTEMPT_PREFIX: Final = "ATTEMPT#"
LINK_PREFIX: Final = "DELIVERY#"
DAY_PREFIX: Final = "DAY#"
SHARDS: Final = 8


def endpoints_of(organisation_id: str) -> str:
    """The partition of a tenant's endpoints."""
    return f"ORG#{organisation_id}#WEBHOOKS"


def endpoint_key(organisation_id: str, endpoint_id: str) -> Key:
    """An endpoint's key."""
    return Key(endpoints_of(organisation_id), f"{ENDPOINT_PREFIX}{endpoint_id}")


def days_of(organisation_id: str, endpoint_id: str) -> str:
    """The partition of what is counted of an endpoint's attempts."""
    return f"ORG#{organisation_id}#WEBHOOK#{endpoint_id}#DAYS"


def day_key(organisation_id: str, endpoint_id: str, day: date) -> Key:
    """The key of one day's counts."""
    return Key(days_of(organisation_id, endpoint_id), f"{DAY_PREFIX}{day.isoformat()}")


def delivery_partition(organisation_id: str, delivery_id: str) -> str:
    """The partition of a delivery and its attempts."""
    return f"ORG#{organisation_id}#DELIVERY#{delivery_id}"


def delivery_key(organisation_id: str, delivery_id: str) -> Key:
    """A delivery's key."""
    return Key(delivery_partition(organisation_id, delivery_id), "DELIVERY")


def attempt_key(organisation_id: str, delivery_id: str, number: int, claim: int) -> Key:
    """An attempt's key; a repeat after a sender that died has one of its own."""
    return Key(delivery_partition(organisation_id, delivery_id), f"{ATTEMPT_PREFIX}{number:04d}#{claim:04d}")


def delivery_link(key: InterviewKey, delivery_id: str) -> Key:
    """The key of the link by which an interview's erasure finds what tells of it."""
    return Key(partition_of(key), f"{LINK_PREFIX}{delivery_id}")


def deliveries_to(organisation_id: str, endpoint_id: str) -> str:
    """The index partition of an endpoint's deliveries, by time."""
    return f"ORG#{organisation_id}#WEBHOOK#{endpoint_id}#DELIVERIES"


def due_partition(shard: int) -> str:
    """The index partition of a part of all deliveries that go on by themselves. Sparse: ended ones carry none."""
    return f"DELIVERIES_DUE#{shard}"


def outbox_partition(shard: int) -> str:
    """The index partition of a part of all events whose webhooks are not made yet. Sparse, too."""
    return f"OUTBOX_DUE#{shard}"


def shard_of(name: str) -> int:
    """The part that a delivery or an event is in, by its id: one partition for all would be a hot one."""
    return hashlib.sha256(name.encode()).digest()[0] % SHARDS


def due_at(at: datetime, delivery_id: str) -> str:
    """A place in the order of time."""
    return f"{in_time(at)}#{delivery_id}"


def slots_key(organisation_id: str) -> Key:
    """The key of how many sends of a tenant are under way."""
    return Key(f"ORG#{organisation_id}#SENDS", "SENDS")
