"""Close Sessions: every few minutes, sessions that nobody goes on with are closed."""

from functions.close_sessions.contract import Input, Output, Settings
from shared.runtime.bootstrap import root_of
from shared.runtime.handler import lambda_handler
from shared.runtime.live import closing
from shared.usecases.close_sessions import close_sessions


@lambda_handler(Input, Settings)
def handler(_: Input, settings: Settings) -> Output:
    """Closes what was left, and puts the transcripts that are missing."""
    return close_sessions(ports=closing(root_of(settings)))
