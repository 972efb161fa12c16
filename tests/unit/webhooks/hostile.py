"""Receivers that are not what they should be: plain sockets on this machine, each connection handled as a test says."""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event, Thread

Handle = Callable[[socket.socket, Event], None]


@dataclass
class Listener:
    """Where it listens, and what it has heard."""

    port: int
    heard: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"


@contextmanager
def listener(handle: Handle, tls: ssl.SSLContext | None = None) -> Iterator[Listener]:
    """A receiver; `handle` gets each connection after its request was read, and an event that says when to stop."""
    over = Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        found = Listener(server.getsockname()[1])
        thread = Thread(target=_serve, args=(server, handle, tls, found, over), daemon=True)
        thread.start()
        try:
            yield found
        finally:
            over.set()
            with suppress(OSError):
                socket.create_connection(("127.0.0.1", found.port), 1).close()
            thread.join(5)


def answering(*parts: bytes) -> Handle:
    """Answers with these bytes and closes."""

    def handle(connection: socket.socket, over: Event) -> None:
        for part in parts:
            connection.sendall(part)

    return handle


def _serve(server: socket.socket, handle: Handle, tls: ssl.SSLContext | None, found: Listener, over: Event) -> None:
    while not over.is_set():
        connection, _ = server.accept()
        # Who hangs up on us has seen enough.
        with suppress(OSError), tls.wrap_socket(connection, server_side=True) if tls else connection as spoken:
            request = _request(spoken)
            if request:
                found.heard.append(request)
                handle(spoken, over)


def _request(connection: socket.socket) -> bytes:
    connection.settimeout(2)
    read = b""
    while b"\r\n\r\n" not in read:
        more = connection.recv(65_536)
        if not more:
            return b""
        read += more
    head, _, body = read.partition(b"\r\n\r\n")
    length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    while len(body) < length:
        body += connection.recv(65_536)
    return head + b"\r\n\r\n" + body
