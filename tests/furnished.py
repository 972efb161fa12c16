"""An organisation with something in it, in memory or in a table: for judges who read the API's description only."""

from datetime import timedelta
from typing import Any

from shared.domain.alongside import NOTHING, Alongside, PlanOf
from shared.domain.candidate import Candidate, CandidateLink
from shared.domain.events import EventName
from shared.domain.finding import Finding, FindingKind
from shared.domain.interview import Interview
from shared.domain.interview_key import InterviewKey
from shared.domain.interview_status import InterviewMode, InterviewStatus
from shared.domain.job_description import JobDescription
from shared.domain.job_questions import JobQuestions
from shared.domain.persona import Persona
from shared.domain.project import ProjectQuestion
from shared.domain.run_status import RunStatus
from shared.domain.session.answer import Answer
from shared.domain.session.ending import end_session
from shared.domain.session.limits import MAX_PLANNED_QUESTIONS, MAX_TURNS
from shared.domain.session.process_turn import open_session
from shared.domain.session.sound import answer_key
from shared.domain.session.status import EndReason
from shared.domain.session.turn import Turn
from shared.domain.steps import Step
from shared.domain.summary import Summary
from shared.domain.webhooks.delivery import Delivery, DeliveryStatus, new_delivery
from shared.domain.webhooks.endpoint import Endpoint
from shared.domain.webhooks.secret import EndpointSecret, secret_from
from shared.runtime.bootstrap import Root
from shared.usecases.manage_projects import put_project
from tests.builders import at, event, interview, project, run, run_key
from tests.unit.domain.session.plans import ENGINE, call_guide, plan, question

HOOK = "https://hooks.example.org/in"
# What a caller who is no stranger would name.
AWAITED = "int_2"  # its candidate's link stays as it is
GOING_ON = "int_5"  # held live, its first question open
LEFT = "int_6"  # held live too, until somebody ends it
BEGUN = "int_7"  # held live, and nobody answers: forms are for its open turn alone
KNOWN: dict[str, Any] = {
    "code": "invalid-request",
    "delivery_id": "dlv_1",
    "endpoint_id": "whk_1",
    "finding_id": "int_1_f",
    "call_guide_id": "gui_1",
    "guide_id": "gui_1",
    "headers": {"X-Ours": "1"},
    "interview_id": "int_1",
    "job_description_id": "jd_1",
    "job_id": "jd_1",
    "merged_into": None,
    "part_id": "part_1",
    "number": 1,
    "project_id": "onboarding",
    "resume_from": "upload",
    "run": 1,
    "secret": secret_from(bytes(range(32))),
    "since": "2026-03-01T00:00:00Z",
    "skip_steps": [],
    "url": HOOK,
}
TURNS = ("startSession", "takeTurn", "getSession")
DOORS = ("", "ByKey")
# What is removed, or lets nobody in any more, is not what others are about.
ELSEWHERE: dict[str, dict[str, Any]] = {
    "deleteInterview": {"interview_id": "int_3"},
    "getErasure": {"interview_id": "int_3"},
    **{f"{name}{door}": {"interview_id": GOING_ON} for name in TURNS for door in DOORS},
    **{f"requestTurnUpload{door}": {"interview_id": BEGUN, "turn_number": 1} for door in DOORS},
    **{f"endSession{door}": {"interview_id": LEFT} for door in DOORS},
    "getAudio": {"interview_id": LEFT},
    "renewLink": {"interview_id": "int_4"},
    "revokeLink": {"interview_id": "int_4"},
    "deleteCallGuide": {"guide_id": "gui_2"},
    "deleteJobDescription": {"job_id": "jd_2"},
    "deleteProject": {"project_id": "spare"},
    "deleteWebhook": {"endpoint_id": "whk_2"},
    "recoverDeliveries": {"endpoint_id": "whk_3"},
    "removePersona": {"part_id": "part_2"},
    "removeQuestion": {"part_id": "part_2"},
}


def furnish(root: Root, organisation_id: str, *, hook: str = HOOK) -> None:
    """More than one of each thing; seven interviews, each with a link, the first with a run that has ended.

    The last three are held live.
    """
    numbers = ("part_1", "part_2")
    parts = {
        "questions": tuple(ProjectQuestion(id=number, text="Why?") for number in numbers),
        "personas": tuple(Persona(id=number, name="N") for number in numbers),
    }
    for one in (project(**parts), project(id="spare")):
        put_project(organisation_id, one, projects=root.projects)
    for number in (1, 2):
        job = JobDescription(id=f"jd_{number}", title="Planner")
        root.job_descriptions.create(organisation_id, job)
        root.job_questions.create(organisation_id, JobQuestions.written(job, [question(1)], ENGINE))
        root.call_guides.create(organisation_id, call_guide(id=f"gui_{number}"))
    for number in (1, 2, 3):
        root.endpoints.create_endpoint(endpoint(organisation_id, f"whk_{number}", hook))
    for number in (1, 2, 3, 4):
        made = invited(organisation_id, f"int_{number}", root)
        root.interviews.create_interview(made, Alongside(plan=PlanOf(interview=made.key, plan=plan())))
    for live in (GOING_ON, LEFT, BEGUN):
        _begin(InterviewKey(organisation_id=organisation_id, interview_id=live), root)
    _answer(InterviewKey(organisation_id=organisation_id, interview_id=LEFT), root)
    first = InterviewKey(organisation_id=organisation_id, interview_id="int_1")
    _talk(first, root)
    _finish(first, root)
    for number in (1, 3):
        root.deliveries.create_delivery(delivery(organisation_id, number))


