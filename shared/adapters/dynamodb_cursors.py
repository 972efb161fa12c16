"""Cursors of lists in the table's indexes: the place to go on from, as text that a shell leaves alone."""

import base64
import json

from shared.adapters.dynamodb_table import INDEX_KEYS, Item
from shared.domain.errors import InvalidRequest


def write_cursor(last: Item | None) -> str | None:
    """The cursor that goes on after that place; None at the end."""
    return base64.urlsafe_b64encode(json.dumps(last, sort_keys=True).encode()).decode() if last else None


def read_cursor(cursor: str | None, index: str, partition: str) -> Item | None:
    """The place; None for the beginning. Raises InvalidRequest for a cursor of another list, or none of ours."""
    if not cursor:
        return None
    start = _decoded(cursor)
    if not isinstance(start, dict) or not _goes_on_in(index, partition, start):
        raise InvalidRequest("not a cursor of this list", field="cursor", remedy="leave it out to begin anew")
    return start


def _decoded(cursor: str) -> object:
    try:
        known: object = json.loads(base64.urlsafe_b64decode(cursor.encode()))
    except ValueError:
        return None
    return known


def _goes_on_in(index: str, partition: str, start: Item) -> bool:
    first, second = INDEX_KEYS[index]
    named = set(start) == {"pk", "sk", first, second} and start[first] == partition
    return named and all(isinstance(value, str) and value for value in start.values())
