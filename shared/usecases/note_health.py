"""How a batch of attempts went is noted on its endpoint; who fails for long is told of it, and then left alone."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from shared.domain.errors import EndpointChanged, UnknownEndpoint
from shared.domain.events import EventName, endpoint_event
from shared.domain.webhooks.answer import GONE
from shared.domain.webhooks.endpoint import DisabledBecause
from shared.domain.webhooks.health import has_failed_for_too_long, note_failures, note_success

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from shared.domain.events import DomainEvent
    from shared.domain.webhooks.answer import Answer
    from shared.domain.webhooks.endpoint import Endpoint
    from shared.domain.webhooks.health import Health
    from shared.ports import Clock, EndpointStore

TRIES = 5


def note_health(
    organisation_id: str, endpoint_id: str, answers: Sequence[Answer], *, endpoints: EndpointStore, clock: Clock
) -> None:
    """One change for all of the answers. When others keep changing the endpoint, their notes are as good as these."""
    for _ in range(TRIES):
        try:
            endpoint = endpoints.get_endpoint(organisation_id, endpoint_id)
        except UnknownEndpoint:
            return
        noted, events = _noted(endpoint, answers, clock.now())
        if noted is None:
            return
        with suppress(EndpointChanged):
            endpoints.change_endpoint(noted, events)
            return


def _noted(
    endpoint: Endpoint, answers: Sequence[Answer], at: datetime
) -> tuple[Endpoint | None, Sequence[DomainEvent]]:
    if endpoint.disabled:
        return None, ()
    if any(answer.status == GONE for answer in answers):
        return _disabled(endpoint, DisabledBecause.GONE, endpoint.health, at)
    if any(answer.is_success for answer in answers):
        health = note_success(endpoint.health)
        return (None if health == endpoint.health else endpoint.noted(health=health)), ()
    health, notices = note_failures(endpoint.health, len(answers), at)
    if has_failed_for_too_long(health):
        return _disabled(endpoint, DisabledBecause.FAILED_TOO_LONG, health, at)
    events = [_event(EventName.WEBHOOK_FAILING, endpoint, health, f"{share}", at) for share in notices]
    return endpoint.noted(health=health), events


def _disabled(
    endpoint: Endpoint, why: DisabledBecause, health: Health, at: datetime
) -> tuple[Endpoint, Sequence[DomainEvent]]:
    event = _event(EventName.WEBHOOK_DISABLED, endpoint, health, why, at)
    return endpoint.noted(disabled=why, disabled_at=at, health=health), [event]


def _event(name: EventName, endpoint: Endpoint, health: Health, reason: str, at: datetime) -> DomainEvent:
    """`reason` is why, or the per cent of the time after which it is disabled."""
    since = health.failing_since or at
    about = f"{since:%Y%m%d%H%M%S}-{reason}"
    return endpoint_event(name, endpoint.organisation_id, endpoint.id, at, about=about, reason=reason)
