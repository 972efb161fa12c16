"""What a list holds, however many pages it has."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from shared.domain.value import Value
    from shared.ports import Page

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
