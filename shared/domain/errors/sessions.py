"""Live interviews."""

from shared.domain.errors.base import Conflict, InvalidInput


class UnknownSession(InvalidInput):
    """The interview has no session, or nobody holds it live."""

    remedy = "start it with POST /session/start/{interview_id}"


class NotLive(InvalidInput):
    """The interview has no questions to be asked: it is one for a recording."""

    remedy = "schedule it for a job description or a call guide, with mode live"


class TurnConflict(Conflict):
    """The session is not at that turn: another tab has answered, or another answer has the number."""

    remedy = "read the state and answer the question that is open"


class SessionEnded(Conflict):
    """The interview is over. What was said is kept."""

    remedy = "there is nothing more to do"


class AnswerMissing(InvalidInput):
    """The turn holds no answer."""

    remedy = "send one of: audio, text, or the key of an upload"
