"""API keys. A key is shown once, when it is made; what is kept of it is a hash and a hint.

    parley_live_<27 characters of chance><6 characters that check the rest>

The check tells a key that was mistyped or cut from one that nobody knows, without asking anybody.
"""

import hashlib
import re
import zlib
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from pydantic import Field

from shared.domain.errors import InvalidApiKey, InvalidRequest
from shared.domain.limits import API_KEY_ENTROPY_BYTES, MAX_KEY_OVERLAP_HOURS, MAX_NAME_CHARACTERS
from shared.domain.principal import Scope
from shared.domain.tenant import Mode, tenant_id
from shared.domain.value import Value

ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
CHANCE_CHARACTERS: Final = 27  # 62^27 is more than 2^160, so that every 20 bytes are a text of their own
CHECK_CHARACTERS: Final = 6  # of a CRC of 32 bits
HINT_CHARACTERS: Final = 4
KEY_TEXT: Final = r"parley_(live|sandbox)_([0-9A-Za-z]{27})([0-9A-Za-z]{6})"


class KeyStatus(StrEnum):
    """Whether a key opens anything."""

    ACTIVE = "active"
    EXPIRED = "expired"
    REVOKED = "revoked"


class ApiKey(Value):
    """What is kept of a key. `successor` is the key that takes its place after a rotation."""

    id: str
    organisation_id: str
    mode: Mode
    name: str = Field(min_length=1, max_length=MAX_NAME_CHARACTERS)
    scopes: frozenset[Scope] = Field(min_length=1)
    digest: str = Field(pattern=r"^[0-9a-f]{64}$", repr=False)
    hint: str
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    successor: str | None = None

    @property
    def tenant_id(self) -> str:
        """Whose data it opens."""
        return tenant_id(self.organisation_id, self.mode)

    def status_at(self, at: datetime) -> KeyStatus:
        """Whether it opens anything at that time. What is revoked stays so."""
        if self.revoked_at:
            return KeyStatus.REVOKED
        return KeyStatus.EXPIRED if self.expires_at and self.expires_at <= at else KeyStatus.ACTIVE


def new_key_text(mode: Mode, entropy: bytes) -> str:
    """The text of a new key, made of bytes that nobody can guess. Raises ValueError for too few of them."""
    if len(entropy) != API_KEY_ENTROPY_BYTES:
        raise ValueError(f"a key is made of {API_KEY_ENTROPY_BYTES} bytes")
    text = f"parley_{mode}_{_written(int.from_bytes(entropy), CHANCE_CHARACTERS)}"
    return text + _check(text)


def mode_of_key(text: str) -> Mode:
    """What the key is for, when it is whole. Raises InvalidApiKey, without the key, when it cannot be one of ours."""
    match = re.fullmatch(KEY_TEXT, text)
    if not match:
        raise InvalidApiKey("this is no API key")
    if _check(text[:-CHECK_CHARACTERS]) != match[3]:
        raise InvalidApiKey("the API key is mistyped or cut")
    return Mode(match[1])


def digest_of_key(text: str) -> str:
    """What a key is kept and found by. So much chance needs no salt and no slow hash."""
    return hashlib.sha256(text.encode()).hexdigest()


def new_key(
    text: str, *, organisation_id: str, name: str, scopes: frozenset[Scope], at: datetime, expires_at: datetime | None
) -> ApiKey:
    """What is kept of a new key. Raises InvalidApiKey for a text that is none, InvalidRequest for a time gone by."""
    if expires_at and expires_at <= at:
        raise InvalidRequest("the key would expire before it begins", field="expiresAt")
    mode, digest = mode_of_key(text), digest_of_key(text)
    return ApiKey(
        id=f"key_{digest[:24]}",
        organisation_id=organisation_id,
        mode=mode,
        name=name,
        scopes=scopes,
        digest=digest,
        hint=f"parley_{mode}_{text.rpartition('_')[2][:HINT_CHARACTERS]}…",
        created_at=at,
        expires_at=expires_at,
    )


def replaced_by(key: ApiKey, successor: ApiKey, at: datetime, overlap: timedelta) -> ApiKey:
    """The old key of a rotation: it works on for the overlap, never longer than it would have.

    Raises InvalidRequest for an overlap that is too long, and for a key that opens nothing any more.
    """
    if not timedelta(0) <= overlap <= timedelta(hours=MAX_KEY_OVERLAP_HOURS):
        raise InvalidRequest(f"is not 0 to {MAX_KEY_OVERLAP_HOURS} hours", field="overlapHours")
    if key.status_at(at) is not KeyStatus.ACTIVE or key.successor:
        raise InvalidRequest("only a key that works and was not rotated can be rotated", field="keyId")
    ends = min(at + overlap, key.expires_at or at + overlap)
    return key.model_copy(update={"expires_at": ends, "successor": successor.id})


def _written(number: int, characters: int) -> str:
    text = ""
    for _ in range(characters):
        number, rest = divmod(number, len(ALPHABET))
        text = ALPHABET[rest] + text
    return text


def _check(text: str) -> str:
    return _written(zlib.crc32(text.encode()), CHECK_CHARACTERS)
