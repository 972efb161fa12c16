"""Whose data an interview holds: its candidate, and who takes part in it, by the names that it knows them by."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from shared.domain.role import Role

if TYPE_CHECKING:
    from shared.domain.interview import Interview
    from shared.domain.person import Person


def is_about(who: str, interview: Interview, people: Iterable[Person]) -> bool:
    """Whether `who` (a name, an e-mail address, a parent platform's own id) takes part in the interview.

    Names are compared whole, whatever their letters' case and spaces: half a name would take others' interviews along.
    The interviewer is nobody whom an interview is about.
    """
    wanted = _plain(who)
    return bool(wanted) and wanted in {_plain(name) for name in _known_as(interview, people)}


def _known_as(interview: Interview, people: Iterable[Person]) -> Iterator[str]:
    candidate = interview.candidate
    if candidate:
        yield from (candidate.name, candidate.email, candidate.external_id or "")
    yield from (person.name or "" for person in people)
    yield from (edit.name or "" for edit in interview.speaker_edits if edit.role is not Role.INTERVIEWER)


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
