"""Hosted text to speech by Google Cloud, with an API key."""

import base64
import binascii
from dataclasses import dataclass
from typing import Final

from shared.adapters.vendor_endpoint import Came
from shared.adapters.voice_endpoint import VoiceEndpoint
from shared.domain.errors import EngineFailed, EngineRefused, ParleyError
from shared.domain.session.speech import Speech

GOOGLE_URL: Final = "https://texttospeech.googleapis.com"
_WRONG_KEY: Final = ("api_key_invalid", "api key not valid", "api key expired")


@dataclass(frozen=True, kw_only=True)
class GoogleTextToSpeech(VoiceEndpoint):
    """Implements `TextToSpeech`. A voice's name begins with its language: `en-US-Neural2-F`."""

    @property
    def _own_url(self) -> str:
        return GOOGLE_URL

    def synthesise(self, text: str, *, language: str) -> Speech:
        speaker = self.speaker(language)
        body = {
            "input": {"text": text},
            "voice": {"languageCode": "-".join(speaker.split("-")[:2]), "name": speaker},
            "audioConfig": {"audioEncoding": "MP3"},
        }
        answer = self.post("/v1/text:synthesize", body, {"X-Goog-Api-Key": self.secret()}, self._special)
        return self.speech(text, self._decoded(self.read(answer, _Spoken).audioContent))

    def _decoded(self, text: str) -> bytes:
        try:
            return base64.b64decode(text, validate=True)
        except binascii.Error:
            raise EngineFailed(f"{self.who}: its answer is no sound") from None

    def _special(self, status: int, text: str) -> ParleyError | None:
        """Google calls a wrong key a bad request, which is said of the provider and not of what was asked."""
        wrong = any(sign in text for sign in _WRONG_KEY)
        return EngineRefused(f"{self.who}: HTTP {status}, the key is not valid") if wrong else None


class _Spoken(Came):
    audioContent: str  # noqa: N815 - as Google spells it
