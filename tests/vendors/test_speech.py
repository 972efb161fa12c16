"""Recordings go out, words with times come back, whoever runs the model."""

from pathlib import Path
from typing import Any

import pytest

from shared.adapters.openai_speech import OpenAISpeechToText
from shared.domain.breaker import fault_of
from shared.domain.errors import (
    EngineFailed,
    EngineRefused,
    EngineThrottled,
    EngineTimeout,
    ParleyError,
    RecordingTooLarge,
    UnsupportedLanguage,
)
from shared.domain.limits import MAX_HOSTED_SPEECH_BYTES
from shared.domain.made_by import Engine
from shared.ports import Recognition
from tests.vendors.conftest import Build
from tests.vendors.dialects import Dialect, adapter, openai_error
from tests.vendors.server import Reply, VendorServer

pytestmark = pytest.mark.loopback


def segment(start: float, end: float, text: str, **fields: Any) -> dict[str, Any]:
    known = {"id": 0, "seek": 0, "tokens": [], "temperature": 0.0, "compression_ratio": 1.0}
    return known | {"start": start, "end": end, "text": text, "avg_logprob": -0.1, "no_speech_prob": 0.01} | fields


def word(text: str, start: float) -> dict[str, Any]:
    return {"word": text, "start": start, "end": start + 0.4}


VERBOSE = {
    "task": "transcribe", "language": "english", "duration": 7.3,
    "text": "How do you plan? On paper. Thank you.",
    "segments": [
        segment(0.0, 2.0, " How do you plan?"),
        segment(2.0, 4.0, " On paper."),
        segment(4.0, 7.0, " Thank you.", no_speech_prob=0.95),
    ],
    "words": [word(text, n * 0.5) for n, text in enumerate(["How", "do", "you", "plan", "On", "paper"])]
    + [word("Thank", 5.0), word("you", 5.5)],
}  # fmt: skip
DIARIZED = {
    "task": "transcribe", "duration": 9.0, "text": "…", "usage": {"type": "duration", "seconds": 10},
    "segments": [
        {"id": "1", "type": "transcript.text.segment", "start": 0.0, "end": 2.0, "speaker": "B", "text": " How? "},
        {"id": "2", "type": "transcript.text.segment", "start": 2.0, "end": 2.5, "speaker": "C", "text": " "},
        {"id": "3", "type": "transcript.text.segment", "start": 2.5, "end": 4.0, "speaker": "A", "text": "On paper."},
        {"id": "4", "type": "transcript.text.segment", "start": 4.0, "end": 5.0, "speaker": "B", "text": "I see."},
    ],
}  # fmt: skip
SPEECH = Dialect(
    "speech", adapter(OpenAISpeechToText, "/v1"), "/v1/audio/transcriptions", lambda _: None, lambda _: VERBOSE,
    openai_error,
)  # fmt: skip


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    file = tmp_path / "Ann Smith.mp3"
    file.write_bytes(b"fLaC-some-audio")
    return file


def hear(build: Build, recording: Path, hint: str | None = None, **fields: Any) -> Recognition:
    heard: Recognition = build(SPEECH, **fields).transcribe(recording, language_hint=hint)
    return heard


def test_sentences_with_words_and_times(server: VendorServer, build: Build, recording: Path) -> None:
    server.replies = [Reply(VERBOSE)]
    heard = hear(build, recording)
    assert [(s.text, s.start_seconds, s.end_seconds) for s in heard.segments] == [
        ("How do you plan?", 0.0, 1.9), ("On paper.", 2.0, 2.9),
    ]  # fmt: skip
    assert [w.text for w in heard.segments[0].words] == ["How", "do", "you", "plan?"]
    assert heard.segments[0].confidence == pytest.approx(0.9048)
    assert (heard.language, heard.audio_seconds) == ("en", 7.3)
    assert heard.engine == Engine(name="model-1", version="vendor")


