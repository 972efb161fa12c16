"""What was said in a session, line by line, and in which segment of its transcript it stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from shared.domain.bundle import Bundle
from shared.domain.session.wording import opening

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from shared.domain.session.plan import SessionPlan
    from shared.domain.session.session import Session
    from shared.domain.session.turn import Turn

INTERVIEWER, PARTICIPANT = "S1", "S2"
MAX_SEGMENT_CHARACTERS: Final = 600
_SENTENCE: Final = r"[^.!?।]+[.!?।]*\s*"


class Line(Bundle):
    """Something that was said. `turn` is that of an answer."""

    speaker: str
    at: datetime
    text: str
    confidence: float | None = None
    turn: int | None = None


def said(plan: SessionPlan, session: Session, turns: Sequence[Turn]) -> Iterator[Line]:
    """All that was said, in its order. Answers that nobody could hear are left out."""
    yield Line(INTERVIEWER, session.started_at, opening(plan))
    for turn in turns:
        if turn.answer.is_understood:
            yield Line(PARTICIPANT, turn.asked_at, turn.answer.text, turn.answer.confidence, turn.number)
        if turn.reply and turn.replied_at:
            yield Line(INTERVIEWER, turn.replied_at, turn.reply.text)


def parts(text: str) -> list[str]:
    """A few sentences each, so that what is quoted of them is short."""
    found = [""]
    for sentence in re.findall(_SENTENCE, text.strip()) or [text.strip()]:
        if found[-1] and len(found[-1]) + len(sentence) > MAX_SEGMENT_CHARACTERS:
            found.append("")
        found[-1] += sentence
    return [part.strip() for part in found if part.strip()]


def turn_of_segment(plan: SessionPlan, session: Session, turns: Sequence[Turn]) -> dict[int, int]:
    """The number of the turn that was answered in each segment of the transcript, by the segment's index."""
    lines = (line.turn for line in said(plan, session, turns) for _ in parts(line.text))
    return {index: turn for index, turn in enumerate(lines) if turn is not None}
