"""Hosted text to speech by OpenAI's library."""

from dataclasses import dataclass

from shared.adapters.openai_model import OPENAI_URL
from shared.adapters.vendor_errors import named_errors
from shared.adapters.vendor_http import timeout
from shared.adapters.voice_endpoint import VoiceEndpoint
from shared.domain.session.speech import Speech


@dataclass(frozen=True, kw_only=True)
class OpenAITextToSpeech(VoiceEndpoint):
    """Implements `TextToSpeech`."""

    @property
    def _own_url(self) -> str:
        return OPENAI_URL

    def synthesise(self, text: str, *, language: str) -> Speech:
        speaker, seconds, key = self.speaker(language), self.seconds(), self.secret()
        import openai

        with named_errors(openai, self.who):
            client = openai.OpenAI(api_key=key, base_url=self.url, http_client=self.http, max_retries=0)
            came = client.audio.speech.with_raw_response.create(
                model=self.model, voice=speaker, input=text, response_format="mp3", timeout=timeout(seconds)
            )
            sound: bytes = came.http_response.content
        return self.speech(text, sound)
