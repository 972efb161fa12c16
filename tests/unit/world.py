"""Everything a use case needs, in memory, with one interview that says something worth finding."""

from dataclasses import dataclass, field
from functools import cached_property

from shared.adapters.question_bank import BankQuestionWriter
from shared.domain.admission import SlotLimits
from shared.domain.interview import Interview
from shared.domain.interview_key import InterviewKey, RunKey, upload_key
from shared.domain.project import Project
from shared.domain.run import Run
from shared.domain.steps import Step
from shared.domain.upload_record import UploadRecord
from shared.domain.value import Value
from shared.ports import (
    AdmissionStore,
    Analyst,
    Analytics,
    ApiKeyStore,
    ArtifactStore,
    CallerLimits,
    Clock,
    Embedder,
    Engines,
    EventBus,
    FaultSwitch,
    InterviewStore,
    Ledger,
    MediaStore,
    Meter,
    OrganisationStore,
    PlatformMeter,
    QuotaStore,
    RecordingDecoder,
    ResourceStore,
    ResultStore,
    RunStore,
    Secrets,
    SpeechToText,
    TranscriptReader,
    VoiceSeparator,
    Workflow,
)
from shared.runtime.speech import Ears
from shared.usecases.admit_runs import RunPorts
from shared.usecases.assign_personas import assign_personas
from shared.usecases.attribute_answers import attribute_answers
from shared.usecases.begin_interview import BeginPorts
from shared.usecases.extract_evidence import extract_evidence
from shared.usecases.finalize_interview import FinalizePorts, finalize_interview
from shared.usecases.finish_transcription_job import JobPorts
from shared.usecases.generate_insights import generate_insights
from shared.usecases.manage_projects import put_project
from shared.usecases.plan_interview import PlanningPorts
from shared.usecases.plan_run import plan_run
from shared.usecases.receive_upload import receive_upload
from shared.usecases.run_step import StepPorts
from shared.usecases.split_recording import SplitPorts, SplitRecordingOutput, split_recording
from shared.usecases.take_quota import QuotaPorts
from shared.usecases.tally import Tally
from shared.usecases.transcribe_piece import HearingPorts, transcribe_piece
from shared.usecases.upload_and_transcribe import JoinPorts, upload_and_transcribe
from tests import builders, fakes
from tests.builders import INTERVIEW, run_key
from tests.unit.said import HEARD, talkative_analyst


