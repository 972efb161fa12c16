"""The body of a webhook: seed-shaped, at most 20 kB, made anew at each attempt from what is known then.

Links are to our API and need the organisation's key: they do not die before the last attempt, and what was erased is
erased there, too. Bodies of two attempts may differ; their `event_id` does not.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from shared.domain.tenant import mode_of
from shared.domain.webhooks.limits import MAX_ENVELOPE_BYTES

if TYPE_CHECKING:
    from shared.domain.events import DomainEvent

LEFT_OUT: Final = "left_out"
DISPENSABLE: Final = ("transcript", "turns", "themes", "summary")  # in this order, when there is not room for all


def envelope_of(event: DomainEvent, data: Mapping[str, Any]) -> bytes:
    """The body for an event and what is told of it. What does not fit is left out and named in `left_out`."""
    told = dict(data)
    left_out: list[str] = []
    body = _body(event, told, left_out)
    for name in DISPENSABLE:
        if len(body) <= MAX_ENVELOPE_BYTES:
            return body
        if told.pop(name, None) is not None:
            left_out.append(name)
            body = _body(event, told, left_out)
    return body


def basics_of(event: DomainEvent) -> dict[str, Any]:
    """What every event can tell by itself: ids, numbers, and names of rules."""
    known = {
        "interview_id": event.interview_id,
        "run": event.run,
        "endpoint_id": event.endpoint_id,
        "reason": event.reason,
        "alerts": [alert.model_dump(mode="json") for alert in event.alerts] or None,
    }
    return {name: value for name, value in known.items() if value is not None}


def links_of(api_url: str, event: DomainEvent) -> dict[str, str]:
    """Where to read more, with the organisation's key; nothing for what is about no interview."""
    if event.interview_id is None:
        return {}
    interview = interview_url(api_url, event.interview_id)
    return {
        "interview": interview,
        "results": f"{interview}/results",
        "transcript": f"{interview}/results?include=transcript",
        "audio": f"{interview}/audio",
    }


def interview_url(api_url: str, interview_id: str) -> str:
    """The address of an interview in our API."""
    return f"{api_url.rstrip('/')}/api/v1/interviews/{interview_id}"


def _body(event: DomainEvent, data: Mapping[str, Any], left_out: Sequence[str]) -> bytes:
    envelope = {
        "schema_version": event.schema_version,
        "event": event.event.value,
        "event_id": event.event_id,
        "occurred_at": event.occurred_at.isoformat().replace("+00:00", "Z"),
        "mode": mode_of(event.organisation_id).value,
        "data": {**data, LEFT_OUT: list(left_out)} if left_out else dict(data),
    }
    return json.dumps(envelope, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
