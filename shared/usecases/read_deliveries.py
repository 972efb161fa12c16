"""What was sent to an endpoint, how it went, and how well in sum."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from shared.domain.value import Value
from shared.domain.webhooks.delivery import AttemptRecord, Delivery
from shared.domain.webhooks.endpoint_statistics import EndpointStatistics, statistics_of
from shared.domain.webhooks.endpoint_view import EndpointView, view_of
from shared.usecases.resend_deliveries import delivery_to

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.ports import Clock, DeliveryStore, EndpointStore, Page


class DeliveryLog(Value):
    """A delivery with its attempts, in the order in which they were made."""

    delivery: Delivery
    attempts: tuple[AttemptRecord, ...]


class EndpointReport(Value):
    """How an endpoint is doing."""

    endpoint: EndpointView
    statistics: EndpointStatistics


def list_deliveries(
    organisation_id: str,
    endpoint_id: str,
    *,
    limit: int,
    cursor: str | None,
    endpoints: EndpointStore,
    deliveries: DeliveryStore,
) -> Page[Delivery]:
    """Newest first. Raises UnknownEndpoint, and InvalidRequest for a cursor that is not of this list."""
    endpoints.get_endpoint(organisation_id, endpoint_id)
    return deliveries.list_deliveries(organisation_id, endpoint_id, limit=limit, cursor=cursor)


def read_delivery(
    organisation_id: str, endpoint_id: str, delivery_id: str, *, deliveries: DeliveryStore
) -> DeliveryLog:
    """A delivery to that endpoint, with its attempts. Raises UnknownDelivery."""
    delivery = delivery_to(organisation_id, endpoint_id, delivery_id, deliveries)
    attempts: Sequence[AttemptRecord] = deliveries.list_attempts(organisation_id, delivery_id)
    return DeliveryLog(delivery=delivery, attempts=tuple(attempts))


def read_statistics(
    organisation_id: str,
    endpoint_id: str,
    *,
    days: int,
    endpoints: EndpointStore,
    deliveries: DeliveryStore,
    clock: Clock,
) -> EndpointReport:
    """Of so many days in UTC, today among them. Raises UnknownEndpoint."""
    endpoint = endpoints.get_endpoint(organisation_id, endpoint_id)
    since = clock.now().date() - timedelta(days=days - 1)
    counted = deliveries.list_days(organisation_id, endpoint_id, since)
    return EndpointReport(endpoint=view_of(endpoint), statistics=statistics_of(counted))
