"""Enforce Retention: once a day, what was kept long enough is let go of."""

from functions.enforce_retention.contract import Input, Output, Settings
from shared.runtime.access import Access
from shared.runtime.erasing import retaining
from shared.runtime.handler import lambda_handler
from shared.usecases.enforce_retention import enforce_retention


@lambda_handler(Input, Settings)
def handler(_: Input, settings: Settings) -> Output:
    """Goes through every organisation; what there is no time for waits for the next day."""
    return enforce_retention(ports=retaining(Access.of(settings)))
