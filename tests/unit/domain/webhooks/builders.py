"""Values of webhooks for tests."""

from typing import Any

from shared.domain.events import EventName
from shared.domain.webhooks.delivery import Delivery, new_delivery
from shared.domain.webhooks.endpoint import Endpoint
from shared.domain.webhooks.secret import EndpointSecret
from tests.builders import ORGANISATION, event
from tests.fakes.world import EPOCH

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ENDPOINT = "whe_1"


def endpoint(**fields: Any) -> Endpoint:
    known: dict[str, Any] = {
        "organisation_id": ORGANISATION,
        "id": ENDPOINT,
        "name": "Hiring",
        "url": "https://example.com/hooks",
        "events": (EventName.INTERVIEW_COMPLETED,),
        "secrets": (EndpointSecret(text=SECRET),),
        "created_at": EPOCH,
        "updated_at": EPOCH,
    }
    return Endpoint(**known | fields)


def delivery(**fields: Any) -> Delivery:
    return new_delivery(event(), ENDPOINT, EPOCH).model_copy(update=fields)
