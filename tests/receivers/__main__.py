"""A receiver of webhooks: `python -m tests.receivers FILE`. It writes down what it hears, and says first where it is.

The path says what it answers: `/500` always fails, `/once/500` the first time only, anything else is heard well.
"""

import json
import sys
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HEARD = Path(sys.argv[1])
ASKED: Counter[str] = Counter()


class Receiver(BaseHTTPRequestHandler):
    """One request."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        ASKED[self.path] += 1
        status = self._status()
        with HEARD.open("a") as file:
            heard = {"path": self.path, "headers": dict(self.headers), "body": body, "status": status}
            file.write(json.dumps(heard) + "\n")
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _status(self) -> int:
        failing, _, status = self.path.strip("/").rpartition("/")
        if not status.isdigit() or (failing == "once" and ASKED[self.path] > 1):
            return 204
        return int(status)

    def log_message(self, *_: object) -> None:
        """The suite has its own log."""


def main() -> None:
    """Serves until it is ended."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as server:
        sys.stdout.write(f"http://127.0.0.1:{server.server_address[1]}\n")
        sys.stdout.flush()
        server.serve_forever()


if __name__ == "__main__":
    main()
