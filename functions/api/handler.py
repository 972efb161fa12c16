"""The API behind API Gateway."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.runtime.snapshot import made_before_snapshot

if TYPE_CHECKING:
    from mangum import Mangum


@made_before_snapshot
def application() -> Mangum:
    """All routes of the API, with their shapes: what takes longest of a start."""
    from functions.api.contract import Settings
    from functions.api.gateway import behind_gateway
    from functions.api.served import SERVED

    return behind_gateway(Settings, SERVED)


def handler(event: dict[str, Any], context: Any) -> Any:
    """Answers a request."""
    return application()(event, context)
