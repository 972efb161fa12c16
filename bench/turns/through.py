"""Turns over HTTP: API Gateway, the function, table and bucket; beside an empty function behind the same gateway."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from time import perf_counter
from typing import Any

import httpx

from bench.ceiling import empty_function
from bench.live import Scheduling, plan_of
from bench.sandbox import Sandbox
from local.environment import ACCOUNT, REGION

ANSWER = "In spring I led five people, and we cut the waiting time by a third, because the old calendar was slow."
WARM = 5  # turns, and calls of the empty function, that are not counted


@dataclass(frozen=True)
class Pair:
    """Seconds of turns, and of calls of an empty function, taken in turn."""

    turns: Sequence[float]
    empty: Sequence[float]

    def ratio(self, part: Callable[[Sequence[float]], float]) -> float:
        """A turn over the empty function, at that part of both."""
        return part(self.turns) / part(self.empty)


def median(seconds: Sequence[float]) -> float:
    """Half took longer."""
    return statistics.median(seconds)


def p95(seconds: Sequence[float]) -> float:
    """One in twenty took longer."""
    return sorted(seconds)[int(0.95 * len(seconds))]


def hold_through(stage: Sandbox, turns: int) -> Pair:
    """One session of so many turns, and the empty function after each."""
    talk = Scheduling(stage).talk(plan_of(turns, turns=turns + 1))
    empty_url = _empty_route(stage)
    taken: list[tuple[float, float]] = []
    with talk.client(stage) as client:
        talk.begin(client).raise_for_status()
        for number in range(1, turns + 1):
            turn = _seconds(partial(talk.answer, client, number, ANSWER))
            taken.append((turn, _seconds(partial(client.post, empty_url, json={"text": ANSWER}))))
    counted = taken[WARM:]
    return Pair([turn for turn, _ in counted], [empty for _, empty in counted])


def _seconds(ask: Callable[[], httpx.Response]) -> float:
    began = perf_counter()
    ask().raise_for_status()
    return perf_counter() - began


def _empty_route(stage: Sandbox) -> str:
    """A REST API like ours, whose one route leads to a function that does nothing."""
    function = empty_function(stage, "empty-route", {"statusCode": 200, "body": "{}"})
    gateway: Any = stage.client("apigateway")
    api = gateway.create_rest_api(name="empty")["id"]
    root = gateway.get_resources(restApiId=api)["items"][0]["id"]
    place = gateway.create_resource(restApiId=api, parentId=root, pathPart="turn")["id"]
    method = {"restApiId": api, "resourceId": place, "httpMethod": "POST"}
    gateway.put_method(**method, authorizationType="NONE")
    gateway.put_integration(
        **method, type="AWS_PROXY", integrationHttpMethod="POST", uri=f"{_invoking(function)}/invocations"
    )
    gateway.create_deployment(restApiId=api, stageName="local")
    ours = stage.connection.outputs
    return ours["ApiUrl"].replace(ours["ApiId"], api) + "/turn"


def _invoking(function: str) -> str:
    name = function.rpartition(":")[2]
    arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}"
    return f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/{arn}"
