"""Signing keys in AWS Secrets Manager: the stack makes the secret, its value before the last one still counts."""

from collections.abc import Callable
from contextlib import suppress
from threading import Lock
from time import monotonic
from typing import Any

from shared.adapters.aws_errors import for_later
from shared.adapters.secrets_manager import THROTTLES
from shared.domain.errors import InternalError
from shared.domain.limits import SIGNING_KEY_SECONDS
from shared.domain.signing import SigningKey, SigningKeys

CURRENT, PREVIOUS = "AWSCURRENT", "AWSPREVIOUS"


class SecretSigningKeys:
    """Implements `SigningKeyStore`."""

    def __init__(self, client: Any, secret: str, *, clock: Callable[[], float] = monotonic) -> None:
        self._client, self._secret, self._clock = client, secret, clock
        self._known: tuple[SigningKeys, float] | None = None
        self._lock = Lock()

    def keys(self) -> SigningKeys:
        with self._lock:
            if self._known is None or self._clock() >= self._known[1]:
                self._known = (self._read(), self._clock() + SIGNING_KEY_SECONDS)
            return self._known[0]

    def _read(self) -> SigningKeys:
        current, previous = self._value(CURRENT), self._value(PREVIOUS)
        if current is None:
            raise InternalError("the secret that signs links has no value")
        former = (SigningKey(secret=previous),) if previous else ()
        return SigningKeys(current=SigningKey(secret=current), former=former)

    def _value(self, stage: str) -> str | None:
        with for_later("Secrets Manager", THROTTLES), suppress(self._client.exceptions.ResourceNotFoundException):
            return str(self._client.get_secret_value(SecretId=self._secret, VersionStage=stage)["SecretString"])
        return None
