"""Cursors of lists as callers see them: signed, and good for one list only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from shared.domain.errors import InvalidCursor
from shared.domain.signing import seal, unseal

if TYPE_CHECKING:
    from shared.domain.signing import SigningKeys

PURPOSE: Final = "cursor"


def seal_cursor(inner: str | None, listing: str, keys: SigningKeys) -> str | None:
    """The store's cursor, bound to the list: its organisation, filter and order in words. None stays None."""
    return seal(PURPOSE, [listing, inner], keys) if inner is not None else None


def open_cursor(cursor: str | None, listing: str, keys: SigningKeys) -> str | None:
    """The store's cursor again. Raises InvalidCursor for one that is changed, or of another list."""
    if cursor is None:
        return None
    match unseal(PURPOSE, cursor, keys):
        case [str(known), str(inner)] if known == listing:
            return inner
    raise InvalidCursor("not a cursor of this list", field="query.cursor")
