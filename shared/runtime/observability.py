"""The one logger. It writes ids, names and numbers as JSON; what was said in an interview never reaches it."""

from __future__ import annotations

import os
import time
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMESPACE = "Parley"


@cache
def logger() -> Any:
    """Powertools' logger, made on first use; its settings are the POWERTOOLS_* variables of the function."""
    from aws_lambda_powertools import Logger

    return Logger()


def measure(values: Mapping[str, float]) -> None:
    """Writes numbers to the log in the form from which CloudWatch makes metrics, under the function's name."""
    named = {"FunctionName": os.environ.get("AWS_LAMBDA_FUNCTION_NAME", "local")}
    metrics = {"Namespace": NAMESPACE, "Dimensions": [list(named)], "Metrics": [{"Name": name} for name in values]}
    form = {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": [metrics]}
    logger().info("measured", extra={"_aws": form, **named, **values})


def frames_of(error: BaseException) -> list[str]:
    """Where an error was raised, without its message: a message may quote what somebody said."""
    from traceback import extract_tb

    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in extract_tb(error.__traceback__)]
