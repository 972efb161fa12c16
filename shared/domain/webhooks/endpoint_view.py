"""A webhook endpoint as its owner sees it again."""

from collections.abc import Mapping
from datetime import datetime

from shared.domain.events import EventName
from shared.domain.tenant import Mode
from shared.domain.value import Value
from shared.domain.webhooks.endpoint import DisabledBecause, Endpoint


class EndpointView(Value):
    """An endpoint as its owner sees it again: no secrets, and of headers the names."""

    id: str
    name: str
    url: str
    events: tuple[EventName, ...]
    header_names: tuple[str, ...]
    full_transcript: bool
    api_version: int
    mode: Mode
    enabled: bool
    disabled: DisabledBecause | None
    disabled_at: datetime | None
    failing_since: datetime | None
    failures: int
    created_at: datetime
    updated_at: datetime
    revision: int


def view_of(endpoint: Endpoint) -> EndpointView:
    """What may be shown of it."""
    own: Mapping[str, object] = {
        name: getattr(endpoint, name) for name in EndpointView.model_fields if name in Endpoint.model_fields
    }
    return EndpointView.model_validate(
        {
            **own,
            "header_names": tuple(endpoint.headers),
            "mode": endpoint.mode,
            "enabled": endpoint.disabled is None,
            "failing_since": endpoint.health.failing_since,
            "failures": endpoint.health.failures,
        }
    )
