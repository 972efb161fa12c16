"""What the codes of problems mean: the addresses that their `type` names."""

from inspect import getdoc
from typing import Annotated

from fastapi import HTTPException, Path

from functions.api.problems import STATUS_OURS, code_of, status_of
from functions.api.routing import resource
from functions.api.shapes import Shape
from shared.domain import errors
from shared.domain.errors import ParleyError

router = resource("problems", "/problems")
Code = Annotated[str, Path(pattern=r"^[a-z0-9-]{1,60}$")]
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


@router.get("/{code}", operation_id="getProblem")
def get_problem(code: Code) -> Problem:
    """What a problem's code means."""
    found = catalogue().get(code)
    if found is None:
        raise HTTPException(404, "there is no such problem")
    return found
