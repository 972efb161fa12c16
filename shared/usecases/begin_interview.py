"""An interview is made: it, its event, its quota and the answered request are one transaction."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from pydantic import Field

from shared.domain.alongside import Alongside, PlanOf
from shared.domain.bundle import Bundle
from shared.domain.candidate import Candidate, CandidateLink
from shared.domain.errors import Conflict, InvalidRequest, QuotaExceeded, UnknownItem, UnknownProject
from shared.domain.events import EventName, interview_event
from shared.domain.interview import Interview
from shared.domain.interview_key import InterviewKey
from shared.domain.interview_status import InterviewMode
from shared.domain.lane import Lane
from shared.domain.limits import MAX_NAME_CHARACTERS
from shared.domain.project import Project, ProjectQuestion
from shared.domain.tier import Tier
from shared.domain.value import Value
from shared.usecases.plan_interview import plan_interview
from shared.usecases.take_quota import taking_of_interview

if TYPE_CHECKING:
    from datetime import datetime

    from shared.domain.call_guide import CallGuide
    from shared.domain.errors import ParleyError
    from shared.domain.idempotency import IdempotencyRecord
    from shared.domain.job_description import JobDescription
    from shared.domain.quota import Taking
    from shared.ports import Clock, InterviewStore, OrganisationStore, ResourceStore
    from shared.usecases.plan_interview import PlanningPorts


class InterviewPlan(Value):
    """What is asked for, for a project, a job or a call guide.

    `language_hint` is a tag of BCP 47; without it the language is detected. Without `link_days` nobody gets a link:
    somebody else uploads. One that is held live gets its questions here.
    """

    project_id: str | None = None
    job_description_id: str | None = None
    call_guide_id: str | None = None
    mode: InterviewMode = InterviewMode.RECORDING
    title: str = ""
    language_hint: str | None = None
    tier: Tier = Tier.ESSENTIAL
    lane: Lane = Lane.INTERACTIVE
    metadata: dict[str, str] = Field(default_factory=dict)
    candidate: Candidate | None = None
    link_days: int = 0


class BeginPorts(Bundle):
    """What beginning an interview needs."""

    projects: ResourceStore[Project]
    interviews: InterviewStore
    organisations: OrganisationStore
    clock: Clock
    planning: PlanningPorts


def begin_interview(
    tenant: str,
    interview_id: str,
    plan: InterviewPlan,
    *,
    ports: BeginPorts,
    record: IdempotencyRecord | None = None,
) -> Interview:
    """The interview, with the record completed by the same transaction. Without a record, a repeat finds its id taken.

    Raises UnknownProject, UnknownItem, InvalidRequest, QuotaExceeded, Conflict, RequestInProgress.
    """
    if len(plan.title) > MAX_NAME_CHARACTERS:
        raise InvalidRequest(f"at most {MAX_NAME_CHARACTERS} characters", field="title")
    project_id = _project_of(tenant, plan, ports)
    key, now = InterviewKey(organisation_id=tenant, interview_id=interview_id), ports.clock.now()
    interview = _interview(key, project_id, plan, now)
    taking = taking_of_interview(tenant, now, organisations=ports.organisations)
    asked = _plan_of(key, plan, ports.planning)
    make_interview(interview, taking, asked, interviews=ports.interviews, record=record)
    return interview


def make_interview(
    interview: Interview,
    taking: Taking | None,
    plan: PlanOf | None,
    *,
    interviews: InterviewStore,
    record: IdempotencyRecord | None = None,
) -> None:
    """Nothing is made without its event, or beyond its quota. Raises QuotaExceeded, Conflict, RequestInProgress."""
    along = Alongside(
        events=(interview_event(EventName.INTERVIEW_SCHEDULED, interview.key, interview.created_at),),
        completion=record.completed() if record else None,
        takings=(taking,) if taking else (),
        plan=plan,
    )
    interviews.create_interview(interview, along)


def begin_many(
    tenant: str, record: IdempotencyRecord, plans: list[InterviewPlan], *, ports: BeginPorts
) -> list[Interview | ParleyError]:
    """Per row the interview, or the error that kept it from being. A repeat after a crash makes no row twice."""
    return [_begin_row(tenant, row_id(record, row), plan, ports) for row, plan in enumerate(plans)]


def row_id(record: IdempotencyRecord, row: int) -> str:
    """The id of a row's interview: that of the request, with the number of the row in place of its last letters."""
    return f"{record.resource_id[:-2]}{row:02d}"


def _begin_row(tenant: str, interview_id: str, plan: InterviewPlan, ports: BeginPorts) -> Interview | ParleyError:
    try:
        return begin_interview(tenant, interview_id, plan, ports=ports)
    except (QuotaExceeded, UnknownProject, UnknownItem) as refused:
        return refused
    except Conflict:  # a request that crashed has made it
        return ports.interviews.get_interview(InterviewKey(organisation_id=tenant, interview_id=interview_id))


def _plan_of(key: InterviewKey, asked: InterviewPlan, ports: PlanningPorts) -> PlanOf | None:
    if asked.mode is not InterviewMode.LIVE:
        return None
    plan = plan_interview(
        key.organisation_id,
        job_description_id=asked.job_description_id,
        call_guide_id=asked.call_guide_id,
        language=asked.language_hint,
        ports=ports,
    )
    return PlanOf(interview=key, plan=plan)


def _project_of(organisation_id: str, plan: InterviewPlan, ports: BeginPorts) -> str:
    """The project that is named; else that of the job or the guide, which has its id: its first interview makes it."""
    made = _project_like(organisation_id, plan, ports.planning)
    if plan.project_id:
        return ports.projects.get(organisation_id, plan.project_id).id
    if made is None:
        raise InvalidRequest("name a project, a job description or a call guide", field="projectId")
    with suppress(Conflict):  # it is there
        ports.projects.create(organisation_id, made)
    return made.id


def _project_like(organisation_id: str, plan: InterviewPlan, ports: PlanningPorts) -> Project | None:
    guide = ports.call_guides.get(organisation_id, plan.call_guide_id) if plan.call_guide_id else None
    job = ports.job_descriptions.get(organisation_id, plan.job_description_id) if plan.job_description_id else None
    if job:
        return project_of_job(job)
    return project_of_guide(guide) if guide else None


def project_of_guide(guide: CallGuide) -> Project:
    """What interviews by a guide are to answer: its questions."""
    asked = (question for section in guide.sections for question in section.questions)
    questions = tuple(ProjectQuestion(id=question.id, text=question.text) for question in asked)
    return Project(id=guide.id, name=guide.title, questions=questions)


def project_of_job(job: JobDescription) -> Project:
    """What interviews for a job are to answer: its own questions."""
    questions = (ProjectQuestion(id=f"q{number}", text=text) for number, text in enumerate(job.custom_questions, 1))
    return Project(id=job.id, name=job.title, questions=tuple(questions))


def _interview(key: InterviewKey, project_id: str, plan: InterviewPlan, now: datetime) -> Interview:
    link = CandidateLink(expires_at=now + timedelta(days=plan.link_days)) if plan.link_days else None
    return Interview(
        organisation_id=key.organisation_id,
        id=key.interview_id,
        project_id=project_id,
        job_description_id=plan.job_description_id,
        title=plan.title,
        language_hint=plan.language_hint,
        tier=plan.tier,
        lane=plan.lane,
        mode=plan.mode,
        candidate=plan.candidate,
        link=link,
        metadata=plan.metadata,
        created_at=now,
        updated_at=now,
    )
