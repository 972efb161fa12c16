"""Which status a named error has, and which code."""

import re
from collections.abc import Sequence
from typing import Final

from shared.domain import errors
from shared.domain.errors import ParleyError

STATUS_OURS: Final = 500
# The first that fits counts: what is narrow stands before what is wide.
STATUSES: Final[Sequence[tuple[type[ParleyError], int]]] = (
    (errors.InvalidApiKey, 401),
    (errors.MissingScope, 403),
    (errors.QuotaExceeded, 429),
    (errors.IdempotencyKeyMissing, 400),
    (errors.InvalidIdempotencyKey, 400),
    (errors.InvalidCursor, 400),
    (errors.UnknownInterview, 404),
    (errors.UnknownProject, 404),
    (errors.UnknownRun, 404),
    (errors.UnknownItem, 404),
    (errors.UnknownEndpoint, 404),
    (errors.UnknownDelivery, 404),
    (errors.UnknownErasure, 404),
    (errors.UnknownSession, 404),
    (errors.LinkEnded, 410),
    (errors.EndpointChanged, 412),
    (errors.VersionMissing, 428),
    (errors.VersionStale, 412),
    (errors.UnknownOrganisation, 404),
    (errors.UnknownApiKey, 404),
    (errors.InvalidInput, 422),
    (errors.Conflict, 409),
    (errors.TransientError, 503),
)
TITLES: Final = {
    400: "Bad request",
    401: "Not authenticated",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    409: "Conflict",
    410: "Gone",
    412: "Precondition failed",
    413: "Too large",
    415: "Unsupported media type",
    422: "Cannot be used",
    428: "Precondition required",
    429: "Too many requests",
    500: "Internal error",
    503: "Try again later",
}


def code_of(name: str) -> str:
    """`UnknownInterview` -> `unknown-interview`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()


def status_of(kind: type[ParleyError]) -> int:
    """The HTTP status of a named error; 500 for one that no caller should see."""
    return next((status for base, status in STATUSES if issubclass(kind, base)), 500)
