"""What a list holds, however many pages it has."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from shared.domain.limits import PAGE_LIMIT_MAX

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from shared.domain.interview import Interview
    from shared.domain.interview_filter import InterviewFilter
    from shared.domain.value import Value
    from shared.ports import InterviewLists, Page

T = TypeVar("T", bound="Value")


def all_pages(read: Callable[[str | None], Page[T]]) -> Iterator[T]:
    """Item by item; a page is read when the one before has been used up. `read` takes the cursor of its page."""
    cursor: str | None = None
    while True:
        page = read(cursor)
        yield from page.items
        cursor = page.cursor
        if cursor is None:
            return


def all_interviews(organisation_id: str, wanted: InterviewFilter, *, lists: InterviewLists) -> Iterator[Interview]:
    """Newest first. One that leaves the list while it is read moves no other to another page."""
    return all_pages(lambda cursor: lists.find_interviews(organisation_id, wanted, limit=PAGE_LIMIT_MAX, cursor=cursor))