@dataclass
class World:
    """The fakes, and the use cases over them by step. `hold_to_ports` lets mypy hold the fakes to their Protocols."""

    clock: fakes.SettableClock = field(default_factory=fakes.SettableClock)
    memory: fakes.Memory = field(default_factory=fakes.Memory)
    artifacts: fakes.MemoryArtifacts = field(default_factory=fakes.MemoryArtifacts)
    workflow: fakes.MemoryWorkflow = field(default_factory=fakes.MemoryWorkflow)
    event_bus: fakes.MemoryBus = field(default_factory=fakes.MemoryBus)
    analytics: fakes.RecordedAnalytics = field(default_factory=fakes.RecordedAnalytics)
    faults: fakes.ScriptedFaults = field(default_factory=fakes.ScriptedFaults)
    analyst: fakes.ScriptedAnalyst = field(default_factory=talkative_analyst)
    tokens: fakes.RecordedTokens = field(default_factory=fakes.RecordedTokens)
    decoder: fakes.ScriptedDecoder = field(default_factory=fakes.ScriptedDecoder)
    hearing: fakes.ScriptedSpeechToText = field(default_factory=lambda: fakes.ScriptedSpeechToText(heard=HEARD))
    platform: fakes.ScriptedPlatform = field(default_factory=fakes.ScriptedPlatform)
    voices: fakes.ScriptedVoices = field(default_factory=fakes.ScriptedVoices)
    limits: SlotLimits = field(default_factory=lambda: SlotLimits(lane=500, organisation=500))
    transcripts: fakes.ScriptedTranscriptReader = field(default_factory=fakes.ScriptedTranscriptReader)

    def __post_init__(self) -> None:
        self.organisations = fakes.MemoryOrganisations(self.memory)
        self.api_keys = fakes.MemoryApiKeys(self.memory)
        self.quotas = fakes.MemoryQuotas(self.memory)
        self.projects = fakes.memory_projects(self.memory)
        self.interviews = fakes.MemoryInterviews(self.memory)
        self.interview_lists = fakes.MemoryInterviewLists(self.memory)
        self.runs = fakes.MemoryRuns(self.memory)
        self.admission = fakes.MemoryAdmission(self.memory)
        self.results = fakes.MemoryResults(self.memory)
        self.findings = fakes.MemoryFindings(self.memory)
        self.ledger = fakes.MemoryLedger(self.memory)
        self.waiting = fakes.MemoryJobs(self.memory)
        self.media = fakes.MemoryMedia(self.clock)
        self.erasures = fakes.MemoryErasures(self.memory)

    @cached_property
    def steps(self) -> StepPorts:
        return StepPorts(
            runs=self.runs,
            clock=self.clock,
            faults=self.faults,
            ledger=self.ledger,
            admission=self.admission,
            platform=self.platform,
            erasures=self.erasures,
        )

    @cached_property
    def beginning(self) -> BeginPorts:
        guides, jobs = fakes.memory_call_guides(self.memory), fakes.memory_job_descriptions(self.memory)
        planning = PlanningPorts(jobs, fakes.memory_job_questions(self.memory), guides, BankQuestionWriter())
        return BeginPorts(self.projects, self.interviews, self.organisations, self.clock, planning)

    @cached_property
    def starting(self) -> RunPorts:
        return RunPorts(
            interviews=self.interviews,
            runs=self.runs,
            workflow=self.workflow,
            clock=self.clock,
            admission=self.admission,
            limits=self.limits,
        )

    @cached_property
    def engines(self) -> fakes.ScriptedEngines:
        return fakes.ScriptedEngines(self.analyst, self.hearing)

    @cached_property
    def ears(self) -> Ears:
        return Ears(self.decoder, self.transcripts, self.voices)

    @cached_property
    def splitting(self) -> SplitPorts:
        quotas = QuotaPorts(self.organisations, self.quotas)
        return SplitPorts(self.media, self.artifacts, self.decoder, self.transcripts, self.engines, quotas)

    @cached_property
    def listening(self) -> HearingPorts:
        return HearingPorts(self.interviews, self.artifacts, self.engines, self.voices)

    @cached_property
    def jobs(self) -> JobPorts:
        return JobPorts(self.listening, self.waiting, self.tokens)

    @cached_property
    def joining(self) -> JoinPorts:
        return JoinPorts(self.media, self.transcripts, self.listening)

    def schedule(self, key: InterviewKey = INTERVIEW) -> None:
        """A project and an interview that waits for its recording."""
        put_project(key.organisation_id, builders.project(), projects=self.projects)
        self.interviews.create_interview(builders.interview(key))

    def receive(
        self, version: str | None = None, body: bytes = b"sound", key: InterviewKey = INTERVIEW
    ) -> UploadRecord:
        """A recording arrives, and the event that says so; with a version named, only the event."""
        object_key = upload_key(key)
        received = version or self.media.upload(object_key, body)
        return receive_upload(object_key, received, ports=self.starting, media=self.media)

    def interview(self, key: InterviewKey = INTERVIEW) -> Interview:
        return self.interviews.get_interview(key)

    def run(self, number: int = 1) -> Run:
        return self.runs.get_run(run_key(number))

    def do(self, step: Step, number: int = 1) -> Value:
        """The step of a run of the interview, with the inputs that the machine would give it."""
        return self.do_for(run_key(number), step)

    def do_all(self, number: int = 1) -> None:
        """Every planned step, as the machine goes when all goes well."""
        for step in self.run(number).planned_steps:
            self.do(step, number)

    def do_for(self, key: RunKey, step: Step) -> Value:
        if step is Step.UPLOAD:
            split = self.split(key)
            for piece in split.pieces:
                self.hear(piece, key)
            noted = split.stood_in
            return upload_and_transcribe(key, split.heard_as, steps=self.steps, ports=self.joining, stood_in=noted)
        if step is Step.FINALIZE:
            ports = FinalizePorts(self.interviews, self.results, self.engines, self.findings)
            return finalize_interview(key, steps=self.steps, ports=ports)
        return self._analyse(key, step)

    def split(self, key: RunKey | None = None) -> SplitRecordingOutput:
        """The first part of the upload step."""
        return split_recording(key or run_key(), steps=self.steps, ports=self.splitting)

    def hear(self, piece: int, key: RunKey | None = None) -> Value:
        """One piece of the recording."""
        return transcribe_piece(key or run_key(), piece, steps=self.steps, ports=self.listening)

    def _analyse(self, key: RunKey, step: Step) -> Value:
        plan = plan_run(key, interviews=self.interviews, runs=self.runs, admission=self.admission, clock=self.clock)
        if plan.transcript is None:
            raise AssertionError("there is no transcript yet")
        if step is Step.EVIDENCE:
            return extract_evidence(
                key,
                plan.transcript,
                steps=self.steps,
                interviews=self.interviews,
                artifacts=self.artifacts,
                results=self.results,
                engines=self.engines,
            )
        if plan.evidence is None:
            raise AssertionError("there is no evidence yet")
        if step is Step.INSIGHTS:
            return generate_insights(key, plan.evidence, steps=self.steps, results=self.results, engines=self.engines)
        if step is Step.PERSONAS:
            return assign_personas(
                key,
                plan.project_id,
                plan.evidence,
                steps=self.steps,
                projects=self.projects,
                results=self.results,
                engines=self.engines,
            )
        return attribute_answers(
            key,
            plan.project_id,
            plan.evidence,
            plan.transcript,
            steps=self.steps,
            projects=self.projects,
            interviews=self.interviews,
            artifacts=self.artifacts,
            results=self.results,
            engines=self.engines,
        )


