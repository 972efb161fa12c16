"""A stage in which nothing happens by itself, and whose functions are called from here, in this process."""

import importlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from bench.sandbox import SCRIPTED, Sandbox, sandbox
from local.environment import local_environment
from shared.domain.run_status import RunStatus
from shared.ports import Execution
from shared.runtime.bootstrap import Root

MACHINE_STARTERS = ("parley-local-start_run", "parley-local-settle_run")
SECONDS = 900


class Context:
    """What Lambda tells a function of its invocation."""

    aws_request_id = "bench"
    memory_limit_in_mb = 1024

    def get_remaining_time_in_millis(self) -> float:
        """Enough."""
        return SECONDS * 1000


class NoMachine:
    """Implements what admission and settling need of `Workflow`: what is started has ended at once, as nothing."""

    def start(self, run: Any) -> str:
        """The ARN of nothing."""
        return f"arn:aws:states:us-east-1:000000000000:execution:none:{run.execution_name}"

    def describe(self, run: Any, execution_arn: str | None) -> Execution:
        """It was stopped from outside."""
        return Execution(arn=execution_arn or self.start(run), status=RunStatus.STOPPED)


@contextmanager
def quiet_stage() -> Iterator[Sandbox]:
    """Deployed, with this process's environment as the functions have it; uploads start nothing."""
    before = dict(os.environ)
    with sandbox(SCRIPTED) as stage:
        client = stage.client("lambda")
        for name in MACHINE_STARTERS:
            client.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
        try:
            os.environ.update(local_environment(client.meta.endpoint_url) | _variables(client))
            yield stage
        finally:
            os.environ.clear()
            os.environ.update(before)


def root_here(stage: Sandbox) -> Root:
    """The ports with boto3's default session, which is counted, and without a machine."""
    import boto3

    names = stage.connection.outputs
    root = Root(
        table_name=names["TableName"],
        media_bucket=names["MediaBucketName"],
        artifacts_bucket=names["ArtifactsBucketName"],
        state_machine_arn=names["StateMachineArn"],
        state_retention_days=90,
        lane_slots=1000,
        organisation_slots=1000,
        client=boto3.client,
    )
    vars(root)["workflow"] = NoMachine()
    return root


def call(function: str, event: Mapping[str, Any]) -> Any:
    """The function's answer to the event, as Lambda would have it."""
    return importlib.import_module(f"functions.{function}.handler").handler(event, Context())


def _variables(client: Any) -> dict[str, str]:
    """The environments of all functions together: a setting has the same value wherever it is."""
    functions = client.list_functions(MaxItems=100)["Functions"]
    environments = [function.get("Environment", {}).get("Variables", {}) for function in functions]
    together = {name: value for environment in environments for name, value in environment.items()}
    return together | {"POWERTOOLS_LOG_LEVEL": "CRITICAL", "LOG_LEVEL": "CRITICAL"}
