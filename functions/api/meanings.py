"""What the codes of problems mean, and what helps: in a caller's words."""

from functools import cache
from inspect import getdoc

from functions.api.shapes import Shape
from functions.api.statuses import STATUS_OURS, code_of, status_of
from shared.domain import errors
from shared.domain.errors import ParleyError

OTHERS = {
    "invalid-request": (422, "Fields of the request cannot be used.", "correct what `errors` point at"),
    "invalid-parameter": (400, "Parameters or headers cannot be used.", "correct what `errors` point at"),
    "body-too-large": (413, "The body is larger than a body may be.", "send less; recordings go to their own address"),
    "unsupported-media-type": (415, "The body is not JSON.", "send it as application/json"),
    "bad-request": (400, "The request cannot be read.", "see its detail"),
    "not-found": (404, "There is nothing here, or nothing of yours.", "check the address"),
    "method-not-allowed": (405, "The address does not know this method.", "see `Allow`"),
    "too-many-requests": (429, "You call faster than your plan allows.", "wait as long as `Retry-After` says"),
    "not-allowed": (403, "The call is not allowed.", "name the request's id to us"),
    "webhook-loop": (403, "A webhook of Parley was sent to Parley.", "give the endpoint an address of your own"),
    "no-answer": (504, "The API did not answer in time.", "try again later, with the same Idempotency-Key"),
    "internal-error": (500, "Something went wrong on our side.", "try again later, and name the request's id"),
}
OURS = OTHERS["internal-error"][2]
# What an operator is told to do by a command, a caller does by a request.
REMEDIES = {
    "invalid-api-key": "send a valid key in the header X-API-Key, or as a bearer; a candidate, the link's token",
    "interview-erased": "see its receipt: GET /api/v1/erasures/{interview_id}",
    "redrive-refused": "make a new run: POST /api/v1/interviews/{interview_id}/runs",
    "run-ended": "see its runs: GET /api/v1/interviews/{interview_id}/runs",
    "run-in-progress": "wait until it ends: GET /api/v1/interviews/{interview_id}/status",
    "unknown-api-key": "ask your operator",
    "unknown-erasure": "list them: GET /api/v1/erasures",
    "unknown-interview": "list them: GET /api/v1/interviews",
    "unknown-organisation": "ask your operator",
    "unknown-project": "list them: GET /api/v1/projects; live and sandbox projects are apart",
    "unknown-provider": "ask your operator",
    "unknown-run": "list them: GET /api/v1/interviews/{interview_id}/runs",
}


class Problem(Shape):
    """What a code means, and what helps."""

    code: str
    status: int
    meaning: str
    remedy: str


@cache
def catalogue() -> dict[str, Problem]:
    """Every code that an answer of the API can have."""
    kinds = {code_of(name): kind for name in errors.__all__ if _is_error(kind := getattr(errors, name))}
    named = {
        code: Problem(code=code, status=status_of(kind), meaning=_meaning(kind), remedy=_remedy(code, kind))
        for code, kind in kinds.items()
    }
    rest = {
        code: Problem(code=code, status=status, meaning=meaning, remedy=remedy)
        for code, (status, meaning, remedy) in OTHERS.items()
    }
    return named | rest


def _meaning(kind: type[ParleyError]) -> str:
    """Its first paragraph: what comes after is for us."""
    return (getdoc(kind) or "").partition("\n\n")[0]


def _remedy(code: str, kind: type[ParleyError]) -> str:
    return OURS if status_of(kind) == STATUS_OURS else REMEDIES.get(code, kind.remedy)


def _is_error(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, ParleyError)


def remedy_of(code: str) -> str | None:
    """What helps; None for a code that the catalogue does not know."""
    found = catalogue().get(code)
    return found.remedy if found else None
