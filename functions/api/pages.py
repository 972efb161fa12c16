"""Pages of lists: the limit, and a cursor that is signed and good for one list only."""

from typing import Annotated, NamedTuple

from fastapi import Depends, Query, Request

from functions.api.caller import Caller, Outside
from functions.api.shapes import Shape
from shared.domain.cursor import open_cursor, seal_cursor
from shared.domain.errors import InvalidCursor, InvalidRequest
from shared.domain.limits import PAGE_LIMIT_DEFAULT, PAGE_LIMIT_MAX
from shared.domain.signing import MAX_TOKEN_CHARACTERS

Limit = Annotated[int, Query(ge=1, le=PAGE_LIMIT_MAX, description="How many there are on a page at most.")]
Cursor = Annotated[
    str | None,
    Query(max_length=MAX_TOKEN_CHARACTERS, description="`next_cursor` of the page before, with the same filter."),
]


class PageShape(Shape):
    """Some of a list. `next_cursor` is null at the end; a page may be short and yet have one."""

    next_cursor: str | None


class Paging(NamedTuple):
    """Which page is asked for, of the list that the caller, the route and the filter name."""

    root: Outside
    listing: str
    limit: int
    given: str | None

    @property
    def cursor(self) -> str | None:
        """The store's cursor. Raises InvalidCursor."""
        return open_cursor(self.given, self.listing, self.root.signing.keys())

    def next(self, inner: str | None) -> str | None:
        """The store's cursor as the caller gets it."""
        return seal_cursor(inner, self.listing, self.root.signing.keys())


def paging(
    request: Request, principal: Caller, root: Outside, limit: Limit = PAGE_LIMIT_DEFAULT, cursor: Cursor = None
) -> Paging:
    """The list is named by all parameters but these two, so that a cursor of another filter is refused."""
    asked = sorted((name, text) for name, text in request.query_params.multi_items() if name not in ("cursor", "limit"))
    return Paging(root, f"{principal.organisation_id} {request.url.path} {asked}", limit, cursor)


def refused(error: InvalidRequest) -> InvalidCursor:
    """What a store says of its own cursor, in the words of a list."""
    return InvalidCursor(error.message, field="query.cursor")


AskedPage = Annotated[Paging, Depends(paging)]
