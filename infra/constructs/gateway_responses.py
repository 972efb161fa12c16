"""What API Gateway itself answers when a call does not reach the API: problems, in the API's own shape and words."""

import json
from dataclasses import dataclass

from aws_cdk import Stack
from aws_cdk import aws_apigateway as apigateway

from infra.stages import Stage

CONTENT_TYPE = "'application/problem+json'"
# Pages of any site call `/brain` and candidates' sessions, and shall know why they were refused. What API Gateway
# answers itself is the same for every address, and tells nothing of anybody: so all of it may be read.
FOR_PAGES = {"Access-Control-Allow-Origin": "'*'"}
NO_KEY = "send a valid API key in the header X-API-Key, or as a bearer token; a key in an address is refused"
# The API's own remedies, word for word: a test compares them.
A_KEY = "send a valid key in the header X-API-Key, or as a bearer; a candidate, the link's token"
NAME_IT = "name the request's id to us"
TRY_AGAIN = "try again later, and name the request's id"
AS_BEFORE = "try again later, with the same Idempotency-Key"
SEND_LESS = "send less; recordings go to their own address"
OURS = "something went wrong on our side; try again later"


@dataclass(frozen=True, kw_only=True)
class GatewayProblem:
    """A problem that needs nothing of the request but its id."""

    status: int
    title: str
    code: str
    detail: str
    remedy: str
    retry_after_seconds: int | None = None

    @property
    def headers(self) -> dict[str, str]:
        """Its headers, as API Gateway maps them."""
        later = {"Retry-After": f"'{self.retry_after_seconds}'"} if self.retry_after_seconds else {}
        asked = {"WWW-Authenticate": """'Bearer realm="parley"'"""} if self.status == 401 else {}  # noqa: PLR2004 - RFC 9110 asks for it
        common = {"Content-Type": CONTENT_TYPE, "X-Request-Id": "context.requestId", "Cache-Control": "'no-store'"}
        return common | FOR_PAGES | later | asked

    def template(self, address: str) -> str:
        """Its body; API Gateway fills the request's id in. `address` is the API's own, as it is seen from outside."""
        return json.dumps(
            {
                "type": f"{address}/problems/{self.code}",
                "title": self.title,
                "status": self.status,
                "detail": self.detail,
                "remedy": self.remedy,
                "instance": "urn:parley:request:$context.requestId",
                "code": self.code,
                "request_id": "$context.requestId",
            }
        )


_INVALID_KEY = GatewayProblem(
    status=401, title="Not authenticated", code="invalid-api-key", detail=NO_KEY, remedy=A_KEY
)
_NOT_ALLOWED = GatewayProblem(
    status=403, title="Not allowed", code="not-allowed", detail="this call is not allowed", remedy=NAME_IT
)
_NOT_FOUND = GatewayProblem(
    status=404, title="Not found", code="not-found", detail="there is nothing here", remedy="check the address"
)
_UNREADABLE = GatewayProblem(
    status=400, title="Bad request", code="bad-request", detail="the request cannot be read", remedy="see its detail"
)
_TOO_MANY = GatewayProblem(
    status=429,
    title="Too many requests",
    code="too-many-requests",
    detail="you call faster than your plan allows; wait, then go on more slowly",
    remedy="wait as long as `Retry-After` says",
    retry_after_seconds=1,
)
_FAILED = GatewayProblem(status=500, title="Internal error", code="internal-error", detail=OURS, remedy=TRY_AGAIN)
_LATE = GatewayProblem(
    status=504, title="No answer in time", code="no-answer", detail=OURS, remedy=AS_BEFORE, retry_after_seconds=5
)

_TYPE = apigateway.ResponseType
# The authorizer's refusal is API Gateway's ACCESS_DENIED: the same 401 as for no key at all.
PROBLEMS: dict[str, tuple[apigateway.ResponseType, GatewayProblem]] = {
    "AccessDenied": (_TYPE.ACCESS_DENIED, _INVALID_KEY),
    "Unauthorized": (_TYPE.UNAUTHORIZED, _INVALID_KEY),
    "InvalidApiKey": (_TYPE.INVALID_API_KEY, _NOT_ALLOWED),
    "WafFiltered": (_TYPE.WAF_FILTERED, _NOT_ALLOWED),
    "MissingAuthenticationToken": (_TYPE.MISSING_AUTHENTICATION_TOKEN, _NOT_FOUND),
    "ResourceNotFound": (_TYPE.RESOURCE_NOT_FOUND, _NOT_FOUND),
    "BadRequestBody": (_TYPE.BAD_REQUEST_BODY, _UNREADABLE),
    "BadRequestParameters": (_TYPE.BAD_REQUEST_PARAMETERS, _UNREADABLE),
    "RequestTooLarge": (
        _TYPE.REQUEST_TOO_LARGE,
        GatewayProblem(
            status=413, title="Too large", code="body-too-large", detail="the body is too large", remedy=SEND_LESS
        ),
    ),
    "UnsupportedMediaType": (
        _TYPE.UNSUPPORTED_MEDIA_TYPE,
        GatewayProblem(
            status=415,
            title="Unsupported media type",
            code="unsupported-media-type",
            detail="the body is no JSON",
            remedy="send it as application/json",
        ),
    ),
    "Throttled": (_TYPE.THROTTLED, _TOO_MANY),
    "QuotaExceeded": (_TYPE.QUOTA_EXCEEDED, _TOO_MANY),
    "AuthorizerFailure": (_TYPE.AUTHORIZER_FAILURE, _FAILED),
    "AuthorizerConfigurationError": (_TYPE.AUTHORIZER_CONFIGURATION_ERROR, _FAILED),
    "ApiConfigurationError": (_TYPE.API_CONFIGURATION_ERROR, _FAILED),
    "IntegrationFailure": (_TYPE.INTEGRATION_FAILURE, _LATE),
    "IntegrationTimeout": (_TYPE.INTEGRATION_TIMEOUT, _LATE),
    "Default4xx": (_TYPE.DEFAULT_4_XX, _UNREADABLE),
    "Default5xx": (_TYPE.DEFAULT_5_XX, _FAILED),
}


def answer_with_problems(api: apigateway.RestApi, stage: Stage) -> None:
    """Makes every answer of API Gateway's own a problem."""
    stack = Stack.of(api)
    address = stage.public_url or stage.api_url(api.rest_api_id, f"execute-api.{stack.region}.{stack.url_suffix}")
    for name, (kind, problem) in PROBLEMS.items():
        api.add_gateway_response(
            name,
            type=kind,
            status_code=str(problem.status),
            response_headers=problem.headers,
            templates={"application/json": problem.template(address)},
        )
