"""What a function writes to its log."""

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from shared.runtime.observability import logger


class Log(io.StringIO):
    """Everything written, as text and as the entries that CloudWatch would show."""

    @property
    def entries(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.getvalue().splitlines()]


@contextmanager
def captured() -> Iterator[Log]:
    """The log while the context is open. The logger is one for the process, so its stream is exchanged."""
    log, handler = Log(), logger().registered_handler
    known = set(logger().get_current_keys())
    before = handler.setStream(log)
    try:
        yield log
    finally:
        handler.setStream(before or handler.stream)
        logger().remove_keys(list(set(logger().get_current_keys()) - known))
