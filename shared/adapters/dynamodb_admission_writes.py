"""The single writes that admission's transactions are made of."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shared.adapters import dynamodb_keys as keys
from shared.adapters.dynamodb_table import Delete, Key, Put, Update
from shared.domain.admission import LEASE, Slot, Waiting
from shared.domain.interview_key import RunKey
from shared.domain.interview_status import InterviewStatus
from shared.domain.run import Run

MINE = "#holder = :holder"


def waiting_of(run: Run) -> Waiting:
    """The place of a run that waits."""
    return Waiting(run=run.key, lane=run.request.lane, since=run.queued_at or run.started_at)


def waiting_item(run: Run) -> Put:
    """Puts the run into its place."""
    waiting = waiting_of(run)
    return Put(keys.item_of(keys.waiting_key(waiting), waiting, "WAITING"))


def take(key: Key, number: int, holder: RunKey, at: datetime) -> Put:
    """Takes a slot that nobody holds."""
    slot = Slot(number=number, holder=holder, lease_until=at + LEASE)
    item = keys.item_of(key, slot, "SLOT") | {"leaseUntil": keys.in_time(at + LEASE)}
    return Put(item, "attribute_not_exists(pk) OR #leaseUntil <= :now", {"now": keys.in_time(at)})


def renew(key: Key, holder: RunKey, at: datetime) -> Update:
    """Begins the lease anew, also one that has ended while nobody took the slot."""
    return Update(key, "SET #leaseUntil = :until", MINE, {"until": keys.in_time(at + LEASE), **_holder(holder)})


def free(key: Key, holder: RunKey) -> Delete:
    """Gives the slot up: who was the holder and is at work still cannot lease it anew."""
    return Delete(key, MINE, _holder(holder))


def _holder(holder: RunKey) -> Mapping[str, Any]:
    return {"holder": holder.model_dump(by_alias=True)}


def set_going(key: RunKey, lane_slot: int, organisation_slot: int, at: datetime) -> Update:
    """The run is under way, when it waits."""
    return Update(
        keys.run_key(key),
        "SET #status = :running, #startedAt = :at, #laneSlot = :lane, #organisationSlot = :organisation, "
        "#gsi2pk = :active, #gsi2sk = :at",
        "#status = :queued",
        {
            "running": "running",
            "queued": "queued",
            "at": at.isoformat(),
            "lane": lane_slot,
            "organisation": organisation_slot,
            "active": keys.ACTIVE_RUNS,
        },
    )


def queue_again(run: Run) -> Update:
    """The run waits, when it is under way without an execution."""
    return Update(
        keys.run_key(run.key),
        "SET #status = :queued, #gsi2pk = :waiting, #gsi2sk = :since",
        "#status = :running AND #executionArn = :none",
        {
            "running": "running",
            "queued": "queued",
            "none": None,
            "waiting": keys.QUEUED_RUNS,
            "since": waiting_of(run).since.isoformat(),
        },
    )


def process(key: RunKey, at: datetime) -> Update:
    """The interview is processed, when the run is its active one."""
    return _stands(key, InterviewStatus.PROCESSING, at)


def wait_again(key: RunKey, at: datetime) -> Update:
    """The interview's run waits, when it is its active one."""
    return _stands(key, InterviewStatus.QUEUED, at)


def _stands(key: RunKey, status: InterviewStatus, at: datetime) -> Update:
    return Update(
        keys.interview_key(key.interview),
        "SET #status = :status, #gsi2pk = :listed, #gsi2sk = :at, #updatedAt = :at",
        "#activeRun = :n",
        {
            "status": status.value,
            "listed": keys.with_status(key.organisation_id, status),
            "at": at.isoformat(),
            "n": key.run,
        },
    )
