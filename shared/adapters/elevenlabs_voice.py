"""Hosted text to speech by ElevenLabs."""

from dataclasses import dataclass
from typing import Final

from shared.adapters.voice_endpoint import VoiceEndpoint
from shared.domain.errors import EngineRefused, ParleyError
from shared.domain.session.speech import Speech

ELEVENLABS_URL: Final = "https://api.elevenlabs.io"
_USED_UP: Final = "quota_exceeded"


@dataclass(frozen=True, kw_only=True)
class ElevenLabsTextToSpeech(VoiceEndpoint):
    """Implements `TextToSpeech`."""

    @property
    def _own_url(self) -> str:
        return ELEVENLABS_URL

    def synthesise(self, text: str, *, language: str) -> Speech:
        path = f"/v1/text-to-speech/{self.speaker(language)}?output_format=mp3_44100_64"
        body = {"text": text, "model_id": self.model, "language_code": language.partition("-")[0].lower()}
        return self.speech(text, self.post(path, body, {"xi-api-key": self.secret()}, self._special))

    def _special(self, _status: int, text: str) -> ParleyError | None:
        """No patience helps when the plan's characters are spoken."""
        return EngineRefused(f"{self.who}: {_USED_UP}") if _USED_UP in text else None
