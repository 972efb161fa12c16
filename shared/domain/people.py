"""Who speaks, put together from what was understood of each voice in each window."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from shared.domain.person import InterviewPerson, Person
from shared.domain.role import Role

if TYPE_CHECKING:
    from shared.domain.drafts import PersonDraft
    from shared.domain.transcript import Speaker


def people_of(speakers: Sequence[Speaker], drafts: Sequence[PersonDraft]) -> list[Person]:
    """A person per voice that is not the interviewer's. What a human named stands above what an engine heard."""
    others = [speaker for speaker in speakers if speaker.role is not Role.INTERVIEWER]
    return [_person(speaker, [draft for draft in drafts if draft.speaker == speaker.label]) for speaker in others]


def _person(speaker: Speaker, drafts: Sequence[PersonDraft]) -> Person:
    return Person(
        id=f"person-{speaker.label.lower()}",
        speaker=speaker.label,
        name=speaker.name or _first(draft.name for draft in drafts),
        role=_first(draft.role for draft in drafts),
        organisation=_first(draft.organisation for draft in drafts),
    )


def _first(values: Iterable[str | None]) -> str | None:
    return next((value for value in values if value), None)


def links_of(speakers: Sequence[Speaker], people: Sequence[Person]) -> list[InterviewPerson]:
    """The link of each person to the interview, with the role they have in it."""
    roles = {speaker.label: speaker.role for speaker in speakers}
    return [InterviewPerson(person_id=p.id, speaker=p.speaker, role=roles[p.speaker]) for p in people]
