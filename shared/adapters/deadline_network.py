"""The network under the vendors' HTTP clients: whatever it waits for, it waits no longer than its call may take.

A library's timeouts are for one connect, one write and one read each. A call has several of each, and a server that
sends a byte now and then, of headers too, could hold it for ever.
"""

from collections.abc import Iterable
from contextvars import ContextVar
from time import monotonic
from typing import Any, Final

import httpcore2

ENDS_AT: Final[ContextVar[float]] = ContextVar("ends_at")  # of the call that this thread is making


class DeadlineNetwork(httpcore2.NetworkBackend):  # type: ignore[misc]
    """The usual network, with the deadline of the call."""

    def __init__(self) -> None:
        self._usual = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> "DeadlineStream":
        wait = _left(timeout, httpcore2.ConnectTimeout)
        return DeadlineStream(self._usual.connect_tcp(host, port, wait, local_address, socket_options))


class DeadlineStream(httpcore2.NetworkStream):  # type: ignore[misc]
    """A connection, with the deadline of the call that uses it."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return bytes(self._stream.read(max_bytes, _left(timeout, httpcore2.ReadTimeout)))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(timeout, httpcore2.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> "DeadlineStream":
        wait = _left(timeout, httpcore2.ConnectTimeout)
        return DeadlineStream(self._stream.start_tls(ssl_context, server_hostname, wait))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(timeout: float | None, too_late: type[Exception]) -> float | None:
    """Seconds that this wait may take. Raises what says that there are none."""
    left = ENDS_AT.get() - monotonic()
    if left <= 0:
        raise too_late("the call has taken all its time")
    return left if timeout is None else min(timeout, left)
