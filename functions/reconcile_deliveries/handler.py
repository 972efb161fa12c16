"""Reconcile Deliveries: what has lost its timer or its sender is woken."""

from functions.reconcile_deliveries.contract import Input, Settings
from shared.runtime.bootstrap import root_of
from shared.runtime.handler import lambda_handler
from shared.runtime.observability import measure
from shared.usecases.reconcile_deliveries import reconcile_deliveries


@lambda_handler(Input, Settings)
def handler(_: Input, settings: Settings) -> dict[str, int]:
    """Wakes what is overdue, of every tenant."""
    root = root_of(settings)
    woken = reconcile_deliveries(deliveries=root.deliveries, queue=root.delivery_queue, clock=root.clock)
    measure({"DeliveriesWoken": woken})
    return {"woken": woken}
