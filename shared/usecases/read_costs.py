"""What an interview, a project or an organisation has cost: sums that are kept, read without looking at interviews."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shared.domain.engines import PLATFORM, EngineUse, sum_uses
from shared.domain.errors import InvalidRequest
from shared.domain.step_record import StepUse
from shared.domain.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shared.domain.interview_key import InterviewKey
    from shared.domain.project import Project
    from shared.ports import InterviewStore, Ledger, ResourceStore

_MONTH = r"\d{4}-(0[1-9]|1[0-2])"


class Cost(Value):
    """What was used, by provider and model, and its price.

    `aws_nanodollars` is the part of `price_nanodollars` that is AWS's: an estimate, of counted work at list prices.
    """

    uses: tuple[EngineUse, ...]
    price_nanodollars: int
    aws_nanodollars: int


class InterviewCost(Cost):
    """The same, by step as well. A step that is None: around the steps."""

    steps: tuple[StepUse, ...]


def costs_of_interview(key: InterviewKey, *, interviews: InterviewStore, ledger: Ledger) -> InterviewCost:
    """Over all runs of the interview. Raises UnknownInterview."""
    interviews.get_interview(key)
    return interview_cost(key, ledger)


def interview_cost(key: InterviewKey, ledger: Ledger) -> InterviewCost:
    """The cost of an interview that is known."""
    steps = tuple(ledger.costs_of_interview(key))
    return InterviewCost(steps=steps, **dict(_cost(cost.use for cost in steps)))


def costs_of_project(
    organisation_id: str, project_id: str, month: str | None, *, projects: ResourceStore[Project], ledger: Ledger
) -> Cost:
    """The cost of a project in a month (UTC), or in all of them. Raises UnknownProject, InvalidRequest."""
    projects.get(organisation_id, project_id)
    return _cost(ledger.costs_of_project(organisation_id, project_id, _checked(month) if month else None))


def costs_of_organisation(organisation_id: str, month: str, *, ledger: Ledger) -> Cost:
    """The cost of an organisation in a month (UTC). Raises InvalidRequest."""
    return _cost(ledger.costs_of_organisation(organisation_id, _checked(month)))


def _checked(month: str) -> str:
    if not re.fullmatch(_MONTH, month):
        raise InvalidRequest("is no month", field="month", remedy="write it as 2026-11")
    return month


def _cost(uses: Iterable[EngineUse]) -> Cost:
    sums = sum_uses(uses)
    return Cost(uses=sums, price_nanodollars=_price(sums), aws_nanodollars=_price(platform_uses(sums)))


def platform_uses(uses: Iterable[EngineUse]) -> list[EngineUse]:
    """Those of what the engines run on."""
    return [use for use in uses if use.kind == PLATFORM]


def _price(uses: Sequence[EngineUse]) -> int:
    return sum(use.price_nanodollars for use in uses)
