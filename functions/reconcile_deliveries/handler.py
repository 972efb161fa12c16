"""Reconcile Deliveries: events that got no deliveries get them; what has lost its timer or its sender is woken."""

from functions.reconcile_deliveries.contract import Input, Settings
from shared.runtime.handler import lambda_handler
from shared.runtime.observability import measure
from shared.runtime.webhooks import Webhooks
from shared.usecases.reconcile_deliveries import reconcile_deliveries, reconcile_events


@lambda_handler(Input, Settings)
def handler(_: Input, settings: Settings) -> dict[str, int]:
    """Finds what was lost, of every tenant."""
    ports = Webhooks.of(settings).fanning_out
    found, woken = reconcile_events(ports=ports), reconcile_deliveries(ports=ports)
    measure({"EventsFound": found, "DeliveriesWoken": woken})
    return {"found": found, "woken": woken}