def ready() -> World:
    """A world whose interview's first run has been started."""
    world = World()
    world.schedule()
    world.receive()
    return world


def finished() -> World:
    """A world whose interview's first run has succeeded."""
    world = ready()
    world.do_all()
    return world


def hold_to_ports(world: World) -> None:
    """Never called: mypy reads it."""
    clock: Clock = world.clock
    organisations: OrganisationStore = world.organisations
    api_keys: ApiKeyStore = world.api_keys
    quotas: QuotaStore = world.quotas
    caller_limits: CallerLimits = fakes.RecordedLimits()
    projects: ResourceStore[Project] = world.projects
    interviews: InterviewStore = world.interviews
    runs: RunStore = world.runs
    results: ResultStore = world.results
    media: MediaStore = world.media
    artifacts: ArtifactStore = world.artifacts
    workflow: Workflow = world.workflow
    bus: EventBus = world.event_bus
    analytics: Analytics = world.analytics
    faults: FaultSwitch = world.faults
    engines: Engines = world.engines
    ledger: Ledger = world.ledger
    meter: Meter = Tally()
    admission: AdmissionStore = world.admission
    platform: PlatformMeter = world.platform
    analyst: Analyst = world.analyst
    decoder: RecordingDecoder = world.decoder
    hearing: SpeechToText = world.hearing
    voices: VoiceSeparator = world.voices
    transcripts: TranscriptReader = world.transcripts
    embedder: Embedder = fakes.ScriptedEmbedder()
    secrets: Secrets = fakes.MemorySecrets()
    del clock, projects, interviews, runs, results, media, artifacts, workflow, bus, analytics, faults, analyst
    del secrets, decoder, hearing, voices, transcripts, embedder, engines, ledger, meter, admission, platform
    del organisations, api_keys, quotas, caller_limits