def test_what_is_sent(server: VendorServer, build: Build, recording: Path) -> None:
    server.replies = [Reply(VERBOSE)]
    hear(build, recording, "en-GB")
    (request,) = server.received
    assert request.path == "/v1/audio/transcriptions"
    for part in (b"fLaC-some-audio", b'"recording.flac"', b"verbose_json", b"\r\n\r\nword\r\n", b"\r\n\r\nen\r\n"):
        assert part in request.body
    assert b"Ann" not in request.body


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"fLaC", b"recording.flac"), (b"RIFF....WAVE", b"recording.wav"), (b"OggS", b"recording.ogg"),
        (b"ID3", b"recording.mp3"), (b"\xff\xfb\x90", b"recording.mp3"), (b"....ftypM4A ", b"recording.m4a"),
        (b"\x1aE\xdf\xa3", b"recording.webm"), (b"?", b"recording"), (b"", b"recording"),
    ],
)  # fmt: skip
def test_a_copy_is_named_by_its_bytes(
    server: VendorServer, build: Build, tmp_path: Path, *, head: bytes, name: bytes
) -> None:
    server.replies = [Reply(VERBOSE)]
    copy = tmp_path / "copy"
    copy.write_bytes(head)
    hear(build, copy)
    assert b'filename="' + name + b'"' in server.received[0].body


@pytest.mark.parametrize("hint", [None, "hi-en", "en-hi"])
def test_without_a_hint_no_language_is_named(
    server: VendorServer, build: Build, recording: Path, hint: str | None
) -> None:
    server.replies = [Reply(VERBOSE)]
    hear(build, recording, hint)
    assert b'name="language"' not in server.received[0].body


@pytest.mark.parametrize("hint", ["hi-en", "en-hi"])
def test_hindi_and_english_in_one_sentence_are_heard_as_they_were_said(
    server: VendorServer, build: Build, recording: Path, hint: str
) -> None:
    said = "मैंने टीम को lead किया and we shipped it."
    segment = {"id": 0, "start": 0.0, "end": 4.0, "text": f" {said}", "avg_logprob": -0.1, "no_speech_prob": 0.01}
    server.replies = [Reply(VERBOSE | {"language": "hindi", "text": said, "segments": [segment], "words": []})]
    heard = hear(build, recording, hint)
    assert (heard.language, [one.text for one in heard.segments]) == ("hi", [said])


@pytest.mark.parametrize("language", [None, "klingon"])
def test_a_language_that_the_server_does_not_name_is_the_hint_s(
    server: VendorServer, build: Build, recording: Path, language: str | None
) -> None:
    server.replies = [Reply(VERBOSE | {"language": language})] * 2
    assert hear(build, recording, "de").language == "de"
    assert hear(build, recording).language == "und"


def test_voices_that_the_server_tells_apart(server: VendorServer, build: Build, recording: Path) -> None:
    server.replies = [Reply(DIARIZED)]
    heard = hear(build, recording, "de", tells_speakers=True)
    assert [(s.speaker, s.text, s.words) for s in heard.segments] == [
        ("S1", "How?", ()), ("S2", "On paper.", ()), ("S1", "I see.", ()),
    ]  # fmt: skip
    assert (heard.language, heard.audio_seconds) == ("de", 10)
    assert b"diarized_json" in server.received[0].body
    assert b"chunking_strategy" in server.received[0].body


@pytest.mark.parametrize(
    ("answer", "texts"),
    [
        ({"duration": 3.0, "text": "", "segments": [], "words": []}, []),
        ({"duration": 3.0, "text": " "}, []),
        ({"duration": 3.0, "text": "All of it."}, ["All of it."]),
        ({"text": "We plan.", "words": [word("we", 0), word("plan", 1)]}, ["We plan."]),
        ({"segments": [segment(0, 1, "No times."), segment(1, 2, " ")], "words": None}, ["No times."]),
    ],
)
def test_servers_that_tell_less(
    server: VendorServer, build: Build, recording: Path, answer: Any, texts: list[str]
) -> None:
    server.replies = [Reply(answer)]
    assert [s.text for s in hear(build, recording).segments] == texts


