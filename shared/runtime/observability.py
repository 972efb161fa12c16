"""The one logger. It writes ids, names and numbers as JSON; what was said in an interview never reaches it."""

import traceback
from functools import cache
from typing import Any


@cache
def logger() -> Any:
    """Powertools' logger, made on first use; its settings are the POWERTOOLS_* variables of the function."""
    from aws_lambda_powertools import Logger

    return Logger()


def frames_of(error: BaseException) -> list[str]:
    """Where an error was raised, without its message: a message may quote what somebody said."""
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
