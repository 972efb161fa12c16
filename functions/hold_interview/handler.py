"""Live interviews behind API Gateway: of the functions that answer requests, the one that has engines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.runtime.handler import watched
from shared.runtime.snapshot import made_before_snapshot

if TYPE_CHECKING:
    from mangum import Mangum

    from shared.runtime.handler import Event


@made_before_snapshot
def application() -> Mangum:
    """The routes of sessions, with their shapes: what takes longest of a start."""
    from functions.api.gateway import behind_gateway
    from functions.api.live import LIVE
    from functions.hold_interview.contract import Settings
    from shared.domain.session.limits import MAX_FORM_BYTES

    return behind_gateway(Settings, LIVE, MAX_FORM_BYTES)


@watched
def handler(event: Event, context: Any) -> Any:
    """Answers a request; or hears what an abandoned interview has left, when the bus tells of one."""
    if "detail-type" in event:
        from functions.hold_interview.left import hear

        return hear(event, context)
    return application()(dict(event), context)
