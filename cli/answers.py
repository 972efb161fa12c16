"""Where the answers of a live interview come from: typed, written down before, or recorded."""

import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from shared.domain.errors import InvalidRequest

HELP: Final = "an answer ends with an empty line · /repeat · /audio FILE · /end"
SOUNDS: Final = (".wav", ".webm", ".ogg", ".oga", ".opus", ".mp4", ".m4a", ".mp3", ".flac", ".aac")
_PARAGRAPHS: Final = re.compile(r"\n[ \t]*\n")


@dataclass(frozen=True)
class Answer:
    """One of: words, a recording, the wish to hear it again, the wish to end."""

    text: str = ""
    recording: Path | None = None
    repeat: bool = False
    end: bool = False


class Answers(Protocol):
    """A source of answers."""

    @property
    def scripted(self) -> bool:
        """Whether there is nobody who could say more."""
        ...

    def next(self) -> Answer | None:
        """None when there are no more."""
        ...


@dataclass
class Typed:
    """Somebody at the keyboard. `prompt` is called before each line, `say` tells them what cannot be understood."""

    prompt: Callable[[], None]
    say: Callable[[str], None]
    scripted: bool = False

    def next(self) -> Answer | None:
        lines: list[str] = []
        while line := self._line():
            text = line.rstrip("\r\n")
            if not lines and text.startswith("/"):
                if found := self._command(text):
                    return found
            elif text.strip():
                lines.append(text)
            elif lines:
                break
        return Answer(text="\n".join(lines)) if lines else None

    def _line(self) -> str:
        self.prompt()
        return sys.stdin.readline()

    def _command(self, text: str) -> Answer | None:
        try:
            return command(text)
        except InvalidRequest as error:
            self.say(f"{error.message}: {error.advice}")
            return None


@dataclass
class Written:
    """Answers by script: a paragraph each, or a command."""

    paragraphs: list[str]
    scripted: bool = field(default=True)

    @classmethod
    def read(cls, file: Path) -> "Written":
        """Raises InvalidRequest."""
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            raise InvalidRequest(f"{file} cannot be read", field="answers", remedy="name a text file") from None
        return cls([part.strip() for part in _PARAGRAPHS.split(text) if part.strip()])

    def next(self) -> Answer | None:
        if not self.paragraphs:
            return None
        text = self.paragraphs.pop(0)
        return command(text) if text.startswith("/") else Answer(text=text)


@dataclass
class Recorded:
    """Answers by the recordings of a folder, in the order of their names."""

    files: list[Path]
    scripted: bool = field(default=True)

    @classmethod
    def read(cls, folder: Path) -> "Recorded":
        """Raises InvalidRequest."""
        found = sorted(path for path in folder.glob("*") if path.suffix.lower() in SOUNDS)
        if not found:
            remedy = f"put one file for each answer there: {', '.join(SOUNDS)}"
            raise InvalidRequest(f"there is no recording in {folder}", field="voice", remedy=remedy)
        return cls(found)

    def next(self) -> Answer | None:
        return Answer(recording=self.files.pop(0)) if self.files else None


@dataclass
class Followed:
    """One source, and when it is empty the next."""

    sources: Sequence[Answers]

    @property
    def scripted(self) -> bool:
        return all(source.scripted for source in self.sources)

    def next(self) -> Answer | None:
        return next((answer for source in self.sources if (answer := source.next())), None)


def command(text: str) -> Answer:
    """What `/…` means. Raises InvalidRequest."""
    name, _, rest = text.strip().partition(" ")
    match name, rest.strip():
        case "/end", "":
            return Answer(end=True)
        case "/repeat", "":
            return Answer(repeat=True)
        case "/audio", named if Path(named).is_file():
            return Answer(recording=Path(named))
        case "/audio", _:
            raise InvalidRequest("there is no such file", field="audio", remedy="write /audio FILE")
    raise InvalidRequest(f"{name} is no command", field="answers", remedy=HELP)
