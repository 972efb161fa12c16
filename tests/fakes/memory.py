"""What the fake stores share, as the table is shared by the real ones."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from threading import RLock
from typing import Any, TypeVar

from shared.domain.admission import Slot, Turn, Waiting
from shared.domain.api_key import ApiKey
from shared.domain.audit_chain import AuditEntry, AuditHead
from shared.domain.billed import Owed
from shared.domain.call_guide import CallGuide
from shared.domain.engines import EngineUse
from shared.domain.erasure import Erasure
from shared.domain.errors import AttemptSuperseded
from shared.domain.events import DomainEvent
from shared.domain.finding import Finding, FindingKind
from shared.domain.idempotency import IdempotencyRecord, IdempotencyScope
from shared.domain.interview import Interview
from shared.domain.interview_key import InterviewKey, RunKey
from shared.domain.job_description import JobDescription
from shared.domain.job_questions import JobQuestions
from shared.domain.lane import Lane
from shared.domain.organisation import Organisation
from shared.domain.project import Project
from shared.domain.quota import Quota, UsageReceipt
from shared.domain.run import Run
from shared.domain.run_status import StepStatus
from shared.domain.session.plan import SessionPlan
from shared.domain.session.session import Session
from shared.domain.session.turn import Turn as SessionTurn
from shared.domain.step_record import StepRecord
from shared.domain.steps import Step
from shared.domain.upload_record import UploadRecord
from shared.domain.value import Value

V = TypeVar("V", bound=Value)


@dataclass(frozen=True)
class Entry:
    """An entry of the ledger."""

    owed: Owed
    use: EngineUse
    forgotten: bool = False  # it stands in the sums only


@dataclass
class Memory:
    """Everything by its key. `status_since` and `active_since` are what the table's indexes sort by."""

    projects: dict[tuple[str, str], Project] = field(default_factory=dict)
    job_descriptions: dict[tuple[str, str], JobDescription] = field(default_factory=dict)
    call_guides: dict[tuple[str, str], CallGuide] = field(default_factory=dict)
    job_questions: dict[tuple[str, str], JobQuestions] = field(default_factory=dict)
    findings: dict[tuple[str, FindingKind], dict[tuple[str, str], Finding]] = field(default_factory=dict)
    interviews: dict[InterviewKey, Interview] = field(default_factory=dict)
    plans: dict[InterviewKey, SessionPlan] = field(default_factory=dict)
    uploads: dict[tuple[InterviewKey, str], UploadRecord] = field(default_factory=dict)
    runs: dict[RunKey, Run] = field(default_factory=dict)
    steps: dict[tuple[RunKey, Step], StepRecord] = field(default_factory=dict)
    rows: dict[tuple[RunKey, Step], tuple[Value, ...]] = field(default_factory=dict)
    outbox: dict[tuple[InterviewKey, str], DomainEvent] = field(default_factory=dict)
    status_since: dict[InterviewKey, datetime] = field(default_factory=dict)
    active_since: dict[RunKey, datetime] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    owed: dict[tuple[InterviewKey, str], Owed] = field(default_factory=dict)
    receipts: dict[tuple[InterviewKey, str], datetime] = field(default_factory=dict)  # until when it is kept
    waiting: set[Waiting] = field(default_factory=set)
    turns: dict[tuple[Lane, str], Turn] = field(default_factory=dict)
    slots: dict[tuple[str, int], Slot] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    api_keys: dict[str, ApiKey] = field(default_factory=dict)
    usage: dict[tuple[str, str, Quota], int] = field(default_factory=dict)
    usage_receipts: set[UsageReceipt] = field(default_factory=set)
    idempotency: dict[IdempotencyScope, IdempotencyRecord] = field(default_factory=dict)
    erasures: dict[InterviewKey, Erasure] = field(default_factory=dict)
    sessions: dict[InterviewKey, Session] = field(default_factory=dict)
    answers: dict[tuple[InterviewKey, int], SessionTurn] = field(default_factory=dict)
    told: set[InterviewKey] = field(default_factory=set)
    chains: dict[str, list[AuditEntry]] = field(default_factory=dict)
    chain_starts: dict[str, AuditHead] = field(default_factory=dict)
    _lock: RLock = field(default_factory=RLock)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """One writer at a time. Conditions are checked before the first change, so nothing has to be undone."""
        with self._lock:
            yield


def changed(value: V, **fields: Any) -> V:
    """The value with other fields, validated as if it had come from the table."""
    return type(value).model_validate(dict(value) | fields)


def check_standing(record: StepRecord, memory: Memory) -> None:
    """Raises AttemptSuperseded unless this attempt of the step is the one that began last, and is not completed."""
    known = memory.steps.get((record.run, record.step))
    if not known or known.status is not StepStatus.RUNNING or known.attempts != record.attempts:
        raise AttemptSuperseded("a later attempt of the step has begun", field=record.step)
