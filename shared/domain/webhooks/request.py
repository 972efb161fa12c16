"""One webhook as it is sent."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from pydantic import Field

from shared.domain.value import Value
from shared.domain.webhooks.headers import SENDER
from shared.domain.webhooks.signature import signature_headers

if TYPE_CHECKING:
    from shared.domain.webhooks.endpoint import Endpoint


class WebhookRequest(Value):
    """`headers` are the owner's and ours; `body` is what was signed, byte for byte."""

    url: str = Field(repr=False)
    headers: dict[str, str] = Field(repr=False)
    body: bytes = Field(repr=False)


def request_of(endpoint: "Endpoint", event_id: str, body: bytes, at: datetime) -> WebhookRequest:
    """Signed now, by every secret that lives now: what waits for hours must not be signed when it begins to wait."""
    ours = {
        "Content-Type": "application/json",
        "User-Agent": f"{SENDER}1",
        "Accept-Encoding": "identity",
        **signature_headers(_secrets(endpoint, at), event_id, at, body),
    }
    return WebhookRequest(url=endpoint.url, headers={**endpoint.headers, **ours}, body=body)


def _secrets(endpoint: "Endpoint", at: datetime) -> Sequence[str]:
    return endpoint.living_secrets(at)
