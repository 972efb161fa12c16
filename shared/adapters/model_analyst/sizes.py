"""How much can be read at once. Nothing is ever cut: what does not fit is asked in parts.

No vendor's tokenizer ships with the functions, so tokens are estimated from bytes, on the high side. Where the
estimate is still too low the vendor says so, and the part is halved.
"""

import json
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

T = TypeVar("T")

BYTES_PER_TOKEN: Final = 3  # English has about 4, other languages about 3, in UTF-8
DATA_SHARE: Final = 0.4  # of a model's context; the rest is for instructions, the answer and its repairs
LEAST_TOKENS: Final = 400
MOST_TOKENS: Final = 48_000  # more at once is read worse, and answers later than a function lives


def tokens_of(text: str) -> int:
    """About how many tokens a text has, on the high side."""
    return -(-len(text.encode()) // BYTES_PER_TOKEN)


def as_json(data: Any) -> str:
    """Data for a prompt: the same for the same values, in as few characters as JSON allows."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def room_for_data(context_tokens: int, instructions: str) -> int:
    """How many tokens of data one question may carry."""
    room = int(context_tokens * DATA_SHARE) - tokens_of(instructions)
    return min(max(room, LEAST_TOKENS), MOST_TOKENS)


def parts_of(items: Sequence[T], size: Callable[[T], int], room: int) -> list[Sequence[T]]:
    """Consecutive items whose sizes add up to at most `room`; an item that is larger stands alone."""
    parts: list[Sequence[T]] = []
    start = filled = 0
    for place, item in enumerate(items):
        needed = size(item)
        if place > start and filled + needed > room:
            parts.append(items[start:place])
            start, filled = place, 0
        filled += needed
    return [*parts, items[start:]] if items else parts


def halves_of(items: Sequence[T]) -> tuple[Sequence[T], Sequence[T]]:
    """Two halves of at least two items."""
    middle = len(items) // 2
    return items[:middle], items[middle:]
