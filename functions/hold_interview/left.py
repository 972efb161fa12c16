"""What the bus tells who holds interviews: that one was abandoned, whose last answer may be kept and unheard."""

from functions.hold_interview.contract import Abandoned, Heard, Settings
from shared.runtime.bootstrap import Root
from shared.runtime.handler import lambda_handler
from shared.runtime.live import holding, telling
from shared.usecases.hear_left import hear_left


@lambda_handler(Abandoned, Settings)
def hear(event: Abandoned, settings: Settings) -> Heard:
    """Hears it, and hands the interview over."""
    root, key = Root.of(settings), event.detail.interview
    return Heard(heard=key is not None and hear_left(key, ports=holding(root), telling=telling(root)))
