"""A voice of a provider, as the adapters of text to speech reach it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shared.adapters.vendor_endpoint import VendorEndpoint
from shared.adapters.vendor_errors import Special, http_errors, of_answer, refused_request
from shared.adapters.vendor_http import timeout
from shared.domain.catalogue import ANY_LANGUAGE
from shared.domain.errors import EngineFailed
from shared.domain.session.speech import Speech

MP3, WAV = "audio/mpeg", "audio/wav"
_FRAME = 0xE0  # the upper bits of an MP3 frame's second byte


@dataclass(frozen=True, kw_only=True)
class VoiceEndpoint(VendorEndpoint):
    """`voices` are the provider's names of voices by language; `voice` says the whole of it."""

    voice: str
    voices: Mapping[str, str] = field(repr=False)

    def synthesise(self, text: str, *, language: str) -> Speech:
        """As `TextToSpeech` has it."""
        raise NotImplementedError

    def speaker(self, language: str) -> str:
        """The voice for a language tag such as `en` or `en-GB`. Raises EngineRefused: it is another one's turn."""
        tag = language.strip().lower().replace("_", "-")
        for known in (tag, tag.partition("-")[0], ANY_LANGUAGE):
            if known in self.voices:
                return self.voices[known]
        raise refused_request(f"{self.who}: no voice for this language")

    def post(self, path: str, body: dict[str, Any], headers: dict[str, str], special: Special | None = None) -> bytes:
        """What the provider answers. Raises what engines raise."""
        seconds = self.seconds()
        with http_errors(self.who):
            response = self.http.post(f"{self.url}{path}", json=body, headers=headers, timeout=timeout(seconds))
        if not response.is_success:
            raise of_answer(response, self.who, special)
        content: bytes = response.content
        return content

    def speech(self, text: str, sound: bytes) -> Speech:
        """The sound as it came. Raises EngineFailed when it is none."""
        kind = _kind_of(sound)
        if kind is None:
            raise EngineFailed(f"{self.who}: its answer is no sound")
        return Speech(sound=sound, content_type=kind, characters=len(text), engine=self.engine, voice=self.voice)


def _kind_of(sound: bytes) -> str | None:
    if sound[:4] == b"RIFF" and sound[8:12] == b"WAVE":
        return WAV
    is_frame = len(sound) > 1 and sound[0] == 0xFF and sound[1] & _FRAME == _FRAME  # noqa: PLR2004 - a frame's first byte
    return MP3 if sound[:3] == b"ID3" or is_frame else None
