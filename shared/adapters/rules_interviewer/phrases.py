"""The phrases of `phrases.txt` as patterns, and where they count."""

import re
from functools import cache
from pathlib import Path
from typing import Final

from shared.domain.session.answer import AnswerKind

FILE: Final = Path(__file__).with_name("phrases.txt")
ANYWHERE: Final = "..."
_CLAUSE: Final = r"(?:^|[,;:!?.)\]…–—-]\s+)[\W_]*"
_SLOT: Final = re.compile(r"<([a-z]+)>")
_DEFINITION: Final = re.compile(r"([a-z]+) = (.+)")
_SECTION: Final = re.compile(r"\[([a-z_]+)\]$")
# Before a command that stands anywhere these make it something that is told, not asked.
_TOLD: Final = re.compile(
    r"\b(?:to|i|we|he|she|they|you|who|people|not|never|would|could|can|will|should|must|don't|didn't)\s+$",
    re.IGNORECASE,
)
# An insult or a command after these was somebody else's.
_REPORTED: Final = re.compile(
    r"\b(?:said|says|say|saying|told|tells?|telling|shouted|yelled|screamed|called|wrote|replied|thought|asked|asking"
    r"|complained|shouting|claimed|heard|reads?|was like|emailed|texted|typed|words|sentence|message|review|ticket)\b"
    r"[^.!?]{0,30}$",
    re.IGNORECASE,
)
COMMANDS: Final = frozenset({AnswerKind.INSTRUCTION, AnswerKind.HOSTILE, AnswerKind.LEAVING})


class Phrases:
    """The patterns of one kind."""

    def __init__(self, kind: AnswerKind, lead: str, lines: list[str]) -> None:
        self._kind = kind
        begins = [line for line in lines if not line.startswith(ANYWHERE)]
        anywhere = [line.removeprefix(ANYWHERE) for line in lines if line.startswith(ANYWHERE)]
        self._patterns = [re.compile(rf"{_CLAUSE}{lead}(?P<said>{line})(?!\w)", re.IGNORECASE) for line in begins]
        self._anywhere = [re.compile(rf"(?<!\w)(?P<said>{line})(?!\w)", re.IGNORECASE) for line in anywhere]

    def spans(self, sentence: str) -> list[tuple[int, int]]:
        """Where the sentence says so: beginnings and ends, not in any order."""
        found = [match.span() for pattern in self._patterns for match in pattern.finditer(sentence)]
        told = (match for pattern in self._anywhere for match in pattern.finditer(sentence))
        found += [match.span() for match in told if not _TOLD.search(sentence[: match.start("said")])]
        return [span for span in found if not self._is_reported(sentence[: span[0]])]

    def _is_reported(self, before: str) -> bool:
        return self._kind in COMMANDS and _REPORTED.search(before) is not None


@cache
def phrases() -> dict[AnswerKind, Phrases]:
    """The patterns by the kind that they show."""
    definitions: dict[str, str] = {}
    lines: dict[AnswerKind, list[str]] = {}
    section: AnswerKind | None = None
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        if named := _DEFINITION.fullmatch(line):
            definitions[named[1]] = _filled(named[2], definitions)
        elif begun := _SECTION.fullmatch(line):
            section = AnswerKind(begun[1])
        elif section:
            lines.setdefault(section, []).append(_filled(line, definitions))
    return {kind: Phrases(kind, definitions["lead"], found) for kind, found in lines.items()}


def _filled(line: str, definitions: dict[str, str]) -> str:
    return _SLOT.sub(lambda slot: definitions.get(slot[1], slot[0]), line)
