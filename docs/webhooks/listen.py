"""A receiver to try things out with: it says where it listens, and of each webhook whether it is Parley's.

`python3 docs/webhooks/listen.py 8787`, with the secret in PARLEY_WEBHOOK_SECRET or else on the first line of its input.
Yours would also remember each `webhook-id`, and do its work after it has answered.
"""

import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from receiver import is_genuine

MOST_BYTES = 20_000


class Receiver(BaseHTTPRequestHandler):
    """One webhook: believed and answered with 204, or refused."""

    secret = ""

    def do_POST(self) -> None:
        body = self.rfile.read(min(int(self.headers.get("Content-Length", 0)), MOST_BYTES))
        headers = {name.lower(): value for name, value in self.headers.items()}
        genuine = is_genuine(headers, body, self.secret, time.time())
        self.send_response(204 if genuine else 401)
        self.end_headers()
        say(genuine=genuine, **(json.loads(body) if genuine else {}))

    def log_message(self, *_: object) -> None:
        """Each webhook has its own line."""


def say(**what: object) -> None:
    """One line of JSON, at once."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Serves until it is ended."""
    port = int(sys.argv[1]) if sys.argv[1:] else 0
    with ThreadingHTTPServer(("127.0.0.1", port), Receiver) as server:
        say(listening=f"http://127.0.0.1:{server.server_port}")
        Receiver.secret = os.environ.get("PARLEY_WEBHOOK_SECRET") or sys.stdin.readline().strip()
        server.serve_forever()


if __name__ == "__main__":
    main()
