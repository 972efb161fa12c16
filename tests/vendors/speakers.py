"""Whoever speaks, over real HTTP: what they are asked, and how they answer."""

import asyncio
import base64
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Any

from aiohttp import web

from shared.adapters.edge_voice import EdgeTextToSpeech
from shared.adapters.elevenlabs_voice import ElevenLabsTextToSpeech
from shared.adapters.google_voice import GoogleTextToSpeech
from shared.adapters.openai_voice import OpenAITextToSpeech
from shared.adapters.piper_voice import PiperTextToSpeech
from tests.vendors.dialects import Dialect, adapter, openai_error
from tests.vendors.server import Reply

MP3 = b"ID3\x04" + bytes(60)
WAV = b"RIFF\x2c\0\0\0WAVEfmt " + bytes(60)
TEXT = "What do you do when a release goes wrong?"
VOICE = {"voice": "vendor/model-1/any=ann", "voices": {"any": "ann"}}
GOOGLE_VOICE = {"voice": "g", "voices": {"en": "en-US-Neural2-F", "en-gb": "en-GB-Neural2-A"}}


def spoken(content: bytes, content_type: str = "audio/mpeg") -> Reply:
    return Reply(content, headers={"Content-Type": content_type})


def elevenlabs_error(status: int, code: str, text: str = "no", headers: dict[str, str] | None = None) -> Reply:
    return Reply({"detail": {"status": code, "message": text}}, status=status, headers=headers or {})


def google_error(status: int, code: str, text: str = "no", headers: dict[str, str] | None = None) -> Reply:
    error = {"code": status, "message": text, "status": code.upper()}
    return Reply({"error": error}, status=status, headers=headers or {})


def piper_error(status: int, code: str, text: str = "no", headers: dict[str, str] | None = None) -> Reply:
    page = f"<!doctype html><title>{status} {code}</title><p>{text}</p>".encode()
    return Reply(page, status=status, headers={"Content-Type": "text/html"} | (headers or {}))


def _say(speaker: Any) -> Any:
    return speaker.synthesise(TEXT, language="en")


def _google(_: str) -> dict[str, Any]:
    return {"audioContent": base64.b64encode(MP3).decode()}


def _sound(_: str) -> Any:
    return MP3


OPENAI = Dialect("openai", adapter(OpenAITextToSpeech, "/v1", **VOICE), "/v1/audio/speech", _say, _sound, openai_error)
ELEVENLABS = Dialect(
    "elevenlabs", adapter(ElevenLabsTextToSpeech, "", **VOICE),
    "/v1/text-to-speech/ann?output_format=mp3_44100_64", _say, _sound, elevenlabs_error,
)  # fmt: skip
GOOGLE = Dialect(
    "google", adapter(GoogleTextToSpeech, "", **GOOGLE_VOICE), "/v1/text:synthesize", _say, _google, google_error
)
PIPER = Dialect("piper", adapter(PiperTextToSpeech, "", **VOICE), "/synthesize", _say, lambda _: WAV, piper_error)
SPEAKERS = (OPENAI, ELEVENLABS, GOOGLE, PIPER)
EDGE = adapter(EdgeTextToSpeech, "", **VOICE | {"voices": {"any": "en-US-AriaNeural"}})

Act = Callable[[web.WebSocketResponse], Any]


@dataclass
class EdgeServer:
    """Speaks the protocol of Edge's voices. `status` refuses the handshake; `act` is what comes after the request."""

    url: str = ""
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    act: Act | None = None
    received: list[str] = field(default_factory=list)
    handshakes: int = 0

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.handshakes += 1
        if self.status:
            return web.Response(status=self.status, headers=self.headers)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.received += [str((await socket.receive()).data) for _ in range(2)]
        await (self.act or says_it)(socket)
        return socket


async def says_it(socket: web.WebSocketResponse) -> None:
    await socket.send_str("X-RequestId:1\r\nPath:turn.start\r\n\r\n{}")
    for part in (MP3[:20], MP3[20:]):
        await socket.send_bytes(_framed(part))
    said = {"Metadata": [{"Type": "SentenceBoundary", "Data": {"Offset": 1, "Duration": 2, "text": {"Text": "What"}}}]}
    await socket.send_str(f"Path:audio.metadata\r\n\r\n{json.dumps(said)}")
    await ends_it(socket)


async def ends_it(socket: web.WebSocketResponse) -> None:
    await socket.send_str("X-RequestId:1\r\nPath:turn.end\r\n\r\n{}")


def _framed(part: bytes) -> bytes:
    head = b"X-RequestId:1\r\nContent-Type:audio/mpeg\r\nPath:audio\r\n"
    return len(head).to_bytes(2, "big") + head + part


@contextmanager
def edge_server() -> Iterator[EdgeServer]:
    """A server on a free port, for as long as the context."""
    server, ready, loop = EdgeServer(), Event(), asyncio.new_event_loop()

    async def serve() -> None:
        app = web.Application()
        app.router.add_get("/edge/v1", server.answer)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        server.url = f"ws://127.0.0.1:{runner.addresses[0][1]}/edge/v1?TrustedClientToken=test"
        ready.set()
        await ending.wait()
        await runner.cleanup()

    ending = asyncio.Event()
    thread = Thread(target=loop.run_until_complete, args=(serve(),), daemon=True)
    thread.start()
    ready.wait(10)
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(ending.set)
        thread.join(10)
        loop.close()
