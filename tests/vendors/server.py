"""A server on this machine that speaks the vendors' protocols, and misbehaves when it is told to."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any, Final

SLOW_BYTE_SECONDS: Final = 0.02


@dataclass(frozen=True)
class Reply:
    """What the server says. `sends`: how much of the body before the line is cut; `slowly`: a byte at a time.

    `hesitates`: its headers come a byte at a time, and without end.
    """

    body: Any = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    sends: int | None = None
    slowly: bool = False
    hesitates: bool = False

    @property
    def payload(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


@dataclass(frozen=True)
class Received:
    """A request that came in."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class VendorServer:
    """`replies` are given in turn; after the last one `reply` makes them from the request."""

    url: str
    replies: list[Reply] = field(default_factory=list)
    reply: Callable[[Received], Reply] | None = None
    received: list[Received] = field(default_factory=list)
    ending: Event = field(default_factory=Event)

    def answer(self, request: Received) -> Reply:
        self.received.append(request)
        if self.replies:
            return self.replies.pop(0)
        return self.reply(request) if self.reply else Reply(b"no reply is scripted", status=599)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    vendor: VendorServer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away in the middle is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, *args: Any) -> None:
        """Tests are quiet."""

    def do_GET(self) -> None:
        self.do_POST()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self._send(self.server.vendor.answer(Received(self.path, headers, body)))

    def _send(self, reply: Reply) -> None:
        if reply.hesitates:
            self._hesitate()
            return
        self.send_response(reply.status)
        for name, value in ({"Content-Type": "application/json"} | reply.headers).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.payload)))
        self.end_headers()
        for piece in self._pieces(reply):
            self.wfile.write(piece)
            self.wfile.flush()
        self.close_connection = reply.sends is not None

    def _hesitate(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Hesitates: ")
        while not self.server.vendor.ending.wait(SLOW_BYTE_SECONDS):
            self.wfile.write(b"x")
            self.wfile.flush()

    def _pieces(self, reply: Reply) -> Iterator[bytes]:
        if not reply.slowly:
            yield reply.payload[: reply.sends]
            return
        for byte in reply.payload:
            yield bytes([byte])
            if self.server.vendor.ending.wait(SLOW_BYTE_SECONDS):
                return


@contextmanager
def vendor_server() -> Iterator[VendorServer]:
    """A server on a free port, for as long as the context."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.vendor = VendorServer(url=f"http://127.0.0.1:{server.server_address[1]}")
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server.vendor
    finally:
        server.vendor.ending.set()
        server.shutdown()
        server.server_close()
        thread.join()
