"""How many sends of a tenant are under way, in one item of the table: counts, and who holds how much until when.

One write takes, one gives back. Counts alone would drift when a holder dies; so a holder's share is a lease, and who
finds no room first returns what leases have left behind.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from shared.adapters import dynamodb_webhook_keys as webhook_keys
from shared.adapters.dynamodb_table import ConditionFailed, DynamoTable, Update
from shared.domain.webhooks.limits import LEASE, MAX_IN_FLIGHT

HELD = "held_"  # before a holder's name, in the name of an attribute


class DynamoSendSlots:
    """Implements `SendSlots`. `most` is what a tenant may have under way, `holders` how many may hold some of it."""

    def __init__(self, table: DynamoTable, *, holders: int, most: int = MAX_IN_FLIGHT) -> None:
        self._table, self._most, self._holders = table, most, holders

    def take(self, organisation_id: str, holder: str, wanted: int, at: datetime) -> int:
        count = min(wanted, self._most)
        while count > 0:
            try:
                self._take(organisation_id, holder, count, at)
            except ConditionFailed as full:
                old = full.old or {}
                if self._return_left_behind(organisation_id, old, at):
                    continue
                crowded = int(old.get("holders", 0)) >= self._holders
                count = 0 if crowded else min(count - 1, self._most - int(old.get("inFlight", 0)))
            else:
                return count
        return 0

    def _take(self, organisation_id: str, holder: str, count: int, at: datetime) -> None:
        until = int((at.astimezone(UTC) + LEASE).timestamp())
        self._table.write(
            Update(
                webhook_keys.slots_key(organisation_id),
                "SET #entity = :entity, #mine = :mine ADD #inFlight :count, #holders :one",
                "attribute_not_exists(#inFlight) OR (#inFlight <= :room AND #holders < :most)",
                {
                    "entity": "SENDS",
                    "mine": {"count": count, "until": until},
                    "count": count,
                    "room": self._most - count,
                    "one": 1,
                    "most": self._holders,
                },
                {"mine": HELD + holder},
            )
        )

    def give_back(self, organisation_id: str, holder: str, count: int) -> None:
        with suppress(ConditionFailed):  # it was returned for us: we took longer than our lease
            self._table.write(
                Update(
                    webhook_keys.slots_key(organisation_id),
                    "REMOVE #mine ADD #inFlight :less, #holders :one_less",
                    "attribute_exists(#mine)",
                    {"less": -count, "one_less": -1},
                    {"mine": HELD + holder},
                )
            )

    def _return_left_behind(self, organisation_id: str, item: Mapping[str, Any], at: datetime) -> bool:
        now = at.astimezone(UTC).timestamp()
        held = {name: share for name, share in item.items() if name.startswith(HELD)}
        left = {name: share for name, share in held.items() if share["until"] <= now}
        for name, share in left.items():
            self.give_back(organisation_id, name.removeprefix(HELD), int(share["count"]))
        return bool(left)
