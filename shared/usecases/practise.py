"""Interviews that somebody practises: begun by a role that is named, gone on with by the ids of their questions."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

from shared.domain.alongside import PlanOf
from shared.domain.bundle import Bundle
from shared.domain.errors import (
    Conflict,
    IdempotencyKeyReused,
    QuotaExceeded,
    SessionEnded,
    StorageThrottled,
    UnknownInterview,
    UnknownSession,
)
from shared.domain.interview import Interview
from shared.domain.interview_key import InterviewKey
from shared.domain.interview_status import InterviewMode
from shared.domain.project import Project
from shared.domain.session.make_plan import ORDER, plan_of_job, some_optional
from shared.domain.session.plan import warnings_of
from shared.domain.session.plan_kinds import PlanSource
from shared.domain.session.practice import PROJECT, InterviewMeta
from shared.domain.session.show_practice import read_question_id, turn_name, turn_response
from shared.usecases.begin_interview import make_interview
from shared.usecases.hold_session import scope_of
from shared.usecases.read_session import read_session
from shared.usecases.start_session import start_session
from shared.usecases.take_quota import taking_of_interview
from shared.usecases.take_turn import Given, take_turn

if TYPE_CHECKING:
    from datetime import datetime

    from shared.domain.session.plan import SessionPlan
    from shared.domain.session.practice import InterviewTurnResponse
    from shared.domain.session.show import Held
    from shared.ports import QuotaStore
    from shared.usecases.begin_interview import BeginPorts
    from shared.usecases.hold_session import SessionPorts

NAME: Final = "Practice interviews"


class PracticePorts(Bundle):
    """What practising needs."""

    beginning: BeginPorts
    holding: SessionPorts
    quotas: QuotaStore


def start_practice(
    organisation_id: str, interview_id: str, meta: InterviewMeta, language: str, *, ports: PracticePorts
) -> tuple[InterviewTurnResponse, str | None]:
    """The interview of that id for the role: begun, unless it is there; then it is shown where it stands.

    With it a warning, where its questions are a draft. Raises QuotaExceeded; IdempotencyKeyReused when that one is for
    something else; Conflict when it was erased.
    """
    key = InterviewKey(organisation_id=organisation_id, interview_id=interview_id)
    asked = _interview(key, meta, language, ports.beginning.clock.now())
    interview = _known(key, ports) or _begun(asked, meta, ports)
    if _practised(interview) != _practised(asked):
        raise IdempotencyKeyReused("the key has begun another interview", field="header.idempotency-key")
    held = _standing(interview, ports)
    return turn_response(held, ports.holding.sessions.turns(key), meta), "; ".join(warnings_of(held.plan)) or None


def _known(key: InterviewKey, ports: PracticePorts) -> Interview | None:
    with suppress(UnknownInterview):
        return ports.beginning.interviews.get_interview(key)
    return None


def _practised(interview: Interview) -> tuple[object, ...]:
    return interview.project_id, interview.language_hint, interview.metadata


def _begun(interview: Interview, meta: InterviewMeta, ports: PracticePorts) -> Interview:
    begin, key, now = ports.beginning, interview.key, interview.created_at
    taking = taking_of_interview(key.organisation_id, now, organisations=begin.organisations)
    if taking and not taking.fits(ports.quotas.usage(key.organisation_id, taking.month).interviews):
        raise taking.exceeded  # before a model is paid for its questions
    with suppress(Conflict):  # it is there
        begin.projects.create(key.organisation_id, Project(id=PROJECT, name=NAME))
    plan = PlanOf(interview=key, plan=_plan(interview, meta, ports.holding))
    try:
        make_interview(interview, taking, plan, interviews=begin.interviews)
    except QuotaExceeded:  # which is a conflict, too: another took the last of the month meanwhile
        raise
    except Conflict:
        return begin.interviews.get_interview(key)  # a request that came with it was quicker
    return interview


def go_on_with_practice(
    organisation_id: str, asked: str, message: str, *, ports: PracticePorts
) -> InterviewTurnResponse:
    """The interview after the answer to the question of that id; the same message again gives the same.

    Without a message it is shown where it stands. Raises UnknownInterview, UnknownSession, TurnConflict, SessionEnded.
    """
    interview_id, number = read_question_id(asked)
    key = InterviewKey(organisation_id=organisation_id, interview_id=interview_id)
    interview = ports.beginning.interviews.get_interview(key)
    if interview.project_id != PROJECT:
        raise UnknownSession("the interview is not one that is practised", field="sessionState")
    given = Given(text=message, client_turn_id=turn_name(asked, message), number=number)
    held = take_turn(interview, given, ports=ports.holding) if message.strip() else _standing(interview, ports)
    return turn_response(held, ports.holding.sessions.turns(key), _meta(interview))


def _standing(interview: Interview, ports: PracticePorts) -> Held:
    try:
        return start_session(interview, ports=ports.holding)
    except SessionEnded:
        held, _ = read_session(interview.key, ports=ports.holding)
        return held


def _plan(interview: Interview, meta: InterviewMeta, ports: SessionPorts) -> SessionPlan:
    """With questions of a model where the stage has one, else of the bank. They are asked in the order of an interview.

    What they cost is entered beside the turns' costs.
    """
    scope, tally = scope_of(interview, ports)
    writer, language = ports.listening.engines.question_writer(scope), interview.language_hint or "en"
    made = writer.write(meta.job, count=meta.questions_target, language=language)
    with suppress(StorageThrottled):  # the questions are there
        tally.close()
    named = [question.model_copy(update={"difficulty": meta.wish}) for question in made]
    return plan_of_job(
        meta.job,
        some_optional(sorted(named, key=lambda question: ORDER.index(question.kind))),
        language=language,
        written_by=writer.engine,
        source=PlanSource.ROLE,
        notes=tally.notes,
    )


def _interview(key: InterviewKey, meta: InterviewMeta, language: str, now: datetime) -> Interview:
    return Interview(
        organisation_id=key.organisation_id,
        id=key.interview_id,
        project_id=PROJECT,
        title=meta.target_role,
        language_hint=language,
        mode=InterviewMode.LIVE,
        metadata={name: str(value) for name, value in meta.model_dump().items()},
        created_at=now,
        updated_at=now,
    )


def _meta(interview: Interview) -> InterviewMeta:
    """As it was begun with; what a page hands back is not asked."""
    known = interview.metadata
    return InterviewMeta.model_validate(known | {"questions_target": int(known["questions_target"])})
