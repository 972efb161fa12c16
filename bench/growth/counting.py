"""Counts what a piece of work asks of storage, how long it takes and how much memory it needs, in this process."""

import tracemalloc
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from bench.asked import items_written


@dataclass
class Cost:
    """What one piece of work used. `items` were handed over by the table; `read_bytes` came as answers.

    `sent_bytes` went out with requests, for the table or the buckets. `disk_megabytes` were on disk at once, of what a
    recording takes there.
    """

    requests: int = 0
    items: int = 0
    items_written: int = 0
    read_bytes: int = 0
    sent_bytes: int = 0
    seconds: float = 0.0
    peak_megabytes: float = 0.0
    disk_megabytes: float = 0.0


class Counter:
    """Counts every request of any client of boto3's default session, which it becomes the owner of."""

    def __init__(self) -> None:
        import boto3
        from botocore.session import Session

        self._cost = Cost()
        core = Session(session_vars={"profile": (None, None, None, None)})
        core.register("before-call", self._count_question)
        core.register("after-call", self._count_answer)
        boto3.setup_default_session(botocore_session=core)

    def measure(self, work: Callable[[], Any]) -> Cost:
        """What the work used. Its time includes the counting of memory, which makes everything slower alike."""
        cost = self._cost = Cost()
        tracemalloc.start()
        began = perf_counter()
        work()
        cost.seconds = perf_counter() - began
        cost.peak_megabytes = tracemalloc.get_traced_memory()[1] / 1024**2
        tracemalloc.stop()
        self._cost = Cost()  # what is asked before the next measurement is nobody's
        return cost

    def _count_question(self, model: Any, params: Mapping[str, Any], **_: Any) -> None:
        from botocore.utils import determine_content_length

        self._cost.items_written += items_written(model.name, params["body"])
        self._cost.sent_bytes += determine_content_length(params["body"]) or 0

    def _count_answer(self, http_response: Any, parsed: Mapping[str, Any], **_: Any) -> None:
        self._cost.requests += 1
        self._cost.items += int(parsed.get("Count", "Item" in parsed))
        self._cost.read_bytes += int(http_response.headers.get("content-length") or 0)
