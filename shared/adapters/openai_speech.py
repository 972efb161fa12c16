"""Hosted speech to text by OpenAI's library: OpenAI's own, Groq's, or any server that speaks the same protocol."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from shared.adapters.openai_model import OPENAI_URL
from shared.adapters.openai_speech_shapes import Diarized, Heard, Verbose
from shared.adapters.sentences import sentences
from shared.adapters.spoken_languages import UNKNOWN, code_of_heard, code_of_hint
from shared.adapters.vendor_endpoint import VendorEndpoint
from shared.adapters.vendor_errors import named_errors
from shared.adapters.vendor_http import timeout
from shared.adapters.word_alignment import as_written
from shared.domain.errors import RecordingTooLarge
from shared.domain.limits import MAX_HOSTED_SPEECH_BYTES
from shared.domain.mixed_languages import is_mixed
from shared.domain.word import Word
from shared.ports import RecognisedSegment, Recognition

_HEAD: Final = 16
_SIGNS: Final = (
    (0, b"fLaC", ".flac"), (8, b"WAVE", ".wav"), (0, b"OggS", ".ogg"), (0, b"ID3", ".mp3"), (0, b"\xff\xfb", ".mp3"),
    (0, b"\xff\xf3", ".mp3"), (4, b"ftyp", ".m4a"), (0, b"\x1aE\xdf\xa3", ".webm"),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class OpenAISpeechToText(VendorEndpoint):
    """Implements `SpeechToText`. Takes recordings of up to 25 MB: longer ones come in pieces.

    `tells_speakers` for a model that tells voices apart: it names speakers, but no times of words.
    """

    tells_speakers: bool = False

    @property
    def _own_url(self) -> str:
        return OPENAI_URL

    def transcribe(self, recording: Path, *, language_hint: str | None) -> Recognition:
        language = code_of_hint(language_hint) if language_hint and not is_mixed(language_hint) else None
        size = recording.stat().st_size
        if size > MAX_HOSTED_SPEECH_BYTES:
            raise RecordingTooLarge(f"{size} bytes, {self.who} takes {MAX_HOSTED_SPEECH_BYTES} at once", field="file")
        body = self._send(recording, language)
        if self.tells_speakers:
            told = self.read(body, Diarized)
            return self._recognition(told, _by_voice(told), language)
        heard = self.read(body, Verbose)
        return self._recognition(heard, _by_sentence(heard), language)

    def _send(self, recording: Path, language: str | None) -> bytes:
        seconds, key = self.seconds(), self.secret()
        import openai

        with named_errors(openai, self.who), recording.open("rb") as file:
            client = openai.OpenAI(api_key=key, base_url=self.url, http_client=self.http, max_retries=0)
            came = client.audio.transcriptions.with_raw_response.create(
                file=(_name_of(recording), file),
                model=self.model,
                language=language or openai.omit,
                timeout=timeout(seconds),
                **self._format(),
            )
        content: bytes = came.http_response.content
        return content

    def _format(self) -> dict[str, Any]:
        if self.tells_speakers:
            return {"response_format": "diarized_json", "chunking_strategy": "auto"}
        return {"response_format": "verbose_json", "timestamp_granularities": ["word", "segment"]}

    def _recognition(self, heard: Heard, segments: Iterable[RecognisedSegment], language: str | None) -> Recognition:
        named = code_of_heard(heard.language)
        return Recognition(
            language=named if named != UNKNOWN else language or UNKNOWN,
            language_confidence=None,
            segments=tuple(segments),
            engine=self.engine,
            audio_seconds=heard.charged_seconds,
        )


def _name_of(recording: Path) -> str:
    """Servers go by the ending of a name. It is read from the bytes: a copy has none, and a name may say what it likes.

    The recording's own name is nobody's business.
    """
    with recording.open("rb") as file:
        head = file.read(_HEAD)
    return "recording" + next((ending for place, sign, ending in _SIGNS if head[place:].startswith(sign)), "")


def _by_voice(heard: Diarized) -> Iterator[RecognisedSegment]:
    """Voices are `S1`, `S2`, … in the order of their first speech."""
    spoken = [segment for segment in heard.segments if segment.text.strip()]
    names = list(dict.fromkeys(segment.speaker for segment in spoken))
    for segment in spoken:
        yield segment.recognised.model_copy(update={"speaker": f"S{names.index(segment.speaker) + 1}"})


def _by_sentence(heard: Verbose) -> Iterator[RecognisedSegment]:
    """Sentences by the words; a segment in which no word was found stands as it is."""
    spoken, words = heard.spoken
    pending: list[Word] = []
    texts, begins = [segment.spaced_text for segment in spoken], [segment.start for segment in spoken]
    for segment, written in zip(spoken, as_written(texts, begins, words), strict=True):
        pending += [word.model_copy(update={"confidence": segment.confidence}) for word in written]
        if not written and segment.text.strip():
            yield from (*sentences(pending), segment.recognised)
            pending = []
    yield from sentences(pending)
