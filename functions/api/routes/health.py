"""Whether the API is there, and whether what it needs is."""

from fastapi import Request

from functions.api.routing import resource
from functions.api.shapes import Shape

router = resource("health")


class Health(Shape):
    """`ok`, or the request failed."""

    status: str = "ok"


@router.get("/health", operation_id="getHealth")
def get_health() -> Health:
    """Whether the function answers. It asks nothing else."""
    return Health()


@router.get("/ready", operation_id="getReadiness")
def get_readiness(request: Request) -> Health:
    """Whether the table answers too; 503 when it does not."""
    root = request.app.state.root()
    root.projects.page("readiness", limit=1, cursor=None)
    return Health()
