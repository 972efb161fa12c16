"""Webhook endpoints: made, changed, tried out; and what was sent to them."""

from secrets import token_bytes
from typing import Annotated, Final

from fastapi import Path, Query, Request, Response

from functions.api.caller import Manager, Outside
from functions.api.once import DoneOnceByManager
from functions.api.pages import AskedPage, refused
from functions.api.public_url import check_not_ours
from functions.api.routing import resource
from functions.api.versions import SeenVersion
from functions.api.webhook_shapes import (
    DeliveryLogShape,
    DeliveryPage,
    DeliveryShape,
    EndpointAsked,
    EndpointChanged,
    Endpoints,
    EndpointShape,
    EndpointWithSecret,
    Recovered,
    RecoveryAsked,
    SecretAsked,
    StatisticsShape,
    delivery_shown,
    endpoint_shown,
    log_shown,
    statistics_shown,
    with_secret,
)
from shared.domain.cursor import open_cursor, seal_cursor
from shared.domain.errors import InvalidRequest, UnknownEndpoint
from shared.domain.idempotency import IdempotencyRecord
from shared.domain.identifier import IDENTIFIER
from shared.domain.webhooks.endpoint_view import EndpointView
from shared.domain.webhooks.secret import secret_from
from shared.usecases import manage_webhooks as managing
from shared.usecases.read_deliveries import list_deliveries, read_delivery, read_statistics
from shared.usecases.resend_deliveries import recover_deliveries, resend_delivery, send_test

router = resource("webhooks", "/api/v1/webhooks")
EndpointId = Annotated[str, Path(pattern=IDENTIFIER, max_length=63)]
DeliveryId = Annotated[str, Path(pattern=IDENTIFIER, max_length=63)]
FIRST: Final = 1
SECRET_BYTES: Final = 32
MAX_DAYS: Final = 90


def tagged(response: Response, view: EndpointView) -> EndpointShape:
    """The endpoint, with its revision as the answer's ETag."""
    response.headers["ETag"] = f'"v{view.revision}"'
    return endpoint_shown(view)


@router.post("", status_code=201, operation_id="createWebhook")
def create(
    *,
    body: EndpointAsked,
    request: Request,
    response: Response,
    caller: Manager,
    root: Outside,
    once: DoneOnceByManager,
) -> EndpointWithSecret:
    """Makes an endpoint. Its secret is shown now, and to a repeat of this request; never after."""
    check_not_ours(body.url, request.scope)

    def make(record: IdempotencyRecord) -> None:
        try:  # a request that crashed has made it
            root.endpoints.get_endpoint(caller.organisation_id, record.resource_id)
        except UnknownEndpoint:
            asked = managing.EndpointRequest(**body.model_dump())
            fresh = secret_from(token_bytes(SECRET_BYTES))
            managing.create_endpoint(
                caller.organisation_id, record.resource_id, asked, fresh, ports=root.managing_webhooks
            )
        root.idempotency.complete(record.completed())

    made = once.do(body, "whk_", make).resource_id
    endpoint = root.endpoints.get_endpoint(caller.organisation_id, made)
    view = managing.read_endpoint(caller.organisation_id, made, endpoints=root.endpoints)
    tagged(response, view)
    response.headers["Location"] = f"{router.prefix}/{made}"
    return with_secret(view, endpoint.secrets[0].text if endpoint.revision == FIRST else None)


@router.get("", operation_id="listWebhooks")
def list_all(caller: Manager, root: Outside) -> Endpoints:
    """All endpoints, the oldest first."""
    views = managing.list_endpoints(caller.organisation_id, endpoints=root.endpoints)
    return Endpoints(items=tuple(endpoint_shown(view) for view in views))


@router.get("/{endpoint_id}", operation_id="getWebhook")
def get(endpoint_id: EndpointId, response: Response, caller: Manager, root: Outside) -> EndpointShape:
    """An endpoint of yours."""
    return tagged(response, managing.read_endpoint(caller.organisation_id, endpoint_id, endpoints=root.endpoints))


@router.patch("/{endpoint_id}", operation_id="changeWebhook")
def change(
    *,
    endpoint_id: EndpointId,
    body: EndpointChanged,
    seen: SeenVersion,
    request: Request,
    response: Response,
    caller: Manager,
    root: Outside,
) -> EndpointShape:
    """Changes an endpoint, or enables one that was disabled. What waits is sent by the new values."""
    if body.url:
        check_not_ours(body.url, request.scope)
    wanted = managing.EndpointChange(**body.model_dump(exclude_unset=True))
    changed = managing.change_endpoint(
        caller.organisation_id, endpoint_id, wanted, ports=root.managing_webhooks, revision=seen
    )
    return tagged(response, changed)


@router.delete("/{endpoint_id}", status_code=204, operation_id="deleteWebhook")
def delete(endpoint_id: EndpointId, caller: Manager, root: Outside) -> None:
    """Removes an endpoint. What waits for it is not sent."""
    root.endpoints.get_endpoint(caller.organisation_id, endpoint_id)
    managing.delete_endpoint(caller.organisation_id, endpoint_id, endpoints=root.endpoints)


