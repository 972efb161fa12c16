"""What the codes of problems mean: the addresses that their `type` names."""

from typing import Annotated

from fastapi import HTTPException, Path

from functions.api.meanings import Problem, catalogue
from functions.api.routing import resource

router = resource("problems", "/problems")
Code = Annotated[str, Path(pattern=r"^[a-z0-9-]{1,60}$")]


@router.get("/{code}", operation_id="getProblem")
def get_problem(code: Code) -> Problem:
    """What a problem's code means."""
    found = catalogue().get(code)
    if found is None:
        raise HTTPException(404, "there is no such problem")
    return found
