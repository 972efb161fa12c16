"""What the owner of webhook endpoints may do with them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from pydantic import Field

from shared.domain.bundle import Bundle
from shared.domain.errors import EndpointChanged, InvalidRequest, TooManyEndpoints
from shared.domain.events import EventName
from shared.domain.limits import MAX_NAME_CHARACTERS
from shared.domain.value import Value
from shared.domain.webhooks.endpoint import DisabledBecause, Endpoint
from shared.domain.webhooks.endpoint_view import EndpointView, view_of
from shared.domain.webhooks.headers import check_headers
from shared.domain.webhooks.health import Health
from shared.domain.webhooks.limits import MAX_ENDPOINTS, SECRET_OVERLAP
from shared.domain.webhooks.secret import EndpointSecret, check_secret, rotated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.ports import Clock, EndpointStore, WebhookSender

TRIES = 5


class EndpointRequest(Value):
    """What a new endpoint shall be. Without a secret of the owner's own we make one."""

    name: str = Field(min_length=1, max_length=MAX_NAME_CHARACTERS)
    url: str = Field(repr=False)
    events: tuple[EventName, ...] = Field(min_length=1)
    headers: dict[str, str] = Field(default_factory=dict, repr=False)
    secret: str | None = Field(default=None, repr=False)
    full_transcript: bool = False


class EndpointChange(Value):
    """What shall be different. What is None stays as it is."""

    name: str | None = Field(default=None, min_length=1, max_length=MAX_NAME_CHARACTERS)
    url: str | None = Field(default=None, repr=False)
    events: tuple[EventName, ...] | None = Field(default=None, min_length=1)
    headers: dict[str, str] | None = Field(default=None, repr=False)
    full_transcript: bool | None = None
    enabled: bool | None = None


class NewSecret(Value):
    """An endpoint and its new secret: the only time that this is shown."""

    endpoint: EndpointView
    secret: str = Field(repr=False)


class WebhookPorts(Bundle):
    """What managing endpoints needs. The sender only judges addresses here."""

    endpoints: EndpointStore
    sender: WebhookSender
    clock: Clock


def create_endpoint(
    organisation_id: str, endpoint_id: str, request: EndpointRequest, fresh_secret: str, *, ports: WebhookPorts
) -> NewSecret:
    """The endpoint and its secret. Raises InvalidRequest, TooManyEndpoints; Conflict when the id is taken."""
    ports.sender.check(request.url)
    secret = check_secret(request.secret or fresh_secret)
    if len(ports.endpoints.list_endpoints(organisation_id)) >= MAX_ENDPOINTS:
        raise TooManyEndpoints(f"an organisation has at most {MAX_ENDPOINTS} endpoints")
    now = ports.clock.now()
    endpoint = Endpoint(
        organisation_id=organisation_id,
        id=endpoint_id,
        name=request.name,
        url=request.url,
        events=_events(request.events),
        headers=check_headers(request.headers),
        secrets=(EndpointSecret(text=secret),),
        full_transcript=request.full_transcript,
        created_at=now,
        updated_at=now,
    )
    ports.endpoints.create_endpoint(endpoint)
    return NewSecret(endpoint=view_of(endpoint), secret=secret)


def list_endpoints(organisation_id: str, *, endpoints: EndpointStore) -> Sequence[EndpointView]:
    """All, the oldest first."""
    return [view_of(endpoint) for endpoint in endpoints.list_endpoints(organisation_id)]


def read_endpoint(organisation_id: str, endpoint_id: str, *, endpoints: EndpointStore) -> EndpointView:
    """The endpoint, without its secrets. Raises UnknownEndpoint."""
    return view_of(endpoints.get_endpoint(organisation_id, endpoint_id))


def change_endpoint(
    organisation_id: str,
    endpoint_id: str,
    change: EndpointChange,
    *,
    ports: WebhookPorts,
    revision: int | None = None,
) -> EndpointView:
    """What waits is sent by the new values. `revision` is the one the caller has seen, of If-Match.

    Enabling forgets what went wrong before. Raises UnknownEndpoint, InvalidRequest, EndpointChanged.
    """
    if change.url is not None:
        ports.sender.check(change.url)
    for last in range(1 - TRIES, 1):
        endpoint = ports.endpoints.get_endpoint(organisation_id, endpoint_id)
        if revision not in (None, endpoint.revision):
            raise EndpointChanged(f"the endpoint is at revision {endpoint.revision}", field="revision")
        changed = endpoint.changed(ports.clock.now(), **_fields(endpoint, change, ports.clock))
        try:
            ports.endpoints.change_endpoint(changed)
        except EndpointChanged:
            if not last:
                raise
        else:
            return view_of(changed)
    raise EndpointChanged("the endpoint keeps being changed", field="endpointId")


def delete_endpoint(organisation_id: str, endpoint_id: str, *, endpoints: EndpointStore) -> None:
    """What waits for it is cancelled when its time comes. A repeat does nothing."""
    endpoints.delete_endpoint(organisation_id, endpoint_id)


def rotate_secret(
    organisation_id: str,
    endpoint_id: str,
    secret: str,
    *,
    ports: WebhookPorts,
    overlap: timedelta = SECRET_OVERLAP,
) -> NewSecret:
    """The former secret signs beside the new one for the overlap, at most a day.

    Raises InvalidRequest, TooManySecrets, UnknownEndpoint, EndpointChanged.
    """
    if not timedelta(0) <= overlap <= SECRET_OVERLAP:
        raise InvalidRequest("an overlap is at most 24 hours", field="overlap")
    endpoint, now = ports.endpoints.get_endpoint(organisation_id, endpoint_id), ports.clock.now()
    secrets = rotated(endpoint.secrets, check_secret(secret), now, overlap)
    changed = endpoint.changed(now, secrets=secrets)
    ports.endpoints.change_endpoint(changed)
    return NewSecret(endpoint=view_of(changed), secret=secret)


def _fields(endpoint: Endpoint, change: EndpointChange, clock: Clock) -> dict[str, Any]:
    wanted = {
        name: value for name in ("name", "url", "full_transcript") if (value := getattr(change, name)) is not None
    }
    if change.events is not None:
        wanted["events"] = _events(change.events)
    if change.headers is not None:
        wanted["headers"] = check_headers(change.headers)
    if change.enabled is True and endpoint.disabled:
        wanted |= {"disabled": None, "disabled_at": None, "health": Health()}
    if change.enabled is False and not endpoint.disabled:
        wanted |= {"disabled": DisabledBecause.ASKED, "disabled_at": clock.now()}
    return wanted


def _events(events: Sequence[EventName]) -> tuple[EventName, ...]:
    """In our order, each once; a test is sent to whoever asks for it."""
    if EventName.WEBHOOK_TEST in events:
        raise InvalidRequest(f"{EventName.WEBHOOK_TEST} is sent when you ask for it", field="events")
    return tuple(name for name in EventName if name in events)