@router.post("/{endpoint_id}/secret", status_code=201, operation_id="rotateWebhookSecret")
def rotate(
    *, endpoint_id: EndpointId, body: SecretAsked, caller: Manager, root: Outside, once: DoneOnceByManager
) -> EndpointWithSecret:
    """Another secret. For a day both sign each webhook, so that no receiver has to change at once."""

    def make(record: IdempotencyRecord) -> None:
        secret = body.secret or secret_from(token_bytes(SECRET_BYTES))
        managing.rotate_secret(caller.organisation_id, endpoint_id, secret, ports=root.managing_webhooks)
        root.idempotency.complete(record.completed())

    once.do(body, "sec_", make)
    endpoint = root.endpoints.get_endpoint(caller.organisation_id, endpoint_id)
    view = managing.read_endpoint(caller.organisation_id, endpoint_id, endpoints=root.endpoints)
    return with_secret(view, endpoint.secrets[0].text)


@router.post("/{endpoint_id}/test", status_code=202, operation_id="testWebhook")
def test(endpoint_id: EndpointId, caller: Manager, root: Outside, once: DoneOnceByManager) -> DeliveryShape:
    """Sends an event of no consequence to this endpoint only."""

    def make(record: IdempotencyRecord) -> IdempotencyRecord:
        sent = send_test(caller.organisation_id, endpoint_id, record.resource_id, ports=root.fanning_out)
        return _kept(record, sent.id, root)

    made = once.do(None, "tst_", make).outcomes[0]
    return delivery_shown(root.deliveries.get_delivery(caller.organisation_id, made))


@router.get("/{endpoint_id}/deliveries", operation_id="listDeliveries")
def deliveries(endpoint_id: EndpointId, caller: Manager, root: Outside, page: AskedPage) -> DeliveryPage:
    """What was sent to the endpoint, or will be, newest first."""
    try:
        found = list_deliveries(
            caller.organisation_id,
            endpoint_id,
            limit=page.limit,
            cursor=page.cursor,
            endpoints=root.endpoints,
            deliveries=root.deliveries,
        )
    except InvalidRequest as error:
        raise refused(error) from None
    return DeliveryPage(items=tuple(map(delivery_shown, found.items)), next_cursor=page.next(found.cursor))


@router.get("/{endpoint_id}/deliveries/{delivery_id}", operation_id="getDelivery")
def delivery(endpoint_id: EndpointId, delivery_id: DeliveryId, caller: Manager, root: Outside) -> DeliveryLogShape:
    """A delivery with its attempts."""
    found = read_delivery(caller.organisation_id, endpoint_id, delivery_id, deliveries=root.deliveries)
    return log_shown(found.delivery, found.attempts)


@router.post("/{endpoint_id}/deliveries/{delivery_id}/resend", status_code=202, operation_id="resendDelivery")
def resend(
    endpoint_id: EndpointId, delivery_id: DeliveryId, caller: Manager, root: Outside, once: DoneOnceByManager
) -> DeliveryShape:
    """Sends one again: at once when it waits, else as another delivery of the same event."""

    def make(record: IdempotencyRecord) -> IdempotencyRecord:
        again = resend_delivery(caller.organisation_id, endpoint_id, delivery_id, ports=root.fanning_out)
        return _kept(record, again.id, root)

    made = once.do(None, "rsd_", make).outcomes[0]
    return delivery_shown(root.deliveries.get_delivery(caller.organisation_id, made))


@router.post("/{endpoint_id}/recover", status_code=202, operation_id="recoverDeliveries")
def recover(
    *, endpoint_id: EndpointId, body: RecoveryAsked, caller: Manager, root: Outside, once: DoneOnceByManager
) -> Recovered:
    """Sends everything again that was given up or held since a time."""
    listing, keys = f"{caller.organisation_id} recover {endpoint_id} {body.since}", root.signing.keys()
    inner = open_cursor(body.cursor, listing, keys)

    def make(record: IdempotencyRecord) -> IdempotencyRecord:
        came = recover_deliveries(caller.organisation_id, endpoint_id, body.since, inner, ports=root.fanning_out)
        done = record.completed(outcomes=(str(came.recovered), came.cursor or ""))
        root.idempotency.complete(done)
        return done

    count, cursor = once.do(body, "rcv_", make).outcomes
    return Recovered(recovered=int(count), cursor=seal_cursor(cursor or None, listing, keys))


@router.get("/{endpoint_id}/statistics", operation_id="getWebhookStatistics")
def statistics(
    endpoint_id: EndpointId,
    caller: Manager,
    root: Outside,
    days: Annotated[int, Query(ge=1, le=MAX_DAYS)] = 30,
) -> StatisticsShape:
    """How well the endpoint takes what it is sent, day by day."""
    report = read_statistics(
        caller.organisation_id,
        endpoint_id,
        days=days,
        endpoints=root.endpoints,
        deliveries=root.deliveries,
        clock=root.clock,
    )
    return statistics_shown(report.endpoint, report.statistics)


def _kept(record: IdempotencyRecord, made: str, root: Outside) -> IdempotencyRecord:
    done = record.completed(outcomes=(made,))
    root.idempotency.complete(done)
    return done
