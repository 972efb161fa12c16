"""What we sign so that we know it again: links of candidates, cursors of lists. Nobody else can make either.

    <key id>.<what is said>.<signature>        each part in base64url without padding, the key id in hexadecimal

The key id lets the key be replaced: what was signed with the one before stays valid until the next replacement.
"""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Sequence
from typing import Any, Final

from pydantic import Field

from shared.domain.value import Value

ID_CHARACTERS: Final = 8
PARTS: Final = 3
MAX_TOKEN_CHARACTERS: Final = 2_048


class SigningKey(Value):
    """A key. Its id is made of it, and tells nothing of it."""

    secret: str = Field(min_length=32, repr=False)

    @property
    def id(self) -> str:
        """What a token names it by."""
        return hashlib.sha256(b"key id " + self.secret.encode()).hexdigest()[:ID_CHARACTERS]

    def sign(self, purpose: str, said: bytes) -> bytes:
        """A signature for one purpose is none for another."""
        own = hmac.digest(self.secret.encode(), purpose.encode(), "sha256")
        return hmac.digest(own, said, "sha256")


class SigningKeys(Value):
    """The key that signs, and those whose signatures are still taken."""

    current: SigningKey
    former: tuple[SigningKey, ...] = ()

    def find(self, key_id: str) -> SigningKey | None:
        """The key of that id."""
        return next((key for key in (self.current, *self.former) if key.id == key_id), None)


def seal(purpose: str, said: Sequence[Any], keys: SigningKeys) -> str:
    """A token that says this. `said` is plain JSON."""
    key = keys.current
    text = f"{key.id}.{_written(json.dumps(said, separators=(',', ':')).encode())}"
    return f"{text}.{_written(key.sign(purpose, text.encode()))}"


def unseal(purpose: str, token: str, keys: SigningKeys) -> list[Any] | None:
    """What a token of ours says; None for one that is not ours, or for another purpose."""
    parts = token.split(".") if len(token) <= MAX_TOKEN_CHARACTERS and token.isascii() else []
    key = keys.find(parts[0]) if len(parts) == PARTS else None
    if key is None:
        return None
    expected = _written(key.sign(purpose, f"{parts[0]}.{parts[1]}".encode()))
    if not hmac.compare_digest(expected, parts[2]):
        return None
    said: list[Any] = json.loads(_read(parts[1]))
    return said


def _written(said: bytes) -> str:
    return base64.urlsafe_b64encode(said).decode().rstrip("=")


def _read(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error:
        return b"null"
