"""Whoever speaks: what is asked of them, and what becomes of whatever they answer."""

from collections.abc import Iterator
from typing import Any

import pytest
from aiohttp import web

from shared.domain.breaker import Fault, fault_of
from shared.domain.errors import EngineFailed, EngineRefused, EngineThrottled, EngineTimeout, ParleyError
from shared.domain.made_by import Engine
from shared.domain.session.speech import Speech
from tests.vendors.conftest import Build
from tests.vendors.dialects import KEY, Dialect
from tests.vendors.server import Reply, VendorServer
from tests.vendors.speakers import (
    EDGE,
    ELEVENLABS,
    GOOGLE,
    MP3,
    OPENAI,
    PIPER,
    SPEAKERS,
    TEXT,
    EdgeServer,
    edge_server,
    ends_it,
    spoken,
)

pytestmark = pytest.mark.loopback
everybody = pytest.mark.parametrize("dialect", SPEAKERS, ids=lambda d: d.name)


def said(dialect: Dialect) -> Reply:
    content = dialect.said(TEXT)
    return spoken(content) if isinstance(content, bytes) else Reply(content)


def fails(build: Build, dialect: Dialect, kind: type[ParleyError], **fields: Any) -> ParleyError:
    """The error of a call. It names provider and model, and holds neither the key nor what was to be said."""
    with pytest.raises(kind) as raised:
        dialect.ask(build(dialect, **fields))
    assert type(raised.value) is kind
    assert str(raised.value).startswith("vendor/model-1")
    assert KEY not in str(raised.value)
    assert TEXT not in str(raised.value)
    return raised.value


class TestRequests:
    def speak(self, server: VendorServer, build: Build, dialect: Dialect, language: str = "en") -> Speech:
        server.replies = [said(dialect)]
        spoke: Speech = build(dialect).synthesise(TEXT, language=language)
        assert server.received[0].path == dialect.path
        return spoke

    def test_openai(self, server: VendorServer, build: Build) -> None:
        speech = self.speak(server, build, OPENAI)
        request = server.received[0]
        assert request.headers["authorization"] == f"Bearer {KEY}"
        assert request.json == {"model": "model-1", "voice": "ann", "input": TEXT, "response_format": "mp3"}
        assert (speech.sound, speech.content_type, speech.characters) == (MP3, "audio/mpeg", len(TEXT))
        assert speech.engine == Engine(name="model-1", version="vendor")

    def test_elevenlabs(self, server: VendorServer, build: Build) -> None:
        self.speak(server, build, ELEVENLABS, "en-GB")
        request = server.received[0]
        assert request.headers["xi-api-key"] == KEY
        assert request.json == {"text": TEXT, "model_id": "model-1", "language_code": "en"}

    @pytest.mark.parametrize(
        ("language", "code", "name"),
        [
            ("en", "en-US", "en-US-Neural2-F"),
            ("EN_gb", "en-GB", "en-GB-Neural2-A"),
            ("en-ZA", "en-US", "en-US-Neural2-F"),
        ],
    )
    def test_google(self, server: VendorServer, build: Build, language: str, code: str, name: str) -> None:
        assert self.speak(server, build, GOOGLE, language).sound == MP3
        request = server.received[0]
        assert request.headers["x-goog-api-key"] == KEY
        assert KEY not in request.path
        assert request.json == {
            "input": {"text": TEXT},
            "voice": {"languageCode": code, "name": name},
            "audioConfig": {"audioEncoding": "MP3"},
        }

    def test_piper(self, server: VendorServer, build: Build) -> None:
        assert self.speak(server, build, PIPER).content_type == "audio/wav"
        request = server.received[0]
        assert request.json == {"text": TEXT, "voice": "ann"}
        assert KEY not in str(request.headers)


@everybody
class TestFaults:
    @pytest.mark.parametrize(
        ("status", "kind"),
        [
            (400, EngineRefused),
            (401, EngineRefused),
            (403, EngineRefused),
            (404, EngineRefused),
            (408, EngineTimeout),
            (409, EngineFailed),
            (429, EngineThrottled),
            (500, EngineFailed),
            (503, EngineFailed),
            (504, EngineTimeout),
        ],
    )
    def test_a_status_is_a_named_error(
        self, server: VendorServer, build: Build, dialect: Dialect, *, status: int, kind: type[ParleyError]
    ) -> None:
        server.replies = [dialect.error(status, "some_error", f"{TEXT} {KEY}")]
        assert f"HTTP {status}" in str(fails(build, dialect, kind))
        assert len(server.received) == 1, "repeats are for whoever calls the adapter"

    def test_patience_is_what_the_provider_asks_for(self, server: VendorServer, build: Build, dialect: Dialect) -> None:
        server.replies = [dialect.error(429, "system_busy", "slow down", {"Retry-After": "7"})]
        error = fails(build, dialect, EngineThrottled)
        assert isinstance(error, EngineThrottled)
        assert error.retry_after_seconds == 7.0

    @pytest.mark.parametrize("status", [301, 302, 307])
    def test_a_redirect_is_not_followed_with_the_key(
        self, server: VendorServer, build: Build, dialect: Dialect, status: int
    ) -> None:
        server.replies = [Reply(status=status, headers={"Location": server.url + "/elsewhere"})]
        fails(build, dialect, EngineRefused)
        assert len(server.received) == 1

    @pytest.mark.parametrize(
        "reply",
        [
            Reply(b""),
            Reply(b"<html>sign in</html>", headers={"Content-Type": "text/html"}),
            Reply({"audio": "soon"}),
            Reply({"audioContent": "!!"}),
            Reply({"audioContent": ""}),
            Reply(MP3, sends=10),
        ],
        ids=["nothing", "a page", "something else", "no base64", "no sound", "cut off"],
    )
    def test_what_is_no_sound_is_a_failure(
        self, server: VendorServer, build: Build, dialect: Dialect, reply: Reply
    ) -> None:
        server.replies = [reply]
        fails(build, dialect, EngineFailed)

    def test_a_call_has_an_end_however_slowly_the_bytes_come(
        self, server: VendorServer, build: Build, dialect: Dialect
    ) -> None:
        server.replies = [Reply(MP3 * 1000, slowly=True)]
        fails(build, dialect, EngineTimeout, timeout_seconds=0.3)

    def test_no_call_is_begun_without_time(self, server: VendorServer, build: Build, dialect: Dialect) -> None:
        fails(build, dialect, EngineTimeout, remaining=lambda: 3.0)
        assert server.received == []

    def test_a_server_that_is_not_there(self, build: Build, dialect: Dialect) -> None:
        fails(build, dialect, EngineFailed, base_url="http://127.0.0.1:9")

    def test_a_language_without_a_voice_is_another_one_s_turn(
        self, server: VendorServer, build: Build, dialect: Dialect
    ) -> None:
        error = fails(build, dialect, EngineRefused, voices={"xx": "nobody"})
        assert fault_of(error) is None
        assert server.received == []


