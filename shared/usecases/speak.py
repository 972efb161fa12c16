"""What the interviewer says gets its sound: kept from before, or synthesised and kept. Its text never waits for it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from shared.domain.bundle import Bundle
from shared.domain.errors import ParleyError
from shared.domain.session.limits import MAX_SPEECH_CHARACTERS, SPEECH_URL_SECONDS
from shared.domain.session.speech import said_key, speech_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.ports import Engines, EngineScope, MediaStore
    from shared.ports.sessions import TextToSpeech

    KeyOf = Callable[[str], str]


class SpeakingPorts(Bundle):
    """Who speaks, and where the sound is kept."""

    engines: Engines
    media: MediaStore


def speak(text: str, *, language: str, scope: EngineScope, ports: SpeakingPorts, fixed: bool = False) -> str | None:
    """The address of the sound, good for SPEECH_URL_SECONDS. None where there is none; the scope's meter says why.

    `fixed` is for what is said to everybody, word for word: it is kept for the whole organisation. What may repeat
    a candidate's words is kept with the interview. A repeat finds what was kept, and costs nothing.
    """
    said = text.strip()
    if not 0 < len(said) <= MAX_SPEECH_CHARACTERS:
        scope.meter.note(f"not spoken: {len(said)} characters, and 1 to {MAX_SPEECH_CHARACTERS} are spoken at once")
        return None
    place = partial(speech_key, scope.interview.organisation_id) if fixed else partial(said_key, scope.interview)
    try:
        return _address(said, language, lambda voice: place(voice, language, said), scope, ports)
    except ParleyError as error:
        scope.meter.note(f"not spoken because of {type(error).__name__}: {error}")
        return None


def _address(text: str, language: str, key_of: KeyOf, scope: EngineScope, ports: SpeakingPorts) -> str | None:
    speaker = ports.engines.voice(scope)
    if speaker is None:
        scope.meter.note("not spoken: this stage has no voice")
        return None
    key = key_of(speaker.voice)
    if ports.media.head(key, None) is None:
        key = _synthesised(text, language, key_of, speaker, ports.media)
    return ports.media.presign_download(key, seconds=SPEECH_URL_SECONDS)


def _synthesised(text: str, language: str, key_of: KeyOf, speaker: TextToSpeech, media: MediaStore) -> str:
    """Who stood in is kept by a voice of its own, so that the one that was asked has its turn again."""
    speech = speaker.synthesise(text, language=language)
    key = key_of(speech.voice)
    media.put(key, speech.sound, content_type=speech.content_type)
    return key
