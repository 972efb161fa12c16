"""What is known of the invocation that is under way: how much time it has left, and what it has used of AWS.

No call is begun that the function would not live to see answered.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from shared.adapters.aws_work import AwsWork
    from shared.domain.platform import Prices

UNLIMITED_SECONDS: Final = 3600.0  # outside Lambda nobody is in a hurry
_MILLISECONDS: Final = 1000.0

_lock = Lock()
_remaining_milliseconds: Callable[[], float] | None = None
_ends: ContextVar[float | None] = ContextVar("ends", default=None)


def note_deadline(context: Any) -> None:
    """Remembers how long the invocation of `context` may still take; one after another, as Lambda invokes."""
    global _remaining_milliseconds  # noqa: PLW0603 - a process serves one invocation at a time
    with _lock:
        _remaining_milliseconds = getattr(context, "get_remaining_time_in_millis", None)


def remaining() -> float:
    """Seconds until Lambda ends this invocation, never less than 0; an hour where nobody counts."""
    with _lock:
        ask = _remaining_milliseconds
    left = ask() / _MILLISECONDS if ask else UNLIMITED_SECONDS
    ends = _ends.get()
    return max(0.0, left if ends is None else min(left, ends - time.monotonic()))


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Work of this thread that has less time than its function has left."""
    token = _ends.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _ends.reset(token)


def leaving(seconds: float) -> AbstractContextManager[None]:
    """Work of this thread that leaves so much of its function's time to what comes after it."""
    return within(remaining() - seconds)


@cache
def work() -> AwsWork:
    """The count of this process."""
    from shared.adapters.aws_work import AwsWork

    return AwsWork(load_prices)


@cache
def load_prices() -> Prices:
    """AWS's list prices, from the file that is shipped with the code."""
    import tomllib
    from importlib.resources import files

    from shared.domain.platform import AwsUnit, UnitPrice

    parsed = tomllib.loads(files("shared").joinpath("aws_prices.toml").read_text(encoding="utf-8"))
    return {unit: UnitPrice.model_validate(parsed[unit]) for unit in AwsUnit}


def note_invocation(context: Any) -> None:
    """An invocation begins; outside Lambda it has no size, and costs nothing."""
    work().begin(int(getattr(context, "memory_limit_in_mb", 0) or 0))
