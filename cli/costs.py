"""Whose costs `parley cost` was asked for."""

from cli.reading import key_of
from cli.stage import Session
from shared.domain.engines import month_of
from shared.domain.errors import InvalidRequest
from shared.usecases.read_costs import (
    Cost,
    InterviewCost,
    costs_of_interview,
    costs_of_organisation,
    costs_of_project,
)


def interview_cost_of(session: Session, interview_id: str) -> InterviewCost:
    """The cost of an interview. Raises UnknownInterview."""
    root = session.root
    return costs_of_interview(key_of(session, interview_id), interviews=root.interviews, ledger=root.ledger)


def sum_of(session: Session, *, interview_id: str | None, org: bool, project_id: str | None, month: str | None) -> Cost:
    """The sum of a project or of the organisation, which a month alone means, too.

    Raises InvalidRequest unless exactly one of them is meant.
    """
    root, organisation_id = session.root, session.organisation_id
    whole = org or (month is not None and not project_id)
    if interview_id or whole == bool(project_id):
        remedy = "name an interview, or --project ID, or --org, or a --month of the organisation or of a project"
        raise InvalidRequest("it is not clear whose cost is meant", field="id", remedy=remedy)
    if project_id:
        return costs_of_project(organisation_id, project_id, month, projects=root.projects, ledger=root.ledger)
    return costs_of_organisation(organisation_id, month or month_of(root.clock.now()), ledger=root.ledger)
