"""Admission: which runs may go now, and which wait for a slot. Slots are leases; nothing is counted up or down."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zlib import crc32

from shared.domain.bundle import Bundle
from shared.domain.interview_key import RunKey
from shared.domain.lane import Lane
from shared.domain.limits import SLOT_LEASE_SECONDS
from shared.domain.value import Value

LEASE = timedelta(seconds=SLOT_LEASE_SECONDS)


class SlotLimits(Bundle):
    """How many runs may be under way at once: in each lane, and of one organisation over all lanes."""

    lane: int
    organisation: int


class Slot(Value):
    """The right to be under way. It is free again when its lease has ended, whatever became of its holder."""

    number: int
    holder: RunKey
    lease_until: datetime


class Waiting(Value):
    """A run that waits, and since when: its place."""

    run: RunKey
    lane: Lane
    since: datetime


class Turn(Value):
    """An organisation with waiting runs in a lane; who was served longest ago is next. An arrival sets a new `mark`."""

    lane: Lane
    organisation_id: str
    turn_at: datetime
    mark: str


def free_slots(slots: Iterable[Slot], limit: int, at: datetime) -> tuple[int, ...]:
    """The numbers below `limit` that nobody holds at that time."""
    held = {slot.number for slot in held_slots(slots, at)}
    return tuple(number for number in range(limit) if number not in held)


def held_slots(slots: Iterable[Slot], at: datetime) -> tuple[Slot, ...]:
    """The slots whose lease has not ended."""
    return tuple(slot for slot in slots if slot.lease_until > at)


def choose_slot(free: Sequence[int], key: RunKey) -> int:
    """One of the free numbers: different runs mostly try different ones, so that they seldom meet."""
    return free[crc32(key.execution_name.encode()) % len(free)]
