"""Values for tests: every field has a plausible value, so that a test names only what it is about."""

from datetime import datetime, timedelta
from typing import Any

from shared.domain.api_key import ApiKey, new_key, new_key_text
from shared.domain.engines import EngineKind, EngineUse
from shared.domain.events import DomainEvent, EventName, run_event
from shared.domain.evidence import EvidenceUnit
from shared.domain.interview import Interview
from shared.domain.interview_key import InterviewKey, RunKey
from shared.domain.made_by import Engine
from shared.domain.organisation import Organisation
from shared.domain.persona import Persona
from shared.domain.principal import Principal, Scope
from shared.domain.project import Project, ProjectQuestion
from shared.domain.role import Role
from shared.domain.run import Run, RunRequest, StepFailure
from shared.domain.run_status import StepStatus, UploadOutcome
from shared.domain.step_record import StepRecord
from shared.domain.steps import STEPS_OF_RECORDINGS, Step
from shared.domain.tenant import Mode
from shared.domain.tier import Tier
from shared.domain.transcript import Segment, Speaker, Transcript
from shared.domain.upload_record import UploadRecord
from shared.domain.waiting_job import WaitingJob
from tests.fakes.world import EPOCH

ORGANISATION = "acme"
INTERVIEW = InterviewKey(organisation_id=ORGANISATION, interview_id="int_1")
ENGINE = Engine(name="scripted", version="1", draft=True)


def at(minutes: float) -> datetime:
    """So many minutes after the fakes' clock begins."""
    return EPOCH + timedelta(minutes=minutes)


def run_key(number: int = 1, key: InterviewKey = INTERVIEW) -> RunKey:
    return RunKey(organisation_id=key.organisation_id, interview_id=key.interview_id, run=number)


def project(**fields: Any) -> Project:
    known: dict[str, Any] = {
        "id": "onboarding",
        "name": "Onboarding",
        "questions": (
            ProjectQuestion(id="q1", text="How did you start?"),
            ProjectQuestion(id="q2", text="What was hard?"),
        ),
        "personas": (Persona(id="planner", name="Planner"),),
    }
    return Project(**known | fields)


def interview(key: InterviewKey = INTERVIEW, **fields: Any) -> Interview:
    known: dict[str, Any] = {
        "organisation_id": key.organisation_id,
        "id": key.interview_id,
        "project_id": "onboarding",
        "created_at": EPOCH,
        "updated_at": EPOCH,
    }
    return Interview(**known | fields)


def run(number: int = 1, key: InterviewKey = INTERVIEW, **fields: Any) -> Run:
    known: dict[str, Any] = {
        "key": run_key(number, key),
        "project_id": "onboarding",
        "request": RunRequest(),
        "planned_steps": STEPS_OF_RECORDINGS,
        "started_at": at(number),
        "upload_version": "v1",
    }
    return Run(**known | fields)


def use(**fields: Any) -> EngineUse:
    known: dict[str, Any] = {"provider": "scripted", "model": "scripted", "kind": EngineKind.ANALYSIS}
    return EngineUse(**known | fields)


def waiting_job(name: str = "acme.int_1.abc", **fields: Any) -> WaitingJob:
    known: dict[str, Any] = {
        "name": name,
        "run": run_key(),
        "task_token": "token-1",
        "since": EPOCH,
        "project_id": "onboarding",
        "tier": Tier.PROFESSIONAL,
        "price": use(kind=EngineKind.SPEECH, audio_seconds=60.0, price_nanodollars=24),
    }
    return WaitingJob(**known | fields)


def upload(version: str = "v1", **fields: Any) -> UploadRecord:
    known: dict[str, Any] = {
        "key": "acme/int_1/upload",
        "version": version,
        "outcome": UploadOutcome.STARTED,
        "run": 1,
        "at": EPOCH,
    }
    return UploadRecord(**known | fields)


def completed(record: StepRecord, output: dict[str, Any] | None = None, minutes: float = 5) -> StepRecord:
    """The record as a step completes it."""
    done = {"status": StepStatus.COMPLETED, "ended_at": at(minutes), "engine": ENGINE, "output": output or {}}
    return record.model_copy(update=done)


def failure(step: Step | None = Step.EVIDENCE, error: str = "EngineFailed", message: str = "HTTP 500") -> StepFailure:
    return StepFailure(step=step, error=error, message=message, remedy="redrive", at=at(9))


def event(key: RunKey | None = None, name: EventName = EventName.INTERVIEW_COMPLETED, sequence: int = 0) -> DomainEvent:
    return run_event(name, key or run_key(), at(10), sequence=sequence)


def segment(index: int = 0, text: str = "I plan every week.", speaker: str = "S2", **fields: Any) -> Segment:
    known: dict[str, Any] = {"start_seconds": index * 10.0, "end_seconds": index * 10.0 + 8.0}
    return Segment(index=index, speaker=speaker, text=text, **known | fields)


def transcript(*segments: Segment, **fields: Any) -> Transcript:
    known: dict[str, Any] = {
        "language": "en",
        "duration_seconds": 120.0,
        "speakers": (Speaker(label="S1", role=Role.INTERVIEWER), Speaker(label="S2", role=Role.PARTICIPANT)),
        "engine": ENGINE,
    }
    return Transcript(segments=segments, **known | fields)


def unit(quote: str = "I plan every week.", segment_index: int = 0, **fields: Any) -> EvidenceUnit:
    known: dict[str, Any] = {
        "id": f"e{segment_index:05d}-0000",
        "gist": "plans weekly",
        "topic": "planning",
        "speaker": "S2",
        "person_id": "person-s2",
        "start_seconds": segment_index * 10.0,
        "end_seconds": segment_index * 10.0 + 8.0,
        "confidence": 0.9,
    }
    return EvidenceUnit(quote=quote, segment_index=segment_index, **known | fields)


def organisation(**changes: Any) -> Organisation:
    return Organisation.model_validate(
        {"id": "acme", "name": "Acme", "created_at": EPOCH, "updated_at": EPOCH} | changes
    )


def principal(**changes: Any) -> Principal:
    known = {"organisation_id": "acme", "key_id": "key_1", "mode": "live", "scopes": {"admin"}, "plan": "essential"}
    return Principal.model_validate(known | changes)


def api_key(text: str = "", *, entropy: bytes = bytes(20), **changes: Any) -> ApiKey:
    known: dict[str, Any] = {"organisation_id": "acme", "name": "CI", "scopes": frozenset({Scope.ADMIN}), "at": EPOCH}
    return new_key(text or new_key_text(Mode.LIVE, entropy), **({"expires_at": None} | known | changes))
