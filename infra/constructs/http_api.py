"""The REST API: who may call which address, how fast, and what is written down of a call.

Live interviews, and questions of jobs, lead to the function `hold_interview`, which has the engines; all else to `api`.
All but a few ask `authorize_call` first.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from aws_cdk import Duration, Stack
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.acknowledge import acknowledge
from infra.constructs.gateway_responses import answer_with_problems
from infra.constructs.monitoring import Monitoring
from infra.constructs.python_function import PythonFunction, Shape, physical_name
from infra.stages import Stage

API = Shape(memory_mb=1024, seconds=28, layers=("http",), starts_from_snapshot=True)
AUTHORIZE = Shape(memory_mb=512, seconds=10, starts_from_snapshot=True)
ANY = "ANY"  # the function knows which methods an address has
# Candidates have a link with a token of its own; the others are for everybody.
OPEN = ("/health", "/ready", "/problems/{code}", "/api/v1/openapi.json", "/interview/{proxy+}")
KEYED = "/api/{proxy+}"
LIVE_OPEN = "/session/{proxy+}"
LIVE_KEYED = "/api/v1/session/{proxy+}"
# Questions are made by a model, where there is one. What lies above is said, too: an address whose next part is known
# is no longer the rest of another.
JOBS = "/api/v1/job-descriptions"
JOB = f"{JOBS}/{{job_id}}"
QUESTIONS = f"{JOB}/questions"
BRAIN = "/brain"
# Pages call them: their browsers first ask whether they may, without a key.
ASKED_FIRST = (BRAIN, LIVE_KEYED)
# A recorder's form. What is named here comes to a function in Base64, and nothing else does.
BINARY = ["multipart/form-data"]
# Calls a second of one tenant, on average and in a burst. Quotas are counted exactly elsewhere, not here.
PLANS = {"essential": (10, 20), "professional": (50, 100), "enterprise": (200, 400)}
ALL_CALLERS = (1000, 2000)
WRITE_LOGS = "IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]"
# Ids and numbers. Neither the path, which can hold anything, nor the caller's address, which is a person's.
LOGGED = {
    "request_id": "$context.requestId",
    "time": "$context.requestTimeEpoch",
    "method": "$context.httpMethod",
    "route": "$context.resourcePath",
    "status": "$context.status",
    "milliseconds": "$context.responseLatency",
    "answered_by": "$context.error.responseType",
    "organisation_id": "$context.authorizer.organisationId",
    "key_id": "$context.authorizer.keyId",
}


@dataclass(frozen=True, kw_only=True)
class Served:
    """The functions behind it."""

    api: PythonFunction
    hold_interview: PythonFunction
    authorize_call: PythonFunction


class HttpApi(Construct):
    """One REST API for parent platforms and for candidates."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        stage: Stage,
        served: Served,
        monitoring: Monitoring,
    ) -> None:
        super().__init__(scope, construct_id)
        self._stage = stage
        self.api = self._build_api(self._build_log_group())
        answered, held = _integration(served.api.served), _integration(served.hold_interview.served)
        self._open(dict.fromkeys(OPEN, answered) | {LIVE_OPEN: held})
        self._open(dict.fromkeys(ASKED_FIRST, held), "OPTIONS")
        keyed = dict.fromkeys((KEYED, JOBS, JOB), answered) | dict.fromkeys((LIVE_KEYED, QUESTIONS, BRAIN), held)
        self._guard(keyed, self._build_authorizer(served.authorize_call.served))
        answer_with_problems(self.api, stage)
        self.plans = {name: self._build_plan(name, *limits) for name, limits in PLANS.items()}
        self._build_alarms(monitoring, served.authorize_call)
        self._acknowledge()

    @property
    def url(self) -> str:
        """Where it is, without a slash at the end."""
        stack = Stack.of(self)
        return self._stage.api_url(self.api.rest_api_id, f"execute-api.{stack.region}.{stack.url_suffix}")

    @property
    def address(self) -> dict[str, str]:
        """Settings of who links to the API, and of who must not call it. The API itself cannot have them."""
        host = self.url.removeprefix("https://").rpartition("/")[0]
        return {"API_URL": self.url, "OWN_HOSTS": self._stage.own_hosts(host)}

    @property
    def outputs(self) -> Mapping[str, str]:
        """What the stack says of it."""
        plans = {f"UsagePlan{name.capitalize()}": plan.usage_plan_id for name, plan in self.plans.items()}
        return {"ApiUrl": self.url, "ApiId": self.api.rest_api_id} | plans

    def _build_log_group(self) -> logs.LogGroup:
        return logs.LogGroup(
            self,
            "AccessLog",
            log_group_name=f"/aws/vendedlogs/apigateway/{physical_name(self._stage, 'api')}",
            retention=self._stage.log_retention,
            removal_policy=self._stage.removal_policy_of_names,
        )

    def _build_api(self, log_group: logs.LogGroup) -> apigateway.RestApi:
        rate, burst = ALL_CALLERS
        api = apigateway.RestApi(
            self,
            "Api",
            rest_api_name=physical_name(self._stage, "api"),
            description="Parley's API, and the addresses of candidates",
            endpoint_types=[apigateway.EndpointType.REGIONAL],
            api_key_source_type=apigateway.ApiKeySourceType.AUTHORIZER,
            binary_media_types=BINARY,
            cloud_watch_role=self._stage.has_access_logs,
            deploy_options=apigateway.StageOptions(
                stage_name=self._stage.name,
                access_log_destination=apigateway.LogGroupLogDestination(log_group),
                access_log_format=apigateway.AccessLogFormat.custom(json.dumps(LOGGED)),
                tracing_enabled=self._stage.traces,
                throttling_rate_limit=rate,
                throttling_burst_limit=burst,
            ),
        )
        api.node.try_remove_child("Endpoint")  # an output of its own, and a wrong address where the stage is local
        return api

    def _open(self, routes: Mapping[str, apigateway.LambdaIntegration], method: str = ANY) -> None:
        for path, integration in routes.items():
            opened = self.api.root.resource_for_path(path).add_method(method, integration)
            acknowledge(opened, "APIG4", "it is for everybody, or asks for the token of the candidate's link")
            acknowledge(opened, "COG4", "it is for everybody, or asks for the token of the candidate's link")

    def _guard(
        self, routes: Mapping[str, apigateway.LambdaIntegration], authorizer: apigateway.RequestAuthorizer
    ) -> None:
        for path, integration in routes.items():
            keyed = self.api.root.resource_for_path(path).add_method(
                ANY,
                integration,
                authorizer=authorizer,
                authorization_type=apigateway.AuthorizationType.CUSTOM,
                api_key_required=self._stage.meters_callers,
            )
            acknowledge(keyed, "COG4", "parent platforms have keys, not users of a Cognito pool")

    def _build_authorizer(self, function: lambda_.IFunction) -> apigateway.RequestAuthorizer:
        # A key comes in either of two headers, and API Gateway keeps answers only by headers that are all there: so
        # none is kept, and a key that is revoked opens nothing from the next call on.
        return apigateway.RequestAuthorizer(
            self, "Authorizer", handler=function, identity_sources=[], results_cache_ttl=Duration.seconds(0)
        )

    def _build_plan(self, name: str, rate: int, burst: int) -> apigateway.UsagePlan:
        return self.api.add_usage_plan(
            f"Plan{name.capitalize()}",
            name=physical_name(self._stage, name),
            throttle=apigateway.ThrottleSettings(rate_limit=rate, burst_limit=burst),
            api_stages=[apigateway.UsagePlanPerApiStage(api=self.api, stage=self.api.deployment_stage)],
        )

    def _build_alarms(self, monitoring: Monitoring, authorize_call: PythonFunction) -> None:
        often = Duration.minutes(5)
        failed = self.api.metric_server_error(period=often, statistic="Sum")
        monitoring.alarm("api-errors", failed, "The API answered with an error of its own")
        refused = authorize_call.function.metric_errors(period=often)
        monitoring.alarm("authorizer-errors", refused, "Calls could not be told apart from strangers' and were refused")

    def _acknowledge(self) -> None:
        acknowledge(self.api, "APIG2", "bodies and parameters are checked by the function, with a pointer to the field")
        acknowledge(self.api, "APIG3", "a firewall is the account's own decision; the runbook says where it goes")
        acknowledge(self.api, "APIG6", "execution logs would hold the headers, and with them the keys")
        for role in (node for node in self.api.node.find_all() if isinstance(node, iam.Role)):
            acknowledge(
                role, WRITE_LOGS, "AWS's own policy for the account's one role by which API Gateway writes logs"
            )


def _integration(function: lambda_.IFunction) -> apigateway.LambdaIntegration:
    """One permission for the whole API: one for each method would outgrow the function's policy."""
    return apigateway.LambdaIntegration(function, proxy=True, allow_test_invoke=False, scope_permission_to_method=False)
