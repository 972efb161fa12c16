"""Synthesised speech, and where the sound of sessions is kept."""

import hashlib
from typing import TYPE_CHECKING

from shared.domain.made_by import Engine
from shared.domain.value import Value

if TYPE_CHECKING:
    from shared.domain.interview_key import InterviewKey

SPOKEN, TURNS = "speech", "turns"


class Speech(Value):
    """The sound of something that is said. `content_type` is for instance `audio/mpeg` or `audio/wav`.

    `voice` is whose it is, as `TextToSpeech.voice` says it: another one than was asked when that one stood in.
    """

    sound: bytes
    content_type: str
    characters: int
    engine: Engine
    voice: str


def speech_key(organisation_id: str, voice: str, language: str, text: str) -> str:
    """Where the sound of a text is kept: the same text in the same voice is synthesised once per organisation."""
    return speech_folder(organisation_id) + _mark(voice, language, text)


def speech_folder(organisation_id: str) -> str:
    """Below which the sound is that is kept for the whole organisation."""
    return f"{organisation_id}/{SPOKEN}/"


def said_key(interview: "InterviewKey", voice: str, language: str, text: str) -> str:
    """Where the sound of a text is kept that may hold words of the candidate's: it is erased with the interview."""
    return f"{interview.organisation_id}/{interview.interview_id}/{SPOKEN}/{_mark(voice, language, text)}"


def sound_folders(interview: "InterviewKey") -> tuple[str, ...]:
    """Below which the sound of a session is, what was answered and what was said: it is kept like a recording."""
    return tuple(f"{interview.organisation_id}/{interview.interview_id}/{folder}/" for folder in (TURNS, SPOKEN))


def is_of_session(key: str) -> bool:
    """Whether an object of the media bucket belongs to a session, and is no upload whose run is to be started."""
    return bool({SPOKEN, TURNS}.intersection(key.split("/")[1:-1]))


def _mark(voice: str, language: str, text: str) -> str:
    return hashlib.sha256(f"{voice}\n{language}\n{text}".encode()).hexdigest()
