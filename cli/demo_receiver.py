"""A parent platform's receiver of webhooks, in a process of its own: the one that the documents show."""

import json
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, Any, Final

from cli.errors import DemoFailed, WaitTimedOut
from cli.stage import PROJECT

LISTEN: Final = PROJECT / "docs" / "webhooks" / "listen.py"
START_SECONDS: Final = 20.0
END_SECONDS: Final = 5.0


@dataclass
class DemoReceiver:
    """What the process says, line by line. `url` is where it listens."""

    process: "subprocess.Popen[str]"
    said: "queue.Queue[dict[str, Any]]" = field(default_factory=queue.Queue)
    url: str = ""

    def believe(self, secret: str) -> None:
        """Gives it the secret by which it tells what is genuine."""
        stdin = self._pipe(self.process.stdin)
        stdin.write(f"{secret}\n")
        stdin.flush()

    def next(self, seconds: float) -> dict[str, Any]:
        """The next thing that it says. Raises WaitTimedOut."""
        try:
            return self.said.get(timeout=max(seconds, 0.0))
        except queue.Empty:
            raise WaitTimedOut("the receiver of webhooks has heard nothing more") from None

    def until(self, event: str, seconds: float) -> Iterator[dict[str, Any]]:
        """What it says, up to and with that event. Raises WaitTimedOut."""
        deadline = time.monotonic() + seconds
        while True:
            heard = self.next(deadline - time.monotonic())
            yield heard
            if heard.get("event") == event:
                return

    def listen(self) -> None:
        """Waits until it listens. Raises WaitTimedOut."""
        threading.Thread(target=self._read, daemon=True).start()
        self.url = self.next(START_SECONDS)["listening"]

    def _read(self) -> None:
        for line in self._pipe(self.process.stdout):
            self.said.put(json.loads(line))

    @staticmethod
    def _pipe(pipe: IO[str] | None) -> IO[str]:
        if pipe is None:
            raise DemoFailed("the receiver of webhooks was started without pipes")
        return pipe


@contextmanager
def receiving() -> Iterator[DemoReceiver]:
    """A receiver that listens on this machine, ended when it is no longer needed."""
    with subprocess.Popen(
        [sys.executable, str(LISTEN)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            receiver = DemoReceiver(process)
            receiver.listen()
            yield receiver
        finally:
            _end(process)


def _end(process: "subprocess.Popen[str]") -> None:
    process.terminate()
    try:
        process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
