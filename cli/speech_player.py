"""The interviewer's voice: played where this machine has a player, kept as a file in any case."""

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

from cli.calls import Calls
from cli.errors import ApiRefused, ConnectionLost

SUFFIXES: Final = {"audio/wav": ".wav", "audio/x-wav": ".wav", "audio/mpeg": ".mp3", "audio/ogg": ".ogg"}
PLAYERS: Final = (
    ("afplay",),
    ("ffplay", "-nodisp", "-autoexit", "-loglevel", "quiet"),
    ("mpv", "--no-video", "--really-quiet"),
    ("paplay",),
    ("aplay", "-q"),
)
MAX_SECONDS: Final = 120.0


@dataclass(frozen=True)
class SpeechPlayer:
    """Where the sound is kept."""

    calls: Calls
    folder: Path
    find: Callable[[str], str | None] = shutil.which

    def play(self, url: str, number: int) -> str:
        """What became of it, in words."""
        try:
            file = self._kept(url, number)
        except (ApiRefused, ConnectionLost, httpx.HTTPError) as error:
            return f"no sound: {type(error).__name__}; the words are all there"
        player = next((found for found in PLAYERS if self.find(found[0])), None)
        if player is None:
            return f"sound: {file}"
        subprocess.run([*player, str(file)], check=False, capture_output=True, timeout=MAX_SECONDS)
        return f"played: {file}"

    def _kept(self, url: str, number: int) -> Path:
        answer = self.calls.ask("GET", url)
        if where := answer.headers.get("location"):  # storage knows nothing of our headers
            answer = self.calls.client.get(where)
            answer.raise_for_status()
        kind = answer.headers.get("content-type", "").partition(";")[0]
        self.folder.mkdir(parents=True, exist_ok=True)
        file = self.folder / f"{number:02d}{SUFFIXES.get(kind, '.bin')}"
        file.write_bytes(answer.content)
        return file
