"""Ids that sort by time and yet are made of something: whoever makes one again makes the same."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Final

# As ULIDs are written: 48 bits of milliseconds and 80 more, five to a letter.
ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
CHARACTERS: Final = 26
LETTER_BITS: Final = 5
SEED_BITS: Final = 80
SEED_BYTES: Final = SEED_BITS // 8
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def ordered_id(prefix: str, at: datetime, seed: str) -> str:
    """`int_` and a ULID of that time; what it has beside the time is made of the seed."""
    chance = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:SEED_BYTES])
    number = _milliseconds(at) << SEED_BITS | chance
    letters = [ALPHABET[number >> LETTER_BITS * place & 31] for place in reversed(range(CHARACTERS))]
    return prefix + "".join(letters)


def first_id_at(prefix: str, at: datetime) -> str:
    """No id of that time or later sorts before it, none of an earlier time after it."""
    number = max(0, _milliseconds(at)) << SEED_BITS
    return prefix + "".join(ALPHABET[number >> LETTER_BITS * place & 31] for place in reversed(range(CHARACTERS)))


def _milliseconds(at: datetime) -> int:
    """Whole ones since 1970. Counted exactly: a float of so many seconds can fall short of its millisecond."""
    return (at - EPOCH) // timedelta(milliseconds=1)
