"""The event bus, through EventBridge."""

from collections.abc import Sequence
from typing import Any

from shared.adapters.aws_errors import for_later
from shared.domain.errors import StorageThrottled
from shared.domain.events import SOURCE, DomainEvent
from shared.domain.signals import Signal

THROTTLES = {"ThrottlingException", "InternalException", "InternalFailure", "ServiceUnavailable"}


class EventBridgeBus:
    """Publishes events. The same event may arrive more than once: whoever listens knows it by its id."""

    def __init__(self, client: Any, name: str) -> None:
        self._client, self._name = client, name

    def publish(self, events: Sequence[DomainEvent | Signal]) -> None:
        """Raises StorageThrottled when the bus does not accept one of them."""
        with for_later("the event bus", THROTTLES):
            answer = self._client.put_events(Entries=[self._entry(event) for event in events])
        if answer["FailedEntryCount"]:
            codes = [one["ErrorCode"] for one in answer["Entries"] if one.get("ErrorCode")]
            raise StorageThrottled(f"the event bus answered {codes[0]}")

    def _entry(self, event: DomainEvent | Signal) -> dict[str, Any]:
        return {
            "EventBusName": self._name,
            "Source": SOURCE,
            "DetailType": event.event.value,
            "Time": event.occurred_at,
            "Detail": event.model_dump_json(by_alias=True),
        }
