"""Embedded text to speech: Piper, which is under the GPL, in a process of its own that is reached over HTTP."""

from dataclasses import dataclass

from shared.adapters.voice_endpoint import VoiceEndpoint
from shared.domain.session.speech import Speech


@dataclass(frozen=True, kw_only=True)
class PiperTextToSpeech(VoiceEndpoint):
    """Implements `TextToSpeech`. No key is asked for."""

    def synthesise(self, text: str, *, language: str) -> Speech:
        body = {"text": text, "voice": self.speaker(language)}
        return self.speech(text, self.post("/synthesize", body, {}))
