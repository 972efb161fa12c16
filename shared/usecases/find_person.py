"""The interviews that a person takes part in. An operator's search: it looks at every interview of the organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.data_subject import is_about
from shared.domain.errors import InvalidRequest
from shared.domain.evidence import Person
from shared.domain.limits import MAX_NAME_CHARACTERS, PAGE_LIMIT_MAX
from shared.domain.steps import Step
from shared.usecases.read_results import ResultReader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.domain.interview import Interview
    from shared.ports import InterviewStore, ResultStore


def find_person(
    organisation_id: str, who: str, *, interviews: InterviewStore, results: ResultStore
) -> Iterator[Interview]:
    """Newest first. `who` is a whole name, an e-mail address or a parent platform's id. Raises InvalidRequest."""
    if not who.strip() or len(who) > MAX_NAME_CHARACTERS:
        raise InvalidRequest(f"1 to {MAX_NAME_CHARACTERS} characters", field="person")
    for interview in _all(organisation_id, interviews):
        people = ResultReader(interview, results).rows(Step.EVIDENCE, Person)
        if is_about(who, interview, people):
            yield interview


def _all(organisation_id: str, interviews: InterviewStore) -> Iterator[Interview]:
    cursor: str | None = None
    while True:
        page = interviews.list_interviews(organisation_id, status=None, limit=PAGE_LIMIT_MAX, cursor=cursor)
        yield from page.items
        cursor = page.cursor
        if cursor is None:
            return
