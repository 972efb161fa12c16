"""A provider over real HTTP that analyses and hears by OpenAI's protocol, and fails by chance in every way there is.

Whether a call fails is a function of the seed, the interview, what is asked, and how often that was asked before.
"""

import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, NamedTuple

from bench.chaos.answers import EARS, MODEL, asked, completion, transcription
from bench.chaos.recordings import RATE, Recording, sound_of
from bench.chaos.said import interview_of
from shared.domain.own_server import OwnServer

HEARING = "transcribe"
TIMEOUT_SECONDS = 5.0  # so long it is waited for
SLOW_SECONDS = 6.0
TIMELY_SECONDS = 1.0
GARBAGE = b'{"choices": [{"message": '
FAULTS = FAILED, THROTTLED, LATE, CUT, NO_JSON, UNFITTING = (
    "answered 500",
    "answered 429",
    "too late",
    "cut off",
    "no JSON",
    "not by the schema",
)


class Question(NamedTuple):
    """What it is asked: for which interview, if it can tell, in which data, and what it would answer.

    `result` is what it is known by once it is kept: a model's answer itself, or where a piece begins.
    """

    number: int | None
    call: str
    data: str
    result: str
    said: Any


class Call(NamedTuple):
    """It was called, and what was `kept` by then of such calls for the interview."""

    number: int | None
    call: str
    at: float
    result: str
    kept: frozenset[str]


class Reply(NamedTuple):
    """What it says: `late` after nobody waits for it any more, `cut` when the line breaks in the middle."""

    status: int
    body: bytes
    late: bool = False
    cut: bool = False


@dataclass
class Provider:
    """What it answers, and who has called."""

    rate: float
    seed: int
    recordings: Sequence[Recording]
    url: str = ""
    calls: list[Call] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)
    kept: Callable[[int, str], frozenset[str]] = lambda *_: frozenset()
    _asked: Counter[tuple[int | None, str, str]] = field(default_factory=Counter)
    _lock: Any = field(default_factory=threading.Lock)

    @property
    def told(self) -> str:
        """What the stage is told of it: JSON of OwnServer."""
        return OwnServer.model_validate(
            {"base_url": f"{self.url}/v1", "model": MODEL, "price_in": "0", "price_out": "0"}
            | {"hears": EARS, "timeout_seconds": TIMEOUT_SECONDS}
        ).model_dump_json()

    def answer(self, path: str, kind: str, body: bytes) -> Reply:
        """To a request."""
        question = self._hear(_file_of(kind, body)) if path.endswith("/transcriptions") else _read(body)
        called = self._called(question)
        with self._lock:
            self.calls.append(called)
        return self._spoilt(question)

    def _called(self, question: Question) -> Call:
        """What is found kept only long after the call may have been stored since, while the local AWS was away."""
        number, call, at = question.number, question.call, time.time()
        kept = frozenset() if number is None else self.kept(number, call)
        timely = time.time() - at <= TIMELY_SECONDS
        return Call(number, call, at, question.result, kept if timely else frozenset())

    def _hear(self, file: bytes) -> Question:
        piece = sound_of(file)
        seconds = len(piece) / RATE
        for recording in self.recordings:
            start = recording.place_of(piece)
            if start is not None:
                said, place = transcription(recording.heard(start, seconds), seconds), place_named(start)
                return Question(recording.number, HEARING, place, place, said)
        raise AssertionError("nobody has recorded this")

    def _spoilt(self, question: Question) -> Reply:
        number, call, data, *_ = question
        with self._lock:
            self._asked[number, call, data] += 1
            times = self._asked[number, call, data]
        draw = random.Random(f"{self.seed}/{number}/{call}/{data}/{times}")  # noqa: S311 - faults, no secrets
        good = Reply(200, json.dumps(question.said).encode())
        if draw.random() >= self.rate:
            return good
        fault = draw.choice(FAULTS)
        with self._lock:
            self.faults[fault] += 1
        return _faulty(fault, call, good)


def place_named(start: float) -> str:
    """What a piece is called by, of where it begins."""
    return f"{start:.0f}"


def _read(body: bytes) -> Question:
    """Of a model."""
    call, data = asked(body)
    said = completion(call, data)
    return Question(interview_of(data), call, data, said["choices"][0]["message"]["content"], said)


def _faulty(fault: str, call: str, good: Reply) -> Reply:
    return {
        FAILED: Reply(500, b'{"error": {"message": "chaos", "code": "server_error"}}'),
        THROTTLED: Reply(429, b'{"error": {"message": "chaos", "code": "rate_limit_exceeded"}}'),
        LATE: good._replace(late=True),
        CUT: good._replace(cut=True),
        NO_JSON: Reply(200, GARBAGE),
        UNFITTING: Reply(200, _unfitting(call, good.body)),
    }[fault]


def _unfitting(name: str, said: bytes) -> bytes:
    """By the protocol, but not by the schema; what was heard has none."""
    if name == HEARING:
        return GARBAGE
    answer = json.loads(said)
    answer["choices"][0]["message"]["content"] = '{"evidence": 3, "themes": "none"}'
    return json.dumps(answer).encode()


def _file_of(kind: str, body: bytes) -> bytes:
    """The file of a form."""
    form = message_from_bytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
    files = [part.get_payload(decode=True) for part in form.walk() if part.get_filename()]
    return bytes(files[0])


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    provider: Provider

    def log_message(self, *args: Any) -> None:
        """A storm is loud enough."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        reply = self.provider.answer(self.path, self.headers.get("Content-Type", ""), body)
        if reply.late:
            time.sleep(SLOW_SECONDS)
        self.send_response(reply.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(reply.body)))
        if reply.status == 429:  # noqa: PLR2004 - too many requests
            self.send_header("Retry-After", "0")
        self.end_headers()
        self.wfile.write(reply.body[: len(reply.body) // 2] if reply.cut else reply.body)
        self.close_connection = reply.cut or reply.late


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Workers die in the middle of their calls."""


@contextmanager
def serving(provider: Provider) -> Iterator[Provider]:
    """The provider on a free port of this machine, for as long as the context."""
    server = _Server(("127.0.0.1", 0), type("_Serving", (_Handler,), {"provider": provider}))
    provider.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