@pytest.mark.parametrize("dialect", [OPENAI, ELEVENLABS, GOOGLE], ids=lambda d: d.name)
def test_without_a_key_nothing_is_sent(server: VendorServer, build: Build, dialect: Dialect) -> None:
    fails(build, dialect, EngineRefused, key=lambda: "")
    assert server.received == []


@pytest.mark.parametrize(
    ("dialect", "reply"),
    [
        (ELEVENLABS, ELEVENLABS.error(401, "quota_exceeded")),
        (ELEVENLABS, ELEVENLABS.error(429, "quota_exceeded")),
        (GOOGLE, GOOGLE.error(400, "invalid_argument", "API key not valid. Please pass a valid API key.")),
        (OPENAI, OPENAI.error(429, "insufficient_quota")),
    ],
)
def test_a_wrong_key_and_an_empty_purse_are_the_provider_s_and_no_patience_helps(
    server: VendorServer, build: Build, dialect: Dialect, reply: Reply
) -> None:
    server.replies = [reply]
    assert fault_of(fails(build, dialect, EngineRefused)) is Fault.REFUSED


class TestEdge:
    @pytest.fixture
    def edge(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[EdgeServer]:
        with edge_server() as server:
            monkeypatch.setattr("edge_tts.communicate.WSS_URL", server.url)
            yield server

    def speak(self, **fields: Any) -> Speech:
        spoke: Speech = EDGE("", **fields).synthesise(TEXT, language="en")
        return spoke

    def test_the_sound_comes_whole(self, edge: EdgeServer) -> None:
        speech = self.speak()
        assert (speech.sound, speech.content_type, speech.characters) == (MP3, "audio/mpeg", len(TEXT))
        assert TEXT in edge.received[1]
        assert "(en-US, AriaNeural)" in edge.received[1]
        assert KEY not in "".join(edge.received)

    @pytest.mark.parametrize(
        ("status", "kind"),
        [(403, EngineRefused), (404, EngineRefused), (429, EngineThrottled), (500, EngineFailed), (504, EngineTimeout)],
    )
    def test_a_handshake_that_is_refused(self, edge: EdgeServer, status: int, kind: type[ParleyError]) -> None:
        edge.status = status
        with pytest.raises(kind, match=f"vendor/model-1: HTTP {status}") as raised:
            self.speak()
        assert type(raised.value) is kind
        assert edge.handshakes <= 2

    def test_patience(self, edge: EdgeServer) -> None:
        edge.status, edge.headers = 429, {"Retry-After": "7"}
        with pytest.raises(EngineThrottled) as raised:
            self.speak()
        assert raised.value.retry_after_seconds == 7.0

    @pytest.mark.parametrize("act", ["ends", "closes", "strange", "short", "broken"])
    def test_whatever_else_it_says_is_a_failure(self, edge: EdgeServer, act: str) -> None:
        async def acts(socket: web.WebSocketResponse) -> None:
            match act:
                case "ends":
                    await ends_it(socket)
                case "closes":
                    await socket.close()
                case "strange":
                    await socket.send_str("Path:weather\r\n\r\nrain")
                case "short":
                    await socket.send_bytes(b"\0")
                case "broken":
                    await socket.send_str("Path:audio.metadata\r\n\r\n{")

        edge.act = acts
        with pytest.raises(EngineFailed, match="vendor/model-1") as raised:
            self.speak()
        assert TEXT not in str(raised.value)

    def test_it_has_an_end(self, edge: EdgeServer) -> None:
        async def waits(socket: web.WebSocketResponse) -> None:
            await socket.receive()  # until who asked has gone

        edge.act = waits
        with pytest.raises(EngineTimeout):
            self.speak(timeout_seconds=0.2)

    def test_nobody_is_there(self, edge: EdgeServer, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("edge_tts.communicate.WSS_URL", "ws://127.0.0.1:9/edge/v1?TrustedClientToken=test")
        with pytest.raises(EngineFailed):
            self.speak()

    def test_no_call_is_begun_without_time(self, edge: EdgeServer) -> None:
        with pytest.raises(EngineTimeout):
            self.speak(remaining=lambda: 3.0)
        assert edge.handshakes == 0
