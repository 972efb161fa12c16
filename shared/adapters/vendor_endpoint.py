"""A model of a provider, as the adapters reach it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from shared.adapters.vendor_http import http_client
from shared.domain.errors import EngineFailed, EngineRefused, EngineTimeout
from shared.domain.limits import CALL_MARGIN_SECONDS, MIN_CALL_SECONDS
from shared.domain.made_by import Engine

A = TypeVar("A", bound="Came")


class Came(BaseModel):
    """What came from a provider: the parts that are used. The rest may change as the provider likes."""

    model_config = ConfigDict(frozen=True, defer_build=True, allow_inf_nan=False)


@dataclass(frozen=True, kw_only=True)
class VendorEndpoint:
    """`key` is asked before each call, so that a key may change; `remaining` says how many seconds the function has.

    `base_url` is None for the vendor's own address. A call takes at most `timeout_seconds`, less when the function
    has less left.
    """

    provider: str
    model: str
    key: Callable[[], str] = field(repr=False)
    base_url: str | None = None
    timeout_seconds: float
    remaining: Callable[[], float] = field(repr=False)

    @property
    def engine(self) -> Engine:
        """The model, and the provider as its version."""
        return Engine(name=self.model, version=self.provider)

    @property
    def who(self) -> str:
        """How errors name it."""
        return f"{self.provider}/{self.model}"

    @property
    def url(self) -> str:
        """Never left to the vendor's library, which would ask the environment."""
        return self.base_url or self._own_url

    @property
    def _own_url(self) -> str:
        raise NotImplementedError

    @cached_property
    def http(self) -> Any:
        """The connections, kept between calls."""
        return http_client(self.url)

    def seconds(self) -> float:
        """How long a call may take now. Raises EngineTimeout when too little is left to begin one."""
        left = self.remaining() - CALL_MARGIN_SECONDS
        if left < MIN_CALL_SECONDS:
            raise EngineTimeout(f"{self.who}: the function has too little time left for a call", blames_provider=False)
        return min(self.timeout_seconds, left)

    def secret(self) -> str:
        """The key. Raises EngineRefused when it is missing or cannot be one."""
        key = self.key().strip()
        if not key:
            raise EngineRefused(f"{self.who}: there is no key")
        if not key.isascii() or not key.isprintable():
            raise EngineRefused(f"{self.who}: the key holds characters that no key has")
        return key

    def read(self, body: bytes, shape: type[A]) -> A:
        """The provider's answer. Raises EngineFailed when it is not JSON of that shape."""
        try:
            return shape.model_validate_json(body)
        except ValidationError as error:
            raise EngineFailed(f"{self.who}: its answer has {error.error_count()} faults in its form") from None
