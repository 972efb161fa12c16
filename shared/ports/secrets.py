"""What is needed of the place where keys of providers are kept."""

from typing import Protocol


class Secrets(Protocol):
    """Keys of providers by the provider's secret, within one stage."""

    def get_key(self, secret: str) -> str:
        """The key, at most a few minutes old. Raises EngineRefused when there is none, StorageThrottled."""
        ...

    def forget_key(self, secret: str) -> None:
        """The next question is put to the store: the provider has refused what was known."""
        ...

    def put_key(self, secret: str, key: str) -> None:
        """Keeps the key in place of any former one. Raises StorageThrottled."""
        ...

    def has_key(self, secret: str) -> bool:
        """Whether a key is kept, without reading it. Raises StorageThrottled."""
        ...
