"""Lists of interviews in the table's indexes: a few queries for a page, whatever is wanted."""

from dataclasses import dataclass

from shared.adapters import dynamodb_keys as keys
from shared.adapters.dynamodb_cursors import read_cursor, write_cursor
from shared.adapters.dynamodb_table import DynamoTable, Item
from shared.domain.interview import Interview
from shared.domain.interview_filter import InterviewFilter
from shared.domain.ordered_id import first_id_at
from shared.ports import Page

MAX_QUERIES = 4  # for one page
PREFIX = "int_"
LAST = PREFIX + "~"


@dataclass(frozen=True)
class Listing:
    """Where in the table a list is: a partition of an index, and the sort keys of it that are wanted."""

    index: str
    partition: str
    between: tuple[str, str] | None = None


class DynamoInterviewLists:
    """Implements `InterviewLists`."""

    def __init__(self, table: DynamoTable) -> None:
        self._table = table

    def find_interviews(
        self, organisation_id: str, wanted: InterviewFilter, *, limit: int, cursor: str | None
    ) -> Page[Interview]:
        listing = _listing(organisation_id, wanted)
        start = read_cursor(cursor, listing.index, listing.partition)
        found: list[Interview] = []
        for _ in range(MAX_QUERIES):
            items, start = self._page(listing, limit - len(found), start)
            found += [interview for interview in items if wanted.fits(interview)]
            if start is None or len(found) == limit:
                break
        return Page[Interview](items=tuple(found), cursor=write_cursor(start))

    def _page(self, listing: Listing, limit: int, start: Item | None) -> tuple[list[Interview], Item | None]:
        items, last = self._table.query_index(
            listing.index, listing.partition, limit=limit, start=start, between=listing.between
        )
        return [keys.value_of(item, Interview) for item in items], last


def _listing(organisation_id: str, wanted: InterviewFilter) -> Listing:
    if wanted.project_id:
        return Listing("by_project", keys.in_project(organisation_id, wanted.project_id), _between(wanted))
    if wanted.status:
        return Listing("by_status", keys.with_status(organisation_id, wanted.status))
    return Listing("by_organisation", keys.listed(organisation_id), _between(wanted))


def _between(wanted: InterviewFilter) -> tuple[str, str] | None:
    """Ids sort by time, but for those that somebody chose: the times themselves are looked at afterwards."""
    if wanted.created_from is None and wanted.created_before is None:
        return None
    first = first_id_at(PREFIX, wanted.created_from) if wanted.created_from else PREFIX
    return first, first_id_at(PREFIX, wanted.created_before) if wanted.created_before else LAST
