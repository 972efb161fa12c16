"""Deliveries in the table: each change is a comparison of versions, and the log is written with what it is about."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime

from shared.adapters import dynamodb_keys as keys
from shared.adapters import dynamodb_webhook_keys as webhook_keys
from shared.adapters.dynamodb_cursors import read_cursor, write_cursor
from shared.adapters.dynamodb_expiry import expiry
from shared.adapters.dynamodb_outbox import unlisted
from shared.adapters.dynamodb_table import ConditionFailed, Delete, DynamoTable, Item, Key, Put, Update
from shared.adapters.kept_days import KeptDays
from shared.domain.errors import UnknownDelivery
from shared.domain.events import DomainEvent, EventName
from shared.domain.interview_key import InterviewKey
from shared.domain.organisation import DELIVERY_DAYS, DataKind
from shared.domain.webhooks.delivery import AttemptRecord, Delivery
from shared.domain.webhooks.statistics import DayCount
from shared.ports import Page

NEW = "attribute_not_exists(pk)"
DAYS_COUNTED = 90
MAX_WRITES = 100  # of a transaction


class DynamoDeliveries:
    """Implements `DeliveryStore`. Deliveries are kept as long as their organisation wants, where `kept` says so."""

    shards = webhook_keys.SHARDS

    def __init__(self, table: DynamoTable, kept: KeptDays | None = None) -> None:
        self._table, self._kept = table, kept

    def create_delivery(self, delivery: Delivery) -> bool:
        try:
            self._table.transact(self._created(delivery))
        except ConditionFailed:
            return False
        return True

    def create_deliveries(self, fresh: Sequence[tuple[DomainEvent, Sequence[Delivery]]]) -> Collection[DomainEvent]:
        left: list[DomainEvent] = []
        made = [
            (event, [*(write for one in deliveries for write in self._created(one)), unlisted(event)])
            for event, deliveries in fresh
        ]
        for together in _transactions(made):
            try:
                self._table.transact([write for _, writes in together for write in writes])
            except ConditionFailed:
                left += [event for event, _ in together]
        return left

    def get_delivery(self, organisation_id: str, delivery_id: str) -> Delivery:
        item = self._table.get(webhook_keys.delivery_key(organisation_id, delivery_id))
        found = keys.value_of(item, Delivery) if item else None
        if found is None or not self._is_kept(found):
            raise UnknownDelivery("the organisation has no such delivery", field="deliveryId")
        return found

    def change_delivery(
        self, delivery: Delivery, attempts: Sequence[AttemptRecord] = (), more: Delivery | None = None
    ) -> bool:
        change = Put(self._item(delivery), "#version = :before", {"before": delivery.version - 1})
        log = [self._attempt_item(delivery, attempt) for attempt in attempts]
        try:
            if log or more:
                self._table.transact([change, *log, *(self._created(more) if more else [])])
            else:
                self._table.write(change)
        except ConditionFailed:
            return False
        return True

    def list_deliveries(
        self, organisation_id: str, endpoint_id: str, *, limit: int, cursor: str | None
    ) -> Page[Delivery]:
        partition = webhook_keys.deliveries_to(organisation_id, endpoint_id)
        start = read_cursor(cursor, "by_organisation", partition)
        items, last = self._table.query_index("by_organisation", partition, limit=limit, start=start)
        found = tuple(filter(self._is_kept, (keys.value_of(item, Delivery) for item in items)))
        return Page[Delivery](items=found, cursor=write_cursor(last))

    def list_attempts(self, organisation_id: str, delivery_id: str) -> Sequence[AttemptRecord]:
        return [keys.value_of(item, AttemptRecord) for item in self._attempts(organisation_id, delivery_id)]

    def deliveries_of(self, key: InterviewKey) -> Sequence[Delivery]:
        links = self._table.query(keys.partition_of(key), webhook_keys.LINK_PREFIX)
        ids = [str(item["sk"]).removeprefix(webhook_keys.LINK_PREFIX) for item in links]
        found = [self._table.get(webhook_keys.delivery_key(key.organisation_id, one)) for one in ids]
        return [keys.value_of(item, Delivery) for item in found if item]

    def erase_attempts(self, organisation_id: str, delivery_id: str) -> int:
        found = [Key(item["pk"], item["sk"]) for item in self._attempts(organisation_id, delivery_id)]
        if found:
            self._table.transact([Delete(key) for key in found])
        return len(found)

    def forget_interview(self, key: InterviewKey, delivery_id: str) -> None:
        self._table.transact([Delete(webhook_keys.delivery_link(key, delivery_id))])

    def _attempts(self, organisation_id: str, delivery_id: str) -> list[Item]:
        partition = webhook_keys.delivery_partition(organisation_id, delivery_id)
        return list(self._table.query(partition, webhook_keys.ATTEMPT_PREFIX))

    def overdue(self, shard: int, before: datetime, *, limit: int) -> Sequence[Delivery]:
        partition = webhook_keys.due_partition(shard)
        items, _ = self._table.query_index("by_status", partition, limit=limit, newest_first=False)
        late = [item for item in items if str(item["gsi2sk"]) < webhook_keys.due_at(before, "")]
        return [keys.value_of(item, Delivery) for item in late]

    def look_again(self, delivery: Delivery, at: datetime) -> None:
        key = webhook_keys.delivery_key(delivery.organisation_id, delivery.id)
        values = {"due": webhook_keys.due_at(at, delivery.id), "version": delivery.version, "pending": "pending"}
        condition = "#version = :version AND #status = :pending"
        with suppress(ConditionFailed):
            self._table.write(Update(key, "SET #gsi2sk = :due", condition, values))

    def count_attempts(self, organisation_id: str, endpoint_id: str, day: DayCount) -> None:
        counted = {name: value for name, value in day.model_dump(exclude={"day"}).items() if value}
        key = webhook_keys.day_key(organisation_id, endpoint_id, day.day)
        at = datetime.combine(day.day, datetime.min.time(), UTC)
        added = ", ".join(f"#{name} :{name}" for name in counted)
        values = counted | {"entity": "WEBHOOK_DAY", "expires": expiry(at, DAYS_COUNTED)}
        self._table.write(Update(key, f"SET #entity = :entity, #expires_at = :expires ADD {added}", values=values))

    def list_days(self, organisation_id: str, endpoint_id: str, since: date) -> Sequence[DayCount]:
        items = self._table.query(webhook_keys.days_of(organisation_id, endpoint_id), webhook_keys.DAY_PREFIX)
        days = [_day_of(item) for item in items]
        return [day for day in days if day.day >= since]

    def _created(self, delivery: Delivery) -> list[Put | Update]:
        """The delivery, and the link by which the erasure of its interview finds it; that it was erased remains."""
        writes: list[Put | Update] = [Put(self._item(delivery), NEW)]
        interview = delivery.event.interview
        if interview and delivery.event.event is not EventName.INTERVIEW_DELETED:
            link = vars(webhook_keys.delivery_link(interview, delivery.id)) | {"entity": "DELIVERY_LINK"}
            writes.append(Put(link | {"expires_at": self._expires(delivery)}))
        return writes

    def _item(self, delivery: Delivery) -> Item:
        listed = {
            "gsi1pk": webhook_keys.deliveries_to(delivery.organisation_id, delivery.endpoint_id),
            "gsi1sk": webhook_keys.due_at(delivery.created_at, delivery.id),
        }
        due = delivery.due_at
        if due:
            listed["gsi2pk"] = webhook_keys.due_partition(webhook_keys.shard_of(delivery.id))
            listed["gsi2sk"] = webhook_keys.due_at(due, delivery.id)
        key = webhook_keys.delivery_key(delivery.organisation_id, delivery.id)
        return keys.item_of(key, delivery, "DELIVERY", expires_at=self._expires(delivery), **listed)

    def _attempt_item(self, delivery: Delivery, attempt: AttemptRecord) -> Put:
        key = webhook_keys.attempt_key(delivery.organisation_id, delivery.id, attempt.number, attempt.claim)
        return Put(keys.item_of(key, attempt, "ATTEMPT", expires_at=self._expires(delivery)))

    def _expires(self, delivery: Delivery) -> int:
        if self._kept is None:
            return expiry(delivery.created_at, DELIVERY_DAYS)
        return self._kept.expires(delivery.organisation_id, DataKind.DELIVERIES, delivery.created_at)

    def _is_kept(self, delivery: Delivery) -> bool:
        if self._kept is None:
            return True
        return not self._kept.has_expired(delivery.organisation_id, DataKind.DELIVERIES, delivery.created_at)


Writes = list[Put | Update]


def _transactions(made: Sequence[tuple[DomainEvent, Writes]]) -> Iterator[list[tuple[DomainEvent, Writes]]]:
    """What is written of each event, as many events together as a transaction holds."""
    together: list[tuple[DomainEvent, Writes]] = []
    for event, writes in made:
        if sum(len(others) for _, others in together) + len(writes) > MAX_WRITES:
            yield together
            together = []
        together.append((event, writes))
    if together:
        yield together


def _day_of(item: Item) -> DayCount:
    counted = {name: item[name] for name in DayCount.model_fields if name in item}
    return DayCount.model_validate({**counted, "day": str(item["sk"]).removeprefix(webhook_keys.DAY_PREFIX)})
