"""Counts what a piece of work asks of storage, how long it takes and how much memory it needs, in this process."""

import tracemalloc
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import Any

READS = {"GetItem", "Query", "BatchGetItem"}


@dataclass
class Cost:
    """What one piece of work used. `items` were handed over by the table; `read_bytes` came as answers.

    `disk_megabytes` were on disk at once, of what a recording takes there.
    """

    requests: int = 0
    items: int = 0
    read_units: float = 0.0
    write_units: float = 0.0
    read_bytes: int = 0
    seconds: float = 0.0
    peak_megabytes: float = 0.0
    disk_megabytes: float = 0.0


class Counter:
    """Counts every answer to any client of boto3's default session, which it becomes the owner of."""

    def __init__(self) -> None:
        import boto3
        from botocore.session import Session

        self.cost = Cost()
        core = Session(session_vars={"profile": (None, None, None, None)})
        core.register("provide-client-params.dynamodb", _ask_for_capacity)
        core.register("after-call", self._count)
        boto3.setup_default_session(botocore_session=core)

    def measure(self, work: Callable[[], Any]) -> Cost:
        """What the work used. Its time includes the counting of memory, which makes everything slower alike."""
        self.cost = Cost()
        tracemalloc.start()
        began = perf_counter()
        work()
        self.cost.seconds = perf_counter() - began
        self.cost.peak_megabytes = tracemalloc.get_traced_memory()[1] / 1024**2
        tracemalloc.stop()
        return self.cost

    def _count(self, http_response: Any, parsed: Mapping[str, Any], model: Any, **_: Any) -> None:
        cost, consumed = self.cost, parsed.get("ConsumedCapacity") or []
        cost.requests += 1
        cost.items += int(parsed.get("Count", "Item" in parsed))
        cost.read_bytes += int(http_response.headers.get("content-length") or 0)
        units = sum(one.get("CapacityUnits", 0.0) for one in (consumed if isinstance(consumed, list) else [consumed]))
        if model.name in READS:
            cost.read_units += units
        else:
            cost.write_units += units


def _ask_for_capacity(params: dict[str, Any], model: Any, **_: Any) -> None:
    if "ReturnConsumedCapacity" in model.input_shape.members:
        params["ReturnConsumedCapacity"] = "TOTAL"
