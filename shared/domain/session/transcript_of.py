"""A session as a transcript: from there on, an interview that we hold is like any other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from shared.domain.made_by import Engine
from shared.domain.role import Role
from shared.domain.session.lines import INTERVIEWER, PARTICIPANT, parts, said
from shared.domain.session.status import SessionStatus
from shared.domain.session.wording import language_name, speaks_otherwise
from shared.domain.transcript import Segment, Speaker, Transcript

if TYPE_CHECKING:
    from shared.domain.session.plan import SessionPlan
    from shared.domain.session.session import Session
    from shared.domain.session.turn import Turn

CHARACTERS_A_SECOND: Final = 15.0  # of speech; what was typed is taken as if it had been said


def session_engine(*, draft: bool = False) -> Engine:
    """Who makes transcripts of sessions."""
    return Engine(name="parley-session", version="1", draft=draft)


def transcript_of(plan: SessionPlan, session: Session, turns: Sequence[Turn]) -> Transcript:
    """What was said, with times reckoned from those of the turns. Answers that nobody could hear are left out."""
    segments: list[Segment] = []
    for line in said(plan, session, turns):
        began = max(segments[-1].end_seconds if segments else 0.0, (line.at - session.started_at).total_seconds())
        for part in parts(line.text):
            ends = round(began + len(part) / CHARACTERS_A_SECOND, 3)
            made = Segment(
                index=len(segments),
                speaker=line.speaker,
                start_seconds=round(began, 3),
                end_seconds=ends,
                text=part,
                confidence=line.confidence,
            )
            segments.append(made)
            began = ends
    return Transcript(
        language=plan.language,
        duration_seconds=segments[-1].end_seconds,
        segments=tuple(segments),
        speakers=(
            Speaker(label=INTERVIEWER, role=Role.INTERVIEWER),
            Speaker(label=PARTICIPANT, role=Role.PARTICIPANT),
        ),
        engine=session_engine(draft=any(t.answer.heard_by is not None and t.answer.heard_by.draft for t in turns)),
        warnings=tuple(_warnings(plan, session, turns)),
    )


def _unheard(turns: Sequence[Turn]) -> set[str]:
    """The keys of the sounds that nobody has understood, or has come to hear; one that was heard again has been."""
    understood = {turn.answer.audio_key for turn in turns if turn.answer.is_understood}
    return {key for turn in turns if (key := turn.answer.audio_key) and key not in understood}


def _warnings(plan: SessionPlan, session: Session, turns: Sequence[Turn]) -> Iterator[str]:
    if session.status is SessionStatus.ABANDONED:
        yield f"the interview was abandoned after {len(turns)} answers"
    if speaks_otherwise(plan):
        yield f"the interviewer's own words were in English: it has none in {language_name(plan.language)}"
    if unheard := len(_unheard(turns)):
        yield f"{unheard} answers could not be understood; their recordings are kept"
    cut = sum(turn.answer.cut for turn in turns)
    if cut:
        yield f"{cut} answers were longer than an answer may be, and were heard up to the limit"
    for note, count in Counter(note for turn in turns for note in turn.notes).items():
        yield note if count == 1 else f"{note} ({count} times)"
