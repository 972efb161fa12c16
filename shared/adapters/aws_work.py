"""Counts what this process asks of AWS, as AWS's own answers tell it: no request is made for it."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from threading import Lock
from time import perf_counter
from typing import Any

from shared.domain.engines import EngineUse
from shared.domain.platform import AwsUnit, Prices, aws_use

MEGABYTES_PER_GIGABYTE = 1024
READS = {"GetItem", "BatchGetItem", "Query", "Scan", "TransactGetItems"}
# What S3 charges as a write: it takes something in, copies it, or lists.
S3_WRITES = ("Put", "Copy", "Upload", "CreateMultipart", "CompleteMultipart", "List")
S3_FREE = ("Delete", "AbortMultipart")


class AwsWork:
    """Implements `PlatformMeter`. A process serves one invocation after the other; `begin` forgets the one before."""

    def __init__(self, prices: Callable[[], Prices], now: Callable[[], float] = perf_counter) -> None:
        self._prices, self._now = prices, now
        self._counts: defaultdict[AwsUnit, float] = defaultdict(float)
        self._lock = Lock()
        self._gigabytes, self._since = 0.0, 0.0

    def begin(self, memory_megabytes: int) -> None:
        """An invocation begins, of a function of that size."""
        with self._lock:
            self._counts.clear()
            self._gigabytes, self._since = memory_megabytes / MEGABYTES_PER_GIGABYTE, self._now()

    def use(self, unit: AwsUnit, count: float) -> EngineUse:
        return aws_use(unit, count, self._prices())

    def drain(self) -> Sequence[EngineUse]:
        with self._lock:
            now = self._now()
            counts = dict(self._counts) | {AwsUnit.LAMBDA_GB_SECONDS: self._gigabytes * (now - self._since)}
            self._counts.clear()
            self._since = now
        return [self.use(unit, round(count, 6)) for unit, count in counts.items() if count]

    def watch(self, client: Any) -> Any:
        """Counts what the client of a service is charged for, and answers the client."""
        service = client.meta.service_model.service_name
        if service == "dynamodb":
            client.meta.events.register("provide-client-params.dynamodb", _ask_for_capacity)
            client.meta.events.register("after-call.dynamodb", self._count_capacity)
        if service == "s3":
            client.meta.events.register("after-call.s3", self._count_request)
        return client

    def _count(self, unit: AwsUnit, count: float) -> None:
        with self._lock:
            self._counts[unit] += count

    def _count_capacity(self, parsed: Mapping[str, Any], model: Any, **_: Any) -> None:
        consumed = parsed.get("ConsumedCapacity") or []
        units = sum(each["CapacityUnits"] for each in ([consumed] if isinstance(consumed, dict) else consumed))
        self._count(AwsUnit.DYNAMODB_READS if model.name in READS else AwsUnit.DYNAMODB_WRITES, units)

    def _count_request(self, model: Any, **_: Any) -> None:
        if not model.name.startswith(S3_FREE):
            self._count(AwsUnit.S3_WRITES if model.name.startswith(S3_WRITES) else AwsUnit.S3_READS, 1)


def _ask_for_capacity(params: dict[str, Any], model: Any, **_: Any) -> dict[str, Any] | None:
    if "ReturnConsumedCapacity" not in model.input_shape.members:
        return None
    return params | {"ReturnConsumedCapacity": "TOTAL"}
