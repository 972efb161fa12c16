"""Errors that only the command line knows."""

from collections.abc import Mapping
from typing import Any

from shared.domain.errors import Conflict, InvalidInput, ParleyError


class StageUnavailable(ParleyError):
    """The stage, or the network on the way to it, does not answer."""

    remedy = "start it with `parley up`"


class WaitTimedOut(ParleyError):
    """The run did not end within the time that the command was given; it goes on."""

    remedy = "look again with `parley show ID`, or wait longer with --timeout"


class UploadRefused(InvalidInput):
    """The bucket did not take the file."""

    remedy = "upload it again"


class LocalStageOnly(InvalidInput):
    """The command is made for the stage on this machine."""

    remedy = "use it with --stage local"


class DemoFailed(ParleyError):
    """Something in the demo was not as it should be."""

    remedy = "see `parley status` and `parley logs ID`"


class ConnectionLost(StageUnavailable):
    """The API does not answer, though it was asked again."""

    remedy = "see `parley status`; `parley up` starts the stage"


class _Refusal(ParleyError):
    """What the API answers in place of what was asked for. `body` is its problem."""

    def __init__(self, message: str, *, remedy: str | None = None, body: Mapping[str, Any] | None = None) -> None:
        super().__init__(message, remedy=remedy)
        self.body = body or {}


class ApiRefused(_Refusal, InvalidInput):
    """The API has refused a request."""

    remedy = "mend what is named"


class NotNow(_Refusal, Conflict):
    """Things are not as the request took them to be. Its `body` tells how they are."""

    remedy = "run the same command again"


class NotLiveHere(InvalidInput):
    """The link leads to nothing that can be held in the terminal."""

    remedy = "schedule one with mode live, or leave --link out"
