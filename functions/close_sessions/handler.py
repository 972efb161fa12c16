"""Close Sessions: what follows a session's end; and every few minutes, what nobody goes on with is closed."""

from functions.close_sessions.contract import Input, Output, Settings
from shared.domain.signals import Signal
from shared.runtime.handler import lambda_handler
from shared.runtime.live import telling
from shared.runtime.outside import Outside
from shared.usecases.close_sessions import close_sessions
from shared.usecases.hand_over import hand_over


@lambda_handler(Input, Settings)
def handler(event: Input, settings: Settings) -> Output:
    """Hands the session of the event over; or closes what was left, and puts the transcripts that are missing."""
    ports = telling(Outside.of(settings))
    if "interviewId" in event.detail:
        ended = Signal.model_validate(event.detail)
        return Output(abandoned=0, told=int(hand_over(ended.interview, ports=ports)))
    return close_sessions(ports=ports)
