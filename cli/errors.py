"""Errors that only the command line knows."""

from shared.domain.errors import InvalidInput, ParleyError


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
