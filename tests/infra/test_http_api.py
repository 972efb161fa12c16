"""The REST API: what is open, what asks for a key, what API Gateway answers itself, and what it writes down."""

import json
import re
from http import HTTPStatus
from typing import Any

import pytest

from functions.api.doors import is_keyed, is_linked
from functions.api.meanings import catalogue
from functions.api.problems import MEDIA_TYPE, PROBLEMS
from functions.api.statuses import TITLES
from infra.constructs.http_api import PLANS
from shared.domain.organisation import Plan
from shared.domain.rate_limit import SPEEDS
from tests.infra.conftest import ROOT, Synthesised
from tests.infra.test_functions import actions_of

OPEN = {
    "ANY /health",
    "ANY /ready",
    "ANY /problems/{code}",
    "ANY /api/v1/openapi.json",
    "ANY /interview/{proxy+}",
    "ANY /session/{proxy+}",
} | (PREFLIGHTS := {"OPTIONS /brain", "OPTIONS /api/v1/session/{proxy+}"})
JOBS = ("", "/{job_id}", "/{job_id}/questions")
KEYED = {"ANY /api/{proxy+}", "ANY /api/v1/session/{proxy+}", "ANY /brain"} | {
    f"ANY /api/v1/job-descriptions{below}" for below in JOBS
}
# Every kind of answer that API Gateway gives itself when a proxy of this shape is called.
ANSWERS = {
    "ACCESS_DENIED": 401, "UNAUTHORIZED": 401, "INVALID_API_KEY": 403, "WAF_FILTERED": 403,
    "MISSING_AUTHENTICATION_TOKEN": 404, "RESOURCE_NOT_FOUND": 404, "BAD_REQUEST_BODY": 400,
    "BAD_REQUEST_PARAMETERS": 400, "REQUEST_TOO_LARGE": 413, "UNSUPPORTED_MEDIA_TYPE": 415, "THROTTLED": 429,
    "QUOTA_EXCEEDED": 429, "AUTHORIZER_FAILURE": 500, "AUTHORIZER_CONFIGURATION_ERROR": 500,
    "API_CONFIGURATION_ERROR": 500, "INTEGRATION_FAILURE": 504, "INTEGRATION_TIMEOUT": 504, "DEFAULT_4XX": 400,
    "DEFAULT_5XX": 500,
}  # fmt: skip


def routes(stage: Synthesised) -> dict[str, dict[str, Any]]:
    """Methods by `GET /path`."""
    resources = stage.all("ApiGateway::Resource")

    def path(reference: dict[str, Any]) -> str:
        own = resources.get(str(reference.get("Ref")))
        return f"{path(own['ParentId'])}/{own['PathPart']}" if own else ""

    methods = stage.all("ApiGateway::Method").values()
    return {f"{method['HttpMethod']} {path(method['ResourceId'])}": method for method in methods}


def answers(stage: Synthesised) -> dict[str, dict[str, Any]]:
    return {found["ResponseType"]: found for found in stage.all("ApiGateway::GatewayResponse").values()}


def written(template: str | dict[str, Any]) -> str:
    """The text, with the names of what is only known once it is deployed."""
    if isinstance(template, str):
        return template
    return "".join(part if isinstance(part, str) else part["Ref"] for part in template["Fn::Join"][1])


def seen_at(stage: Synthesised) -> str:
    """Where the function is told that the API is seen, of which it puts in the API's id itself."""
    (api,) = stage.all("ApiGateway::RestApi")
    told = stage.functions()["api"]["Environment"]["Variables"]["PUBLIC_URL"]
    return written(told).replace("{api_id}", api)


def test_every_address_but_the_open_ones_asks_for_a_key(either: Synthesised) -> None:
    found = routes(either)
    assert set(found) == OPEN | KEYED
    assert {name for name, method in found.items() if method["AuthorizationType"] == "NONE"} == OPEN
    assert {found[name]["AuthorizationType"] for name in KEYED} == {"CUSTOM"}


