"""The secret of an endpoint: `whsec_` and 24 to 64 random bytes in base64. It signs; it is never sent."""

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from pydantic import Field

from shared.domain.errors import InvalidRequest, TooManySecrets
from shared.domain.value import Value
from shared.domain.webhooks.limits import MAX_LIVING_SECRETS, MAX_SECRET_BYTES, MIN_SECRET_BYTES

PREFIX: Final = "whsec_"


class EndpointSecret(Value):
    """A secret and its end. `expires_at` is None for the one in use."""

    text: str = Field(repr=False)
    expires_at: datetime | None = None

    def lives(self, at: datetime) -> bool:
        """Whether it signs what is sent at `at`."""
        return self.expires_at is None or at < self.expires_at


def secret_from(key: bytes) -> str:
    """Random bytes as a secret."""
    return PREFIX + base64.b64encode(key).decode()


def key_of(secret: str) -> bytes:
    """The bytes that the part after `whsec_` stands for; padding may be missing."""
    encoded = secret.removeprefix(PREFIX)
    return base64.b64decode(encoded + "=" * (-len(encoded) % 4), validate=True)


def check_secret(secret: str) -> str:
    """The secret as it was given, or InvalidRequest that says what one looks like, and never the secret."""
    try:
        size = len(key_of(secret)) if secret.startswith(PREFIX) and secret.isascii() else 0
    except binascii.Error:
        size = 0
    if not MIN_SECRET_BYTES <= size <= MAX_SECRET_BYTES:
        wanted = f"{PREFIX} and base64 of {MIN_SECRET_BYTES} to {MAX_SECRET_BYTES} bytes"
        raise InvalidRequest(f"a secret is {wanted}", field="secret", remedy="leave it out, and we make one")
    return secret


def rotated(
    secrets: Sequence[EndpointSecret], new: str, at: datetime, overlap: timedelta
) -> tuple[EndpointSecret, ...]:
    """The new secret first; the former one lives on for the overlap. Raises TooManySecrets."""
    living = [one for one in secrets if one.lives(at)]
    if overlap and len(living) >= MAX_LIVING_SECRETS:
        raise TooManySecrets(f"{len(living)} secrets are in use already", field="secret")
    ended = [one if one.expires_at else one.model_copy(update={"expires_at": at + overlap}) for one in living]
    kept = [one for one in ended if one.lives(at)] if overlap else []
    return (EndpointSecret(text=new), *kept)
