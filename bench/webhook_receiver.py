"""A receiver of webhooks, in a process of its own: `python -m bench.webhook_receiver`. It says first where it is.

`POST /well` is answered at once, but for one event in a hundred, whose first attempt gets 503. `POST /tarpit` is never
answered. `GET /` tells when each event arrived, and how often.
"""

import hashlib
import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock

FAULTY_OF = 100
ARRIVED: dict[str, list[float]] = {}
LOCK = Lock()
NEVER = Event()
PATIENCE = 60.0  # longer than any sender waits


def is_faulty(event_id: str) -> bool:
    """Whether the first attempt of this event is refused."""
    return int(hashlib.sha256(event_id.encode()).hexdigest(), 16) % FAULTY_OF == 0


class Receiver(BaseHTTPRequestHandler):
    """One connection."""

    def do_POST(self) -> None:
        """A webhook."""
        event_id, now = self.headers["webhook-id"], time.time()
        self.rfile.read(int(self.headers["Content-Length"]))
        with LOCK:
            times = ARRIVED.setdefault(event_id, [])
            times.append(now)
            first = len(times) == 1
        if self.path == "/tarpit":
            NEVER.wait(PATIENCE)
            return
        self._answer(503 if first and is_faulty(event_id) else 204, b"")

    def do_GET(self) -> None:
        """What has arrived."""
        with LOCK:
            found = json.dumps(ARRIVED).encode()
        self._answer(200, found)

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


class Server(ThreadingHTTPServer):
    """Many connections at once, also those that never end."""

    daemon_threads = True
    request_queue_size = 512


def main() -> None:
    """Serves until it is ended."""
    with Server(("127.0.0.1", 0), Receiver) as server:
        sys.stdout.write(f"http://127.0.0.1:{server.server_address[1]}\n")
        sys.stdout.flush()
        server.serve_forever()


if __name__ == "__main__":
    main()