def test_a_segment_without_times_of_words_keeps_its_place(server: VendorServer, build: Build, recording: Path) -> None:
    parts = [segment(0, 1, "We plan."), segment(1, 3, "[music]"), segment(3, 4, "On paper.")]
    spoken = [word("we", 0), word("plan", 0.5), word("on", 3), word("paper", 3.5)]
    server.replies = [Reply({"segments": parts, "words": spoken})]
    heard = hear(build, recording)
    assert [(s.text, s.start_seconds) for s in heard.segments] == [("We plan.", 0), ("[music]", 1), ("On paper.", 3)]


def test_the_largest_recording_and_one_byte_more(server: VendorServer, build: Build, tmp_path: Path) -> None:
    large, larger = tmp_path / "a.flac", tmp_path / "b.flac"
    for file, size in ((large, MAX_HOSTED_SPEECH_BYTES), (larger, MAX_HOSTED_SPEECH_BYTES + 1)):
        with file.open("wb") as sparse:
            sparse.truncate(size)
    server.replies = [Reply(VERBOSE)]
    assert hear(build, large).segments
    with pytest.raises(RecordingTooLarge, match=str(MAX_HOSTED_SPEECH_BYTES)):
        hear(build, larger)
    assert len(server.received) == 1


def test_an_unknown_language_is_refused_before_anything_is_sent(
    server: VendorServer, build: Build, recording: Path
) -> None:
    with pytest.raises(UnsupportedLanguage):
        hear(build, recording, "xx")
    assert server.received == []


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (openai_error(400, "bad", "Invalid file format. Supported formats: ['flac']"), EngineRefused),
        (openai_error(400, "bad", "The audio file could not be decoded or its format is not supported."),
         EngineRefused),
        (openai_error(400, "bad", "no such parameter"), EngineRefused),
        (openai_error(401, "invalid_api_key"), EngineRefused),
        (openai_error(404, "model_not_found"), EngineRefused),
        (openai_error(429, "rate_limit_exceeded", headers={"Retry-After": "3"}), EngineThrottled),
        (openai_error(503, "unavailable"), EngineFailed),
        (Reply(b"plain text"), EngineFailed),
        (Reply({"segments": [{"start": "soon"}]}), EngineFailed),
        (Reply(b'{"duration": NaN, "text": "a"}'), EngineFailed),
        (Reply(VERBOSE, sends=30), EngineFailed),
        (Reply(b" " * 100_000, slowly=True), EngineTimeout),
    ],
)  # fmt: skip
def test_every_fault_has_its_name(
    server: VendorServer, build: Build, recording: Path, reply: Reply, kind: type[ParleyError]
) -> None:
    server.replies = [reply]
    with pytest.raises(kind) as raised:
        hear(build, recording, timeout_seconds=0.3 if reply.slowly else 5.0)
    assert type(raised.value) is kind


@pytest.mark.parametrize("status", [400, 415])
def test_sound_that_a_provider_cannot_decode_is_declined_by_it_alone(
    server: VendorServer, build: Build, recording: Path, status: int
) -> None:
    """Our own decoder wrote it: the recording is no worse for that, nor is the provider."""
    server.replies = [openai_error(status, "bad", "could not process file - is it a valid media file?")]
    with pytest.raises(EngineRefused) as declined:
        hear(build, recording)
    assert fault_of(declined.value) is None
    assert "fall-back" in declined.value.advice


def test_no_call_is_begun_without_time_or_key(server: VendorServer, build: Build, recording: Path) -> None:
    with pytest.raises(EngineTimeout) as too_late:
        hear(build, recording, remaining=lambda: 3.0)
    assert fault_of(too_late.value) is None
    with pytest.raises(EngineRefused):
        hear(build, recording, key=lambda: "")
    assert server.received == []