def test_calls_are_counted_by_the_name_that_the_authorizer_gives(prod: Synthesised, local: Synthesised) -> None:
    for stage, counted in ((prod, True), (local, False)):
        (api,) = stage.all("ApiGateway::RestApi").values()
        assert api["ApiKeySourceType"] == "AUTHORIZER"
        assert api["EndpointConfiguration"] == {"Types": ["REGIONAL"]}
        assert {name for name, method in routes(stage).items() if method.get("ApiKeyRequired")} == (
            KEYED if counted else set()
        )


def test_who_has_engines_holds_interviews_and_makes_questions(either: Synthesised) -> None:
    found = routes(either)
    live = {name for name in found if "HoldInterview" in json.dumps(found[name]["Integration"]["Uri"])}
    assert (
        live
        == {
            "ANY /session/{proxy+}",
            "ANY /api/v1/session/{proxy+}",
            "ANY /api/v1/job-descriptions/{job_id}/questions",
            "ANY /brain",
        }
        | PREFLIGHTS
    )


def test_no_answer_of_the_authorizer_is_kept_so_that_a_revoked_key_opens_nothing(either: Synthesised) -> None:
    (authorizer,) = either.all("ApiGateway::Authorizer").values()
    assert (authorizer["Type"], authorizer["AuthorizerResultTtlInSeconds"]) == ("REQUEST", 0)
    assert not authorizer.get("IdentitySource")
    assert actions_of(either, "authorize_call", "dynamodb") == {"GetItem"}


def test_callers_are_told_of_the_speed_that_their_plan_has() -> None:
    assert {str(plan): speed for plan, speed in SPEEDS.items()} == PLANS


def test_api9_every_described_route_is_deployed_behind_the_authorizer_or_is_a_named_public_one(
    either: Synthesised,
) -> None:
    deployed = {name.removeprefix("ANY "): method["AuthorizationType"] for name, method in routes(either).items()}
    described = set(json.loads((ROOT / "docs" / "openapi.json").read_text())["paths"])
    for path in described:
        fits = [place for place in deployed if re.fullmatch(place.replace("{proxy+}", ".+"), path)]
        nearest = max(fits, key=lambda place: ("{proxy+}" not in place, len(place)))
        assert deployed[nearest] == ("CUSTOM" if is_keyed(path) else "NONE"), path
    public = {path for path in described if not is_keyed(path) and not is_linked(path)}
    assert public == {
        "/health",
        "/ready",
        "/problems/{code}",
        "/interview/{token}",
        "/interview/{token}/upload",
        "/session/speech/{token}",
    }
    assert deployed["/api/v1/openapi.json"] == "NONE"  # the description itself


def test_api8_api_gateway_opens_no_address_to_other_sites_and_shows_no_caller_s_headers(either: Synthesised) -> None:
    """No answer to `OPTIONS` of its own, no header that lets another site read what we know, no execution log."""
    asked = {name for name in routes(either) if not name.startswith("ANY ")}
    assert asked == PREFLIGHTS
    assert {routes(either)[name]["Integration"]["Type"] for name in asked} == {"AWS_PROXY"}
    assert "Access-Control" not in json.dumps([*routes(either).values()])
    (stage,) = either.all("ApiGateway::Stage").values()
    assert not [one for one in stage["MethodSettings"] if one.get("DataTraceEnabled")]


def test_each_plan_has_its_speed_and_there_is_one_for_each(either: Synthesised) -> None:
    plans = {plan["UsagePlanName"].rpartition("-")[2]: plan for plan in either.all("ApiGateway::UsagePlan").values()}
    assert set(plans) == set(Plan) == set(PLANS)
    speeds = [plans[name]["Throttle"] for name in Plan]
    assert speeds == sorted(speeds, key=lambda throttle: throttle["RateLimit"])
    assert all(plan["ApiStages"] and "Quota" not in plan for plan in plans.values())


