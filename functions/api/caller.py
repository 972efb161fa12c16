"""Who calls, as API Gateway's authorizer has found out, and whether they may."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import APIKeyHeader, HTTPBearer

from functions.api.on_record import CALLER
from shared.domain.errors import InvalidApiKey
from shared.domain.principal import Principal, Scope, principal_from
from shared.domain.rate_limit import burst_policy
from shared.runtime.bootstrap import Root

# For the description only: the authorizer has read the key, and it never comes this far.
KEY_HEADER = APIKeyHeader(name="X-API-Key", scheme_name="apiKey", auto_error=False, description="An API key.")
BEARER = HTTPBearer(scheme_name="bearer", auto_error=False, description="An API key, as a bearer's token.")


def caller(
    request: Request, _: Annotated[object, Depends(KEY_HEADER)], __: Annotated[object, Depends(BEARER)]
) -> Principal:
    """Raises InvalidApiKey when nobody was let in."""
    context = request.scope.get("aws.event", {}).get("requestContext", {}).get("authorizer") or {}
    if "keyId" not in context:
        raise InvalidApiKey("the request has no valid API key")
    principal = request.scope[CALLER] = principal_from(context)
    request.scope["parley.burst"] = burst_policy(principal.plan)
    return principal


def needing(scope: Scope) -> Callable[[Principal], Principal]:
    """The caller, when their key has the scope. Raises MissingScope."""

    def check(principal: Annotated[Principal, Depends(caller)]) -> Principal:
        principal.need(scope)
        return principal

    return check


def root_of_app(request: Request) -> Root:
    """What is outside, as ports."""
    root: Root = request.app.state.root()
    return root


Outside = Annotated[Root, Depends(root_of_app)]
Caller = Annotated[Principal, Depends(caller)]
Reader = Annotated[Principal, Depends(needing(Scope.INTERVIEWS_READ))]
Writer = Annotated[Principal, Depends(needing(Scope.INTERVIEWS_WRITE))]
Manager = Annotated[Principal, Depends(needing(Scope.WEBHOOKS_MANAGE))]
Administrator = Annotated[Principal, Depends(needing(Scope.ADMIN))]
