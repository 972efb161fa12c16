"""A stage in memory whose state machine runs the real use cases at once, and whose bucket takes real forms."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import httpx

from shared.adapters.faults import DIE, FOREVER, kind_of
from shared.adapters.transcript_file import TranscriptFileReader
from shared.domain.attribution import AnswerAttribution, AnswerStatus
from shared.domain.drafts import EvidenceDraft, PersonaDraft, PersonDraft, ThemeDraft, ThemesDraft
from shared.domain.errors import ParleyError, RunFailed
from shared.domain.interview_key import InterviewKey, RunKey
from shared.domain.persona import Persona
from shared.domain.references import RowsReference, TranscriptReference
from shared.domain.steps import BRANCHES, Step
from shared.domain.value import Value
from shared.ports import EvidenceReading
from shared.runtime.bootstrap import Root
from shared.runtime.speech import Ears, hearing, joining, splitting
from shared.usecases.assign_personas import assign_personas
from shared.usecases.attribute_answers import attribute_answers
from shared.usecases.conclude_run import conclude_run
from shared.usecases.erase_data import ErasingPorts, erase_data
from shared.usecases.extract_evidence import extract_evidence
from shared.usecases.finalize_interview import FinalizePorts, finalize_interview
from shared.usecases.generate_insights import generate_insights
from shared.usecases.plan_run import RunPlan, plan_run
from shared.usecases.receive_upload import receive_upload
from shared.usecases.record_failure import record_failure
from shared.usecases.split_recording import split_recording
from shared.usecases.transcribe_piece import transcribe_piece
from shared.usecases.upload_and_transcribe import upload_and_transcribe
from tests.fakes import (
    ErasableMemory,
    Memory,
    MemoryAdmission,
    MemoryApiKeys,
    MemoryArtifacts,
    MemoryAudit,
    MemoryBreakers,
    MemoryErasures,
    MemoryFindings,
    MemoryInterviewLists,
    MemoryInterviews,
    MemoryLedger,
    MemoryMedia,
    MemoryOrganisations,
    MemoryQuotas,
    MemoryResults,
    MemoryRuns,
    MemorySecrets,
    MemorySessions,
    MemoryWorkflow,
    RecordedAnalytics,
    RecordedLimits,
    ScriptedAnalyst,
    ScriptedDecoder,
    ScriptedEngines,
    ScriptedProbe,
    ScriptedSpeechToText,
    ScriptedVoices,
    SettableClock,
    memory_call_guides,
    memory_job_descriptions,
    memory_job_questions,
    memory_projects,
)

TALK = """WEBVTT

00:00.000 --> 00:04.000
<v Interviewer>What is hard about the tool?

