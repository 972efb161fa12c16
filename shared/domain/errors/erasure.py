"""What is no more, because somebody had it erased."""

from shared.domain.errors.base import Conflict, InvalidInput
from shared.domain.errors.requests import UnknownInterview


class InterviewErased(UnknownInterview):
    """The interview was erased, or is being erased."""

    remedy = "see its receipt with `parley erasures`"


class UnknownErasure(InvalidInput):
    """Nobody has asked to erase this interview."""

    remedy = "list them with `parley erasures`"


class InterviewBusy(Conflict):
    """The interview kept changing while it was to be marked."""

    remedy = "try it again"
