"""The interviews that a person takes part in. One after another is looked at; a request looks at some of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.data_subject import is_about
from shared.domain.errors import InvalidRequest
from shared.domain.interview_filter import InterviewFilter
from shared.domain.limits import MAX_NAME_CHARACTERS, PAGE_LIMIT_MAX
from shared.domain.person import Person
from shared.domain.steps import Step
from shared.usecases.all_pages import all_interviews
from shared.usecases.result_reader import ResultReader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.domain.interview import Interview
    from shared.ports import InterviewLists, Page, ResultStore


def find_person(organisation_id: str, who: str, *, lists: InterviewLists, results: ResultStore) -> Iterator[Interview]:
    """Newest first. `who` is a whole name, an e-mail address or a parent platform's id. Raises InvalidRequest."""
    _check(who)
    every = all_interviews(organisation_id, InterviewFilter(), lists=lists)
    yield from (one for one in every if _is_about(who, one, results))


def look_for_person(
    organisation_id: str, who: str, cursor: str | None, *, lists: InterviewLists, results: ResultStore
) -> Page[Interview]:
    """Of the next hundred interviews those that they take part in; a cursor says that there are more.

    Raises InvalidRequest, also for a cursor that is not ours.
    """
    _check(who)
    page = lists.find_interviews(organisation_id, InterviewFilter(), limit=PAGE_LIMIT_MAX, cursor=cursor)
    found = tuple(one for one in page.items if _is_about(who, one, results))
    return page.model_copy(update={"items": found})


def _check(who: str) -> None:
    if not who.strip() or len(who) > MAX_NAME_CHARACTERS:
        raise InvalidRequest(f"1 to {MAX_NAME_CHARACTERS} characters", field="person")


def _is_about(who: str, interview: Interview, results: ResultStore) -> bool:
    return is_about(who, interview, ResultReader(interview, results).rows(Step.EVIDENCE, Person))