def _begin(key: InterviewKey, root: Root) -> None:
    """A live interview at the first of more questions than anybody asks for."""
    made = invited(key.organisation_id, key.interview_id, root).model_copy(update={"mode": InterviewMode.LIVE})
    long = plan(*(question(number) for number in range(1, MAX_PLANNED_QUESTIONS + 1)), turns=MAX_TURNS)
    root.interviews.create_interview(made, Alongside(plan=PlanOf(interview=made.key, plan=long)))
    _, session = open_session(key.organisation_id, key.interview_id, long, root.clock.now())
    root.sessions.start(session, NOTHING)


def _answer(key: InterviewKey, root: Root) -> None:
    """A spoken answer to the first question, to which nobody has replied."""
    session = root.sessions.find(key)
    if session is None or session.open is None:
        raise AssertionError("it was begun")
    now, sound = root.clock.now(), answer_key(key, 1, "t1")
    root.media.put(sound, b"RIFF\0\0\0\0WAVE", content_type="audio/wav")
    given = Answer(audio_key=sound)
    root.sessions.receive(
        session,
        Turn(number=1, client_turn_id="t1", asked=session.open, asked_at=now, answer=given, received_at=now),
    )


def _talk(key: InterviewKey, root: Root) -> None:
    """A session in which one answer was given, by voice, and which was then ended."""
    now, sound = root.clock.now(), answer_key(key, 1, "t1")
    _, session = open_session(key.organisation_id, key.interview_id, plan(), now)
    if session.open is None:
        raise AssertionError("a session begins with a question")
    root.sessions.start(session, NOTHING)
    root.media.put(sound, b"RIFF\0\0\0\0WAVE", content_type="audio/wav")
    answer = Answer(text="I led five people.", audio_key=sound, confidence=0.9)
    given = Turn(number=1, client_turn_id="t1", asked=session.open, asked_at=now, answer=answer, received_at=now)
    root.sessions.receive(session, given)
    ended = end_session(session, EndReason.REQUESTED, now)
    root.sessions.end(session, ended, NOTHING)
    root.sessions.hand_over(ended)


def _finish(key: InterviewKey, root: Root) -> None:
    """A run with a result, which then failed, and what it had found."""
    for kind in FindingKind:
        found = Finding(id="int_1_f", interview_id=key.interview_id, heard_name="Ann")
        root.findings.replace(interview(key, project_id="onboarding"), kind, [found])
    begun = run(key=key, started_at=root.clock.now())
    root.runs.begin_run(begun, None)
    record = root.runs.begin_step(begun.key, Step.FINALIZE, root.clock.now()).record
    root.results.save_rows(record, [Summary(text="All is well.")])
    root.runs.complete_step(record.model_copy(update={"ended_at": root.clock.now()}), {}, None)
    failed = event(begun.key, EventName.INTERVIEW_FAILED)
    root.runs.end_run(root.runs.get_run(begun.key), RunStatus.FAILED, InterviewStatus.FAILED, "EngineFailed", failed)


def invited(organisation_id: str, interview_id: str, root: Root) -> Interview:
    """An interview whose candidate has a link."""
    now = root.clock.now()
    return interview(
        InterviewKey(organisation_id=organisation_id, interview_id=interview_id),
        candidate=Candidate(name="Ann Example", email="ann@example.org"),
        link=CandidateLink(expires_at=now + timedelta(days=14)),
        created_at=now,
        updated_at=now,
    )


def endpoint(organisation_id: str, endpoint_id: str, url: str) -> Endpoint:
    """An endpoint that hears of what is completed."""
    return Endpoint(
        organisation_id=organisation_id,
        id=endpoint_id,
        name="ours",
        url=url,
        events=(EventName.INTERVIEW_COMPLETED,),
        secrets=(EndpointSecret(text=secret_from(bytes(32))),),
        created_at=at(0),
        updated_at=at(0),
    )


def delivery(organisation_id: str, number: int) -> Delivery:
    """A delivery to that endpoint which was given up."""
    key = InterviewKey(organisation_id=organisation_id, interview_id="int_1")
    made = new_delivery(event(run_key(key=key)), f"whk_{number}", at(0))
    ended = {"id": f"dlv_{number}", "status": DeliveryStatus.EXHAUSTED, "next_attempt_at": None}
    return made.model_copy(update=ended)
