"""The one logger. It writes ids, names and numbers as JSON; what was said in an interview never reaches it."""

from __future__ import annotations

import os
import time
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMESPACE = "POWERTOOLS_METRICS_NAMESPACE"  # set in every function, and nowhere else
FUNCTION = "AWS_LAMBDA_FUNCTION_NAME"


@cache
def logger() -> Any:
    """Powertools' logger, made on first use; its settings are the POWERTOOLS_* variables of the function."""
    from aws_lambda_powertools import Logger

    return Logger()


def measure(values: Mapping[str, float], *, of_all: bool = False, **about: str) -> None:
    """Writes numbers to the log in CloudWatch's embedded metric format; nowhere but in a function.

    They are metrics of the function or, with `of_all`, of all functions together. `about` is in the log only.
    """
    if NAMESPACE not in os.environ:
        return
    dimension, variable = ("service", "POWERTOOLS_SERVICE_NAME") if of_all else ("FunctionName", FUNCTION)
    named = {dimension: os.environ.get(variable, "parley")}
    metrics = {
        "Namespace": os.environ[NAMESPACE],
        "Dimensions": [[dimension]],
        "Metrics": [{"Name": name} for name in values],
    }
    form = {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": [metrics]}
    logger().info("measured", extra={"_aws": form, **named, **values, **about})


def frames_of(error: BaseException) -> list[str]:
    """Where an error was raised, without its message: a message may quote what somebody said."""
    from traceback import extract_tb

    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in extract_tb(error.__traceback__)]
