"""What goes wrong with engines and providers."""

from typing import Any

from shared.domain.errors.base import InvalidInput, ParleyError, TransientError


class UnknownProvider(InvalidInput):
    """The catalogue has no such provider, or it does no work of that kind."""

    remedy = "list them with `parley providers`"


class EngineUnavailable(ParleyError):
    """The engine is not installed or not configured in this stage."""

    remedy = "install with `make weights`, or configure a provider"


class EnginePaused(ParleyError):
    """An operator has paused the provider, and no other can stand in."""

    remedy = "see `parley providers`; resume it there, then redrive the run"


class EngineRefused(ParleyError):
    """The provider does not accept the request: a missing, wrong or revoked key, no such model, or its own policy.

    `blames_provider` is False where it is about this one request: a provider that declines it may be well. `answered`
    is what came all the same, as its answers come: it is charged for.
    """

    remedy = "check the provider's key and model with `parley providers`, then redrive the run"

    def __init__(self, message: str, *, blames_provider: bool = True, answered: Any = None, **more: str | None) -> None:
        super().__init__(message, **more)
        self.blames_provider, self.answered = blames_provider, answered


class AnswerInvalid(ParleyError):
    """The model's answer did not fit its schema, and still did not after it was told what was wrong."""

    remedy = "redrive the run, or choose another model for the tier"


class ContextTooLong(ParleyError):
    """What has to be read at once is longer than the model can take."""

    remedy = "choose a model with a larger context for the tier"


class CatalogueInvalid(ParleyError):
    """The list of providers and models has a mistake: no price for a model, an unknown fall-back, an unknown tier."""

    remedy = "correct shared/catalogue.toml"


class EngineTimeout(TransientError):
    """The engine did not answer in time.

    `blames_provider` is False where it had less time than is its due, because the function had no more.
    """

    def __init__(self, message: str, *, blames_provider: bool = True, **more: str | None) -> None:
        super().__init__(message, **more)
        self.blames_provider = blames_provider


class EngineFailed(TransientError):
    """The engine answered with an error."""


class EngineThrottled(TransientError):
    """The provider asks for patience. `retry_after_seconds` is what it asked for, None when it did not say."""

    remedy = "it is tried again by itself; if it persists, ask the provider for a higher limit"

    def __init__(self, message: str, *, retry_after_seconds: float | None = None, **more: str | None) -> None:
        super().__init__(message, **more)
        self.retry_after_seconds = retry_after_seconds


class EngineCircuitOpen(TransientError):
    """The provider failed so often that it is left alone for a while, and no other can stand in. Steps wait for it.

    `throttled` when it is well and only asked for patience, `refused` when no wait will mend it.
    """

    remedy = "it is tried again by itself for half an hour; after that redrive the run"

    def __init__(self, message: str, *, throttled: bool = False, refused: bool = False, **more: str | None) -> None:
        super().__init__(message, **more)
        self.throttled, self.refused = throttled, refused
