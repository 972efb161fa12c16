"""The phrases of `phrases.txt` as patterns, and where they count."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

from shared.domain.session.answer import AnswerKind

FILE: Final = Path(__file__).with_name("phrases.txt")
ANYWHERE: Final = "..."
SENTENCE: Final = "^"
_BEGINS: Final = r"^[\W_]*"
_CLAUSE: Final = r"(?:^|[,;:!?.)\]…–—-]\s+)[\W_]*"
_SLOT: Final = re.compile(r"<([a-z]+)>")
_DEFINITION: Final = re.compile(r"([a-z]+) = (.+)")
_SECTION: Final = re.compile(r"\[([a-z_]+)( alone)?\]$")
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
# And before these.
_REPORTED_AFTER: Final = re.compile(
    r"^[^.!?]{0,60}[,\"'”]\s*(?:that(?:'s| is| was) what )?(?:i|we|he|she|they|people"
    r"|(?:my|the|our|a|one) \w+(?: \w+)?)"
    r" (?:\w+ly )?(?:said|told|thought|shouted|yelled|replied|wrote|asked|says?|answered)\b",
    re.IGNORECASE,
)
# Who asks others these questions does not ask here: "I always ask one thing: how can I help you?"
_ASKED_OTHERS: Final = re.compile(
    r"(?:\b(?:i|we|he|she|they|who|and|then|always|usually|often|first|simply|just|people|customers|to|them|him|her)"
    r" (?:said|asked|told|wondered|say|ask|tell|asks|says|thought|replied)\b"
    r"|\bask(?:ing|ed)? (?:the|my|them|him|her|each|every|people|everyone|customers|clients|patients|users|myself)\b"
    r"|\bquestions? (?:to|for|of) (?:an?|the|every|each|my|our|customers|them)\b)[^.!?]{0,40}[,:;–—-]\s*[\"'“]?$",
    re.IGNORECASE,
)
COMMANDS: Final = frozenset({AnswerKind.INSTRUCTION, AnswerKind.HOSTILE, AnswerKind.LEAVING})
Span = tuple[int, int]


class Phrases:
    """The patterns of one kind. Those of `alone` count only where nothing else is said."""

    def __init__(self, kind: AnswerKind, lead: str, lines: Sequence[str], alone: Sequence[str] = ()) -> None:
        self._kind = kind
        self._patterns, self._alone = _compiled(lead, lines), _compiled(lead, alone)
        anywhere = (line.removeprefix(ANYWHERE) for line in lines if line.startswith(ANYWHERE))
        self._anywhere = [re.compile(rf"(?<!\w)(?P<said>{line})(?!\w)", re.IGNORECASE) for line in anywhere]

    def spans(self, sentence: str) -> list[Span]:
        """Where the sentence says so: beginnings and ends, not in any order."""
        found = [match.span() for pattern in self._patterns for match in pattern.finditer(sentence)]
        told = (match for pattern in self._anywhere for match in pattern.finditer(sentence))
        found += [match.span() for match in told if not _TOLD.search(sentence[: match.start("said")])]
        return [span for span in found if not self._is_reported(sentence, span)]

    def alone(self, sentence: str) -> list[Span]:
        """Where it says what shows the kind if nothing else is said."""
        found = [match.span() for pattern in self._alone for match in pattern.finditer(sentence)]
        return [span for span in found if not self._is_reported(sentence, span)]

    def _is_reported(self, sentence: str, span: Span) -> bool:
        before, after = sentence[: span[0]], sentence[span[1] :]
        if self._kind not in COMMANDS:
            return _ASKED_OTHERS.search(sentence[: span[0] + 2].rstrip() + " ") is not None
        return _REPORTED.search(before) is not None or _REPORTED_AFTER.search(after) is not None


def _compiled(lead: str, lines: Sequence[str]) -> list[re.Pattern[str]]:
    """Of all lines but those that count anywhere."""
    begins = [
        (_BEGINS, line.removeprefix(SENTENCE)) if line.startswith(SENTENCE) else (_CLAUSE, line)
        for line in lines
        if not line.startswith(ANYWHERE)
    ]
    return [re.compile(rf"{where}{lead}(?P<said>{line})(?!\w)", re.IGNORECASE) for where, line in begins]


@cache
def phrases() -> dict[AnswerKind, Phrases]:
    """The patterns by the kind that they show."""
    definitions: dict[str, str] = {}
    lines: dict[tuple[AnswerKind, bool], list[str]] = {}
    section: tuple[AnswerKind, bool] | None = None
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        if named := _DEFINITION.fullmatch(line):
            definitions[named[1]] = _filled(named[2], definitions)
        elif begun := _SECTION.fullmatch(line):
            section = AnswerKind(begun[1]), begun[2] is not None
        elif section:
            lines.setdefault(section, []).append(_filled(line, definitions))
    kinds = {kind for kind, _ in lines}
    lead = definitions["lead"]
    return {kind: Phrases(kind, lead, lines[kind, False], lines.get((kind, True), ())) for kind in kinds}


def _filled(line: str, definitions: dict[str, str]) -> str:
    return _SLOT.sub(lambda slot: definitions.get(slot[1], slot[0]), line)
