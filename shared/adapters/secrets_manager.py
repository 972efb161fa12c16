"""Keys of providers in AWS Secrets Manager, one secret each."""

from collections.abc import Callable
from threading import Lock
from time import monotonic
from typing import Any

from shared.adapters.aws_errors import for_later
from shared.domain.errors import EngineRefused
from shared.domain.limits import PROVIDER_KEY_SECONDS

GONE = frozenset({"ResourceNotFoundException", "InvalidRequestException"})  # the latter: it is about to be deleted
THROTTLES = frozenset({"ThrottlingException", "InternalServiceError", "InternalServiceErrorException"})


class SecretsManagerKeys:
    """Implements `Secrets` with secrets named `<prefix>/<secret>`. A key is read anew after PROVIDER_KEY_SECONDS."""

    def __init__(self, client: Any, prefix: str, *, clock: Callable[[], float] = monotonic) -> None:
        self._client, self._prefix, self._clock = client, prefix, clock
        self._known: dict[str, tuple[str, float]] = {}
        self._lock = Lock()

    def get_key(self, secret: str) -> str:
        with self._lock:  # threads that start together wait for one answer
            known = self._known.get(secret)
            if known and self._clock() < known[1]:
                return known[0]
            self._known.pop(secret, None)
            key = self._read(secret)
            self._known[secret] = (key, self._clock() + PROVIDER_KEY_SECONDS)
            return key

    def forget_key(self, secret: str) -> None:
        with self._lock:
            self._known.pop(secret, None)

    def put_key(self, secret: str, key: str) -> None:
        with for_later("Secrets Manager", THROTTLES):
            self._write(secret, key)
        self.forget_key(secret)

    def has_key(self, secret: str) -> bool:
        try:
            found = self._describe(secret)
        except EngineRefused:
            return False
        return "DeletedDate" not in found

    def _write(self, secret: str, key: str) -> None:
        name = self._name(secret)
        try:
            found = self._describe(secret)
        except EngineRefused:
            self._client.create_secret(Name=name, SecretString=key, Description=f"Parley: the key of {secret}")
            return
        if "DeletedDate" in found:  # about to be deleted
            self._client.restore_secret(SecretId=name)
        self._client.put_secret_value(SecretId=name, SecretString=key)

    def _describe(self, secret: str) -> Any:
        return self._ask(self._client.describe_secret, secret)

    def _read(self, secret: str) -> str:
        key = str(self._ask(self._client.get_secret_value, secret).get("SecretString") or "").strip()
        if not key:
            raise _missing(secret)
        return key

    def _ask(self, operation: Callable[..., Any], secret: str) -> Any:
        from botocore.exceptions import ClientError

        with for_later("Secrets Manager", THROTTLES):
            try:
                return operation(SecretId=self._name(secret))
            except ClientError as error:
                if error.response["Error"]["Code"] in GONE:
                    raise _missing(secret) from None
                raise

    def _name(self, secret: str) -> str:
        return f"{self._prefix}/{secret}"


def _missing(secret: str) -> EngineRefused:
    remedy = f"set the key of {secret} with `parley providers set-key {secret}`, then redrive the run"
    return EngineRefused(f"there is no key for {secret}", remedy=remedy)
