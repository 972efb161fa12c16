"""Text to speech by the service that the Edge browser reads aloud with: free of charge, and promised by nobody."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil

from shared.adapters.vendor_errors import of_status
from shared.adapters.voice_endpoint import VoiceEndpoint
from shared.domain.errors import EngineFailed, EngineTimeout
from shared.domain.session.speech import Speech


@dataclass(frozen=True, kw_only=True)
class EdgeTextToSpeech(VoiceEndpoint):
    """Implements `TextToSpeech`. No key is asked for; the address is the library's own."""

    def synthesise(self, text: str, *, language: str) -> Speech:
        speaker, seconds = self.speaker(language), self.seconds()
        with self._errors():
            return self.speech(text, asyncio.run(_spoken(text, speaker, seconds)))

    @contextmanager
    def _errors(self) -> Iterator[None]:
        import aiohttp
        from edge_tts.exceptions import EdgeTTSException

        try:
            yield
        except TimeoutError:
            raise EngineTimeout(f"{self.who} did not answer in time") from None
        except aiohttp.ClientResponseError as error:
            headers = {name.lower(): value for name, value in (error.headers or {}).items()}
            raise of_status(error.status, headers, "", self.who) from None
        except (aiohttp.ClientError, EdgeTTSException, KeyError, ValueError) as error:
            raise EngineFailed(f"{self.who}: {type(error).__name__}") from None


async def _spoken(text: str, speaker: str, seconds: float) -> bytes:
    """Raises TimeoutError when not all of it is there in so many seconds, and whatever the library raises."""
    import edge_tts

    async with asyncio.timeout(seconds):
        said = edge_tts.Communicate(text, speaker, receive_timeout=ceil(seconds))
        return b"".join([chunk["data"] async for chunk in said.stream() if chunk["type"] == "audio"])