01:05.000 --> 01:12.000
<v Ana>The reports are wrong. I count by hand every Friday.
"""
QUOTE = "The reports are wrong."


def analyst() -> ScriptedAnalyst:
    """Understands TALK."""
    draft = EvidenceDraft(quote=QUOTE, gist="wrong reports", topic="reports", segment_index=1, confidence=0.9)
    people = (PersonDraft(speaker="S2", role="front desk lead"),)
    evidence_ids = ("e00001-0000",)
    return ScriptedAnalyst(
        readings={0: EvidenceReading(evidence=(draft,), people=people)},
        themes=ThemesDraft(
            themes=(
                ThemeDraft(name="Distrust", statement="Ana checks.", inclusion_criteria="", evidence_ids=evidence_ids),
            )
        ),
        personas=(
            PersonaDraft(
                person_id="person-s2",
                persona=Persona(id="p2", name="Front-desk worker"),
                confidence=0.8,
                evidence_ids=evidence_ids,
                reason="",
            ),
        ),
        answers=(
            AnswerAttribution(
                question_id="q1",
                status=AnswerStatus.ANSWERED,
                summary="The reports.",
                evidence_ids=evidence_ids,
                confidence=0.7,
            ),
        ),
    )


@dataclass
class NamedFaults:
    """Faults by name, as the table keeps them."""

    set_on: dict[tuple[str, Step], tuple[str, int]] = field(default_factory=dict)

    def set(self, organisation_id: str, step: Step, error: str, times: int = FOREVER) -> None:
        if error != DIE:
            kind_of(error)
        self.set_on[organisation_id, step] = (error, times)

    def clear(self, organisation_id: str) -> None:
        self.set_on = {key: fault for key, fault in self.set_on.items() if key[0] != organisation_id}

    def trip(self, key: RunKey, step: Step, part: str = "") -> None:
        error, times = self.set_on.get((key.organisation_id, step), ("", 0))
        if times > 0:
            self.set_on[key.organisation_id, step] = (error, times - 1)
            raise kind_of(error)("broken on purpose")


@dataclass
class Machine(MemoryWorkflow):
    """Runs every step as soon as it is started, unless it is `held`."""

    root: Root = field(default_factory=Root)
    held: bool = False

    def start(self, run: RunKey) -> str:
        arn = super().start(run)
        if not self.held:
            self._execute(run)
        return arn

    def _execute(self, key: RunKey) -> None:
        plan = plan_run(
            key,
            interviews=self.root.interviews,
            runs=self.root.runs,
            admission=self.root.admission,
            clock=self.root.clock,
        )
        outcomes: list[bool] = []
        for stretch in ((Step.UPLOAD,), (Step.EVIDENCE,), BRANCHES):
            if all(outcomes):
                outcomes += [self._attempt(key, step, plan) for step in stretch if plan.plan[step]]
        if any(outcomes) or not outcomes:
            self._attempt(key, Step.FINALIZE, plan)
        try:
            conclude_run(key, 0, 0, runs=self.root.runs, clock=self.root.clock)
        except RunFailed:
            return

    def _attempt(self, key: RunKey, step: Step, plan: RunPlan) -> bool:
        try:
            self._work(key, plan)[step]()
        except ParleyError as error:
            name, root = type(error).__name__, self.root
            cause = json.dumps({"errorMessage": str(error)})
            record_failure(key, step, name, cause, runs=root.runs, clock=root.clock)
            return False
        return True

    def _work(self, key: RunKey, plan: RunPlan) -> dict[Step, Callable[[], Value]]:
        root, project = self.root, plan.project_id
        more: dict[str, Any] = {"interviews": root.interviews, "artifacts": root.artifacts}
        ports: dict[str, Any] = {"steps": root.steps, "results": root.results, "engines": root.engines}
        ends = FinalizePorts(root.interviews, root.results, root.engines, root.findings)

        def spoken() -> TranscriptReference:
            made = root.interviews.get_interview(key.interview).pointers[Step.UPLOAD].output["transcriptData"]
            return TranscriptReference.model_validate(made)

        def units() -> RowsReference:
            made = root.interviews.get_interview(key.interview).pointers[Step.EVIDENCE].output["evidenceUnits"]
            return RowsReference.model_validate(made)

        return {
            Step.UPLOAD: lambda: _upload(key, root),
            Step.EVIDENCE: lambda: extract_evidence(key, spoken(), **ports, **more),
            Step.INSIGHTS: lambda: generate_insights(key, units(), **ports),
            Step.PERSONAS: lambda: assign_personas(key, project, units(), projects=root.projects, **ports),
            Step.ANSWERS: lambda: attribute_answers(
                key, project, units(), spoken(), projects=root.projects, **ports, **more
            ),
            Step.FINALIZE: lambda: finalize_interview(key, steps=root.steps, ports=ends),
        }


def _upload(key: RunKey, root: Root) -> Value:
    split = split_recording(key, steps=root.steps, ports=splitting(root))
    for piece in split.pieces:
        transcribe_piece(key, piece, steps=root.steps, ports=hearing(root))
    return upload_and_transcribe(key, split.heard_as, steps=root.steps, ports=joining(root))


@dataclass
class Bucket:
    """Takes presigned forms over HTTP, and tells the intake."""

    root: Root
    media: MemoryMedia
    answer: int = HTTPStatus.NO_CONTENT
    fields_first: bool = False

    def client(self) -> httpx.Client:
        return httpx.Client(transport=httpx.MockTransport(self._post))

    def _post(self, request: httpx.Request) -> httpx.Response:
        assert "content-length" in request.headers  # S3 refuses a form that is sent in chunks
        body = request.read()
        if self.answer >= HTTPStatus.BAD_REQUEST:
            return httpx.Response(self.answer, text="<Error><Code>EntityTooLarge</Code></Error>")
        fields, _, file = body.partition(b'name="file"')
        self.fields_first = b'name="key"' in fields
        key = re.search(rb'name="key"\r\n\r\n(.*?)\r\n', fields)
        assert key
        content = file.partition(b"\r\n\r\n")[2].rpartition(b"\r\n--")[0]
        version = self.media.upload(key[1].decode(), content)
        receive_upload(key[1].decode(), version, ports=self.root.starting, media=self.media)
        return httpx.Response(self.answer)


@dataclass
class EagerEraser:
    """An erasure queue whose worker is there at once, unless it is `held`."""

    root: Root
    memory: Memory
    held: bool = False

    def put(self, key: InterviewKey) -> None:
        if self.held:
            return
        root = self.root
        ports = ErasingPorts(
            erasures=root.erasures,
            erasables=[ErasableMemory(self.memory)],
            runs=root.runs,
            workflow=root.workflow,
            admission=root.admission,
            queue=self,
            clock=root.clock,
            remaining=lambda: 100.0,
        )
        erase_data(key, ports=ports)


def stage_in_memory() -> tuple[Root, Memory, Machine, Bucket]:
    """The ports of a stage, each a fake, and what they keep."""
    memory, clock = Memory(), SettableClock()
    root = Root(faults_enabled=True, lane_slots=100, organisation_slots=100, ai_env="production")
    engines = ScriptedEngines(analyst(), ScriptedSpeechToText())
    media, machine = MemoryMedia(clock), Machine(root=root)
    breakers = MemoryBreakers()
    vars(root).update(
        clock=clock,
        organisations=MemoryOrganisations(memory),
        api_keys=MemoryApiKeys(memory),
        quotas=MemoryQuotas(memory),
        caller_limits=RecordedLimits(),
        projects=memory_projects(memory),
        job_descriptions=memory_job_descriptions(memory),
        job_questions=memory_job_questions(memory),
        call_guides=memory_call_guides(memory),
        interviews=MemoryInterviews(memory),
        interview_lists=MemoryInterviewLists(memory),
        runs=MemoryRuns(memory),
        results=MemoryResults(memory),
        findings=MemoryFindings(memory),
        artifacts=MemoryArtifacts(),
        media=media,
        workflow=machine,
        engines=engines,
        ledger=MemoryLedger(memory),
        sessions=MemorySessions(memory),
        admission=MemoryAdmission(memory),
        erasures=MemoryErasures(memory),
        erasure_queue=EagerEraser(root, memory),
        audit=MemoryAudit(memory),
        analytics=RecordedAnalytics(),
        faults=NamedFaults(),
        secrets=MemorySecrets(),
        breaker_store=breakers,
        provider_probe=ScriptedProbe(breakers),
        ears=Ears(ScriptedDecoder(), TranscriptFileReader(), ScriptedVoices()),
    )
    return root, memory, machine, Bucket(root, media)
