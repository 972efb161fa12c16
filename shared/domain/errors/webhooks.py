"""What a caller asked of webhooks and cannot have, or not now."""

from shared.domain.errors.base import Conflict, InvalidInput


class UnknownEndpoint(InvalidInput):
    """No such webhook endpoint in this organisation."""

    remedy = "list them with GET /api/v1/webhooks"


class UnknownDelivery(InvalidInput):
    """No such delivery to this endpoint."""

    remedy = "list them with GET /api/v1/webhooks/{id}/deliveries"


class TooManyEndpoints(Conflict):
    """The organisation has as many webhook endpoints as it may have."""

    remedy = "delete one, or let one hear more events"


class TooManySecrets(Conflict):
    """An endpoint was given new secrets so often that too many former ones are still in use."""

    remedy = "wait until a former one ends, or rotate without an overlap"


class EndpointDisabled(Conflict):
    """The endpoint is disabled, so nothing is sent to it."""

    remedy = "enable it first"


class EndpointChanged(Conflict):
    """Somebody else has changed the endpoint meanwhile."""

    remedy = "read it again and repeat the change"


class ResendInProgress(Conflict):
    """The delivery is on its way already, or was sent again before."""

    remedy = "read the delivery: its attempts say how it went"
