"""What an organisation keeps and changes, in the table: an item each, written under its version."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from shared.adapters import dynamodb_keys as keys
from shared.adapters.dynamodb_alongside import change
from shared.adapters.dynamodb_table import ConditionFailed, Delete, DynamoTable, Key, Put
from shared.domain.alongside import NOTHING, Alongside
from shared.domain.errors import Conflict, ParleyError, VersionStale
from shared.domain.resource import Resource
from shared.ports import Page

R = TypeVar("R", bound=Resource)
NEW = "attribute_not_exists(pk)"
SEEN = "#version = :seen"


@dataclass(frozen=True)
class Kind(Generic[R]):
    """A kind of thing, where its items are, and the error for one that is not there."""

    of: type[R]
    entity: str
    partition: Callable[[str], str]
    unknown: Callable[[], ParleyError]

    def key(self, organisation_id: str, resource_id: str) -> Key:
        """The key of one."""
        return Key(self.partition(organisation_id), f"{self.entity}#{resource_id}")


class DynamoResources(Generic[R]):
    """Implements `ResourceStore`."""

    def __init__(self, table: DynamoTable, kind: Kind[R]) -> None:
        self._table, self._kind = table, kind

    def create(self, organisation_id: str, resource: R, along: Alongside = NOTHING) -> None:
        taken = Conflict("the id is taken", field="id", remedy="choose another id")
        change(self._table, [self._put(organisation_id, resource, NEW)], taken, along)

    def get(self, organisation_id: str, resource_id: str) -> R:
        item = self._table.get(self._kind.key(organisation_id, resource_id))
        if item is None:
            raise self._kind.unknown()
        return keys.value_of(item, self._kind.of)

    def change(self, organisation_id: str, resource: R, along: Alongside = NOTHING) -> None:
        change(self._table, [self._put(organisation_id, resource, SEEN, resource.version - 1)], _stale(), along)

    def delete(self, organisation_id: str, resource: R) -> None:
        gone = Delete(self._kind.key(organisation_id, resource.id), SEEN, {"seen": resource.version})
        try:
            self._table.transact([gone])
        except ConditionFailed:
            raise _stale() from None

    def page(self, organisation_id: str, *, limit: int, cursor: str | None) -> Page[R]:
        after = self._kind.key(organisation_id, cursor).sk if cursor else None
        first = self._kind.key(organisation_id, "")
        items = self._table.page(first.pk, first.sk, limit=limit, after=after)
        found = tuple(keys.value_of(item, self._kind.of) for item in items)
        return Page[self._kind.of](items=found, cursor=found[-1].id if len(found) == limit else None)  # type: ignore[name-defined]

    def _put(self, organisation_id: str, resource: R, condition: str, seen: int | None = None) -> Put:
        item = keys.item_of(self._kind.key(organisation_id, resource.id), resource, self._kind.entity)
        return Put(item, condition, {} if seen is None else {"seen": seen})


def _stale() -> VersionStale:
    return VersionStale("another version stands", field="header.if-match")
