"""Tells the interviewer from the participants: by what they are called, else by who asks and who answers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from shared.domain.role import Role
from shared.domain.transcript import Speaker

if TYPE_CHECKING:
    from shared.domain.transcript import Segment

INTERVIEWER_WORDS = frozenset({"interviewer", "moderator", "host", "facilitator", "researcher"})
PARTICIPANT_WORDS = frozenset({"participant", "interviewee", "candidate", "respondent", "guest"})
MIXED_QUESTION_SHARE = 0.2  # a lone voice that asks this often is probably two people under one label

_NUMBERED = r"(?:s|spk|speaker|voice|unknown)?[ _-]?\d*"
_SENTENCE = r"[^.?!？。]+[.?!？。]*"
_ASKS = r"(tell me|tell us|describe|walk me|talk me|could you|can you|would you|do you|did you|are you)\b"
_QUESTION_WORD = r"(what|how|why|when|where|who|which|whose)\b"


def speakers_of(segments: Sequence[Segment], names: Mapping[str, str] | None = None) -> tuple[Speaker, ...]:
    """The speakers in order of first speech, each with a role. `names` are those that the source gave to labels."""
    names = names or {}
    labels = list(dict.fromkeys(segment.speaker for segment in segments))
    roles = {label: role_in_name(names.get(label, label)) for label in labels}
    if not any(roles.values()):
        roles.update(_lone_role(segments, labels[0]) if len(labels) == 1 else _roles_by_asking(segments, labels))
    elif Role.INTERVIEWER in roles.values():
        roles.update({label: Role.PARTICIPANT for label, role in roles.items() if role is None})
    else:
        roles.update(_interviewer_among(segments, [label for label, role in roles.items() if role is None]))
    return tuple(
        Speaker(label=label, role=roles[label] or Role.UNKNOWN, name=_own_name(names.get(label))) for label in labels
    )


def role_in_name(name: str) -> Role | None:
    """The role that a name such as `Interviewer 2` says; None for the name of a person."""
    words = set(re.findall(r"[^\W\d_]+", name.casefold()))
    if words & INTERVIEWER_WORDS:
        return Role.INTERVIEWER
    return Role.PARTICIPANT if words & PARTICIPANT_WORDS else None


def count_questions(text: str) -> int:
    """How many sentences of the text ask something."""
    return sum(_is_question(sentence.strip()) for sentence in re.findall(_SENTENCE, text))


def _is_question(sentence: str) -> bool:
    start = sentence.casefold()
    unended = not start.endswith((".", "!", "。"))
    return (
        start.endswith(("?", "？"))
        or bool(re.match(_ASKS, start))
        or (unended and bool(re.match(_QUESTION_WORD, start)))
    )


def _own_name(name: str | None) -> str | None:
    """A person's name, and no role or number."""
    return name if name and role_in_name(name) is None and not re.fullmatch(_NUMBERED, name.casefold()) else None


def _lone_role(segments: Sequence[Segment], label: str) -> dict[str, Role | None]:
    sentences = sum(len(re.findall(_SENTENCE, segment.text)) for segment in segments)
    questions = sum(count_questions(segment.text) for segment in segments)
    mixed = questions > MIXED_QUESTION_SHARE * sentences
    return {label: Role.UNKNOWN if mixed else Role.PARTICIPANT}


def _roles_by_asking(segments: Sequence[Segment], labels: Sequence[str]) -> dict[str, Role | None]:
    """One interviewer and the rest participants; all unknown when nobody asks anything."""
    found = _interviewer_among(segments, labels)
    return dict.fromkeys(labels, Role.PARTICIPANT if found else Role.UNKNOWN) | found


def _interviewer_among(segments: Sequence[Segment], labels: Sequence[str]) -> dict[str, Role | None]:
    """Of `labels`, the one with the most questions and the least speech, if it asks at all."""
    asked, said = Counter[str](), Counter[str]()
    for segment in segments:
        asked[segment.speaker] += count_questions(segment.text)
        said[segment.speaker] += len(segment.text)
    questions, speech = (sum(count[label] for label in labels) for count in (asked, said))
    if not questions:
        return {}
    best = max(labels, key=lambda label: asked[label] / questions - said[label] / speech)
    return {best: Role.INTERVIEWER}
