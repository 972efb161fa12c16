"""A connection with one deadline for all of it, to an address that was judged before."""

import socket
import ssl
import time
from collections.abc import Callable, Iterable, Sequence
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

from shared.domain.webhooks.limits import CONNECT_SECONDS

Resolve = Callable[[str, int], Sequence[str]]


class Unresolved(OSError):
    """The name has no address."""


class Deadline:
    """So many seconds from now, for everything together."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def remaining(self, most: float = float("inf")) -> float:
        """What is left, at most so much. Raises TimeoutError when nothing is."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return min(left, most)


def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses of a name. Raises OSError."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def resolve_in_time(resolve: Resolve, host: str, port: int, deadline: Deadline) -> Sequence[str]:
    """The system's resolver knows no deadline; it is left behind when it takes too long.

    Raises Unresolved, TimeoutError.
    """
    answers: SimpleQueue[Sequence[str] | OSError] = SimpleQueue()

    def ask() -> None:
        try:
            answers.put(resolve(host, port))
        except (OSError, UnicodeError) as error:
            answers.put(Unresolved(type(error).__name__))

    Thread(target=ask, daemon=True).start()
    try:
        found = answers.get(timeout=deadline.remaining(CONNECT_SECONDS))
    except Empty:
        raise TimeoutError from None
    if isinstance(found, OSError):
        raise found
    if not found:
        raise Unresolved("no address")
    return found


class Stream:
    """What httpcore reads and writes: a socket whose every wait ends with the deadline."""

    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self._sock, self._deadline = sock, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - ours is for the whole
        self._sock.settimeout(self._deadline.remaining())
        return self._sock.recv(max_bytes)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 - ours is for the whole
        left = memoryview(buffer)
        while left:
            self._sock.settimeout(self._deadline.remaining())
            left = left[self._sock.send(left) :]

    def close(self) -> None:
        self._sock.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> "Stream":
        """The name is the one of the URL: the certificate must be for it, not for the address."""
        self._sock.settimeout(self._deadline.remaining(CONNECT_SECONDS))
        try:
            wrapped = ssl_context.wrap_socket(self._sock, server_hostname=server_hostname)
        except Exception:
            self.close()
            raise
        return Stream(wrapped, self._deadline)

    def get_extra_info(self, info: str) -> Any:  # noqa: ARG002 - httpcore asks, and does without
        return None


class PinnedAddress:
    """A backend for httpcore that connects to one address, whatever name it is told."""

    def __init__(self, address: str, deadline: Deadline) -> None:
        self._address, self._deadline = address, deadline

    def connect_tcp(
        self,
        host: str,  # noqa: ARG002 - the name was looked up before, once
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - ours is for the whole
        local_address: str | None = None,  # noqa: ARG002
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002
    ) -> Stream:
        sock = socket.create_connection((self._address, port), self._deadline.remaining(CONNECT_SECONDS))
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return Stream(sock, self._deadline)

    def connect_unix_socket(self, *_: Any, **__: Any) -> Stream:
        raise OSError("webhooks go to hosts")

    def sleep(self, seconds: float) -> None:  # noqa: ARG002
        raise OSError("nothing is tried twice here")
