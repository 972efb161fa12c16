"""A webhook endpoint: where a tenant wants to be told of what, and how well that goes."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from pydantic import Field

from shared.domain.events import EventName
from shared.domain.limits import MAX_NAME_CHARACTERS
from shared.domain.tenant import mode_of
from shared.domain.value import Value
from shared.domain.webhooks.health import Health
from shared.domain.webhooks.secret import EndpointSecret

if TYPE_CHECKING:
    from shared.domain.events import DomainEvent
    from shared.domain.tenant import Mode


class DisabledBecause(StrEnum):
    """Why an endpoint is told nothing."""

    ASKED = "asked"
    GONE = "gone"
    FAILED_TOO_LONG = "failed_too_long"


class Endpoint(Value):
    """`headers` and `secrets` are the owner's own: neither is ever logged, and neither is shown again.

    `revision` counts what its owner changes, `version` also what we note of its health.
    """

    organisation_id: str
    id: str
    name: str = Field(max_length=MAX_NAME_CHARACTERS)
    url: str = Field(repr=False)
    events: tuple[EventName, ...]
    headers: dict[str, str] = Field(default_factory=dict, repr=False)
    secrets: tuple[EndpointSecret, ...] = Field(repr=False)
    full_transcript: bool = False
    api_version: int = 1
    disabled: DisabledBecause | None = None
    disabled_at: datetime | None = None
    health: Health = Field(default_factory=Health)
    created_at: datetime
    updated_at: datetime
    revision: int = 1
    version: int = 1

    @property
    def mode(self) -> "Mode":
        """Whether it is told of live or of sandbox data."""
        return mode_of(self.organisation_id)

    def wants(self, event: "DomainEvent") -> bool:
        """Whether it is to be told. An endpoint is not told of itself: it would not hear it."""
        return self.disabled is None and event.event in self.events and event.endpoint_id != self.id

    def living_secrets(self, at: datetime) -> tuple[str, ...]:
        """The secrets that sign what is sent at `at`, the newest first."""
        return tuple(one.text for one in self.secrets if one.lives(at))

    def noted(self, **fields: object) -> "Endpoint":
        """The endpoint with other fields of ours, in its next version."""
        return self.model_copy(update={**fields, "version": self.version + 1})

    def changed(self, at: datetime, **fields: object) -> "Endpoint":
        """The endpoint with other fields of its owner's, in its next revision."""
        return self.noted(**fields, updated_at=at, revision=self.revision + 1)
