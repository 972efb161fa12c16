"""What goes wrong with requests that may be sent twice."""

from shared.domain.errors.base import Conflict, InvalidInput


class IdempotencyKeyMissing(InvalidInput):
    """The request makes something, so it needs a key by which a repeat of it is known."""

    remedy = "send a header Idempotency-Key, another one for each thing that you make"


class InvalidIdempotencyKey(InvalidInput):
    """The key is not 1 to 255 printable characters of ASCII."""

    remedy = "use a UUID"


class IdempotencyKeyReused(InvalidInput):
    """The key was used for a request that said something else. What that one made is as it was."""

    remedy = "use another key for another request"


class RequestInProgress(Conflict):
    """A request with the same key is being worked on."""

    remedy = "send it again in a second, with the same key"
