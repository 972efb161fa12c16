"""Waiting for something with a deadline, in place of sleeping and hoping."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def poll(look: Callable[[], T | None], *, seconds: float, every: float = 0.05) -> T:
    """What `look` finally sees. Fails when the deadline passes."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        seen = look()
        if seen is not None:
            return seen
        time.sleep(every)
    raise AssertionError(f"nothing seen within {seconds} s")
