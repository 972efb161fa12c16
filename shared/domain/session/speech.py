"""Synthesised speech."""

import hashlib

from shared.domain.transcript import Engine
from shared.domain.value import Value


class Speech(Value):
    """The sound of something that is said. `content_type` is for instance `audio/mpeg` or `audio/wav`."""

    sound: bytes
    content_type: str
    characters: int
    engine: Engine


def speech_key(organisation_id: str, voice: str, language: str, text: str) -> str:
    """Where the sound of a text is kept: the same text in the same voice is synthesised once per organisation."""
    mark = hashlib.sha256(f"{voice}\n{language}\n{text}".encode()).hexdigest()
    return f"{organisation_id}/speech/{mark}"
