"""Questions in a list: how many there may be, how long all of it, and how each is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from shared.domain.session.limits import MAX_PLANNED_QUESTIONS, MAX_QUESTIONS_BYTES

if TYPE_CHECKING:
    from shared.domain.session.plan import PlannedQuestion


def check_questions(questions: Sequence[PlannedQuestion]) -> None:
    """Raises ValueError when they are more, or longer, than a plan holds, or two have the same id."""
    if len(questions) > MAX_PLANNED_QUESTIONS:
        raise ValueError(f"has more than {MAX_PLANNED_QUESTIONS} questions")
    if sum(len(question.model_dump_json(by_alias=True).encode()) for question in questions) > MAX_QUESTIONS_BYTES:
        raise ValueError(f"has questions of more than {MAX_QUESTIONS_BYTES} bytes, with all that belongs to them")
    if len({question.id for question in questions}) < len(questions):
        raise ValueError("has two questions of the same id")


def ids_for(given: Sequence[str | None]) -> Iterator[str]:
    """An id for each: the given one where it is the first of its kind, else the next number that is free."""
    taken = {one for one in given if one}
    used: set[str] = set()
    free = (f"q{number}" for number in range(1, len(given) + len(taken) + 1) if f"q{number}" not in taken)
    for one in given:
        chosen = one if one and one not in used else next(free)
        used.add(chosen)
        yield chosen