@pytest.mark.parametrize(("kind", "status"), ANSWERS.items())
def test_api_gateway_answers_with_problems_as_the_api_does(either: Synthesised, kind: str, status: int) -> None:
    answer = answers(either)[kind]
    body = json.loads(written(answer["ResponseTemplates"]["application/json"]))
    headers = {name.rpartition(".")[2]: value for name, value in answer["ResponseParameters"].items()}
    assert answer["StatusCode"] == str(status) == str(body["status"])
    assert headers["Content-Type"] == f"'{MEDIA_TYPE}'"
    assert headers["X-Request-Id"] == "context.requestId"
    assert set(body) == {"type", "title", "status", "detail", "remedy", "instance", "code", "request_id"}
    assert body["type"] == f"{seen_at(either)}{PROBLEMS}{body['code']}"
    assert body["title"] == TITLES.get(status, "No answer in time")
    assert body["request_id"] == "$context.requestId"
    known = catalogue()[body["code"]]
    assert (known.status, known.remedy) == (status, body["remedy"])
    assert ("Retry-After" in headers) is (status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.GATEWAY_TIMEOUT))


@pytest.mark.parametrize("kind", ANSWERS)
def test_pages_of_any_site_may_read_why_api_gateway_refused_them(either: Synthesised, kind: str) -> None:
    """As they may read every answer of `/brain`. It says the same to everybody, and lets nobody in by a cookie."""
    headers = answers(either)[kind]["ResponseParameters"]
    opened = {name: value for name, value in headers.items() if "Access-Control" in name}
    assert opened == {"gatewayresponse.header.Access-Control-Allow-Origin": "'*'"}
    assert "method.request" not in json.dumps(answers(either)[kind])


def test_no_other_answer_is_its_own(either: Synthesised) -> None:
    assert set(answers(either)) == set(ANSWERS)


def test_all_refusals_of_a_key_are_one(either: Synthesised) -> None:
    denied, unknown = (answers(either)[kind] for kind in ("ACCESS_DENIED", "UNAUTHORIZED"))
    assert denied["ResponseTemplates"] == unknown["ResponseTemplates"]
    assert denied["ResponseParameters"] == unknown["ResponseParameters"]


def test_what_is_written_down_of_a_call_are_ids_and_numbers(either: Synthesised) -> None:
    (stage,) = either.all("ApiGateway::Stage").values()
    written = json.loads(stage["AccessLogSetting"]["Format"])
    assert set(written.values()) == {
        "$context.requestId", "$context.requestTimeEpoch", "$context.httpMethod", "$context.resourcePath",
        "$context.status", "$context.responseLatency", "$context.error.responseType",
        "$context.authorizer.organisationId", "$context.authorizer.keyId",
    }  # fmt: skip
    everywhere = [setting for setting in stage["MethodSettings"] if setting["ResourcePath"] == "/*"]
    assert [(one["ThrottlingRateLimit"], one["ThrottlingBurstLimit"]) for one in everywhere] == [(1000, 2000)]
    assert not [one for one in everywhere if one.get("LoggingLevel", "OFF") != "OFF" or one.get("DataTraceEnabled")]


def test_on_aws_versions_answer_that_start_from_a_snapshot(prod: Synthesised, local: Synthesised) -> None:
    for name in ("api", "hold_interview", "authorize_call"):
        assert prod.functions()[name]["SnapStart"] == {"ApplyOn": "PublishedVersions"}
        assert "SnapStart" not in local.functions()[name]
    versions = set(prod.all("Lambda::Version"))
    called = json.dumps([*routes(prod).values(), *prod.all("ApiGateway::Authorizer").values()])
    for name in ("Api", "HoldInterview", "AuthorizeCall"):
        assert [version for version in versions if version.startswith(name) and version in called]


def test_the_function_ends_before_api_gateway_stops_waiting(prod: Synthesised) -> None:
    assert prod.functions()["api"]["Timeout"] < 29
    assert prod.functions()["authorize_call"]["Timeout"] <= 10


def test_where_it_is(prod: Synthesised, local: Synthesised) -> None:
    on_aws, here = (json.dumps(stage.template["Outputs"]["ApiUrl"]["Value"]) for stage in (prod, local))
    assert "https://" in on_aws
    assert "execute-api" in on_aws
    assert "/prod" in on_aws
    assert "http://127.0.0.1:4566/restapis/" in here
    assert "/local/_user_request_" in here
    assert set(prod.template["Outputs"]) >= {"ApiId", *(f"UsagePlan{plan.capitalize()}" for plan in Plan)}
