"""The composition root: settings become ports, each on first use, so that a function pays only for what it uses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from shared.domain.errors import InternalError

if TYPE_CHECKING:
    # For the checker only: a function imports the ports and use cases that it uses, not those of all.
    from shared.adapters.breakers import Breakers
    from shared.ports import (
        AdmissionStore,
        Analytics,
        AnswerCache,
        ArtifactStore,
        BreakerStore,
        Clock,
        Engines,
        EventBus,
        FaultSwitch,
        InterviewStore,
        Ledger,
        MediaStore,
        PlatformMeter,
        ProjectStore,
        ResultStore,
        RunStore,
        Secrets,
        Workflow,
    )
    from shared.runtime.model_engines import Guards
    from shared.runtime.settings import Settings
    from shared.usecases.admit_runs import RunPorts
    from shared.usecases.run_step import StepPorts
    from shared.usecases.upload_and_transcribe import SpeechPorts

EMBEDDED = "embedded"


def _client(service: str) -> Any:
    import boto3
    from botocore.config import Config

    from shared.runtime.platform import work

    # SigV4 is needed for presigned forms to expire; short connects, because a Lambda's time is counted.
    signature = "s3v4" if service == "s3" else None
    config = Config(signature_version=signature, connect_timeout=5, retries={"mode": "standard"})
    return work().watch(boto3.client(service, config=config))


@dataclass
class Root:
    """Builds ports. Fields are the settings of all functions together; a port whose setting is empty is refused."""

    table_name: str = ""
    media_bucket: str = ""
    artifacts_bucket: str = ""
    state_machine_arn: str = ""
    event_bus_name: str = ""
    state_retention_days: int = 0
    ai_env: str = ""
    model_cache: str = ""
    faults_enabled: bool = False
    posthog_key_parameter: str = ""
    provider_secrets_prefix: str = ""
    own_server: str = ""
    lane_slots: int = 0
    organisation_slots: int = 0
    client: Callable[[str], Any] = field(default=_client)

    @classmethod
    def of(cls, settings: Settings) -> Root:
        """The root for a function's settings."""
        return cls(**settings.model_dump())

    def _need(self, name: str) -> Any:
        value = getattr(self, name)
        if not value:
            raise InternalError(f"the setting {name} is not among this function's settings")
        return value

    @cached_property
    def clock(self) -> Clock:
        """The time."""
        from shared.adapters.system_clock import SystemClock

        return SystemClock()

    @cached_property
    def table(self) -> Any:
        """The table that the stores share."""
        from shared.adapters.dynamodb_table import DynamoTable

        return DynamoTable(self.client("dynamodb"), self._need("table_name"))

    @cached_property
    def projects(self) -> ProjectStore:
        """Projects."""
        from shared.adapters.dynamodb_interviews import DynamoProjects

        return DynamoProjects(self.table)

    @cached_property
    def interviews(self) -> InterviewStore:
        """Interviews and uploads."""
        from shared.adapters.dynamodb_interviews import DynamoInterviews

        return DynamoInterviews(self.table)

    @cached_property
    def runs(self) -> RunStore:
        """Runs and steps."""
        from shared.adapters.dynamodb_runs import DynamoRuns

        return DynamoRuns(self.table, state_days=self._need("state_retention_days"))

    @cached_property
    def admission(self) -> AdmissionStore:
        """Waiting runs and slots."""
        from shared.adapters.dynamodb_admission import DynamoAdmission

        return DynamoAdmission(self.table)

    @cached_property
    def results(self) -> ResultStore:
        """What steps produce."""
        from shared.adapters.dynamodb_results import DynamoResults

        return DynamoResults(self.table)

    @cached_property
    def media(self) -> MediaStore:
        """Uploads."""
        from shared.adapters.s3_media import S3Media

        return S3Media(self.client("s3"), self._need("media_bucket"), self.clock)

    @cached_property
    def artifacts(self) -> ArtifactStore:
        """Large results."""
        from shared.adapters.s3_artifacts import S3Artifacts

        return S3Artifacts(self.client("s3"), self._need("artifacts_bucket"))

    @cached_property
    def workflow(self) -> Workflow:
        """The state machine."""
        from shared.adapters.step_functions import StepFunctionsWorkflow

        return StepFunctionsWorkflow(self.client("stepfunctions"), self._need("state_machine_arn"))

    @cached_property
    def event_bus(self) -> EventBus:
        """Where events go."""
        from shared.adapters.event_bus import EventBridgeBus

        return EventBridgeBus(self.client("events"), self._need("event_bus_name"))

    @cached_property
    def faults(self) -> FaultSwitch:
        """Faults on purpose, where the stage allows them."""
        from shared.adapters.faults import NoFaults, TableFaults

        return TableFaults(self.table) if self.faults_enabled else NoFaults()

    @cached_property
    def analytics(self) -> Analytics:
        """PostHog when a parameter with its key is configured."""
        from shared.adapters.posthog_analytics import NoAnalytics, PostHogAnalytics

        if not self.posthog_key_parameter:
            return NoAnalytics()
        parameter = self.client("ssm").get_parameter(Name=self.posthog_key_parameter, WithDecryption=True)
        return PostHogAnalytics(parameter["Parameter"]["Value"], "https://eu.i.posthog.com")

    @cached_property
    def engines(self) -> Engines:
        """Who hears and understands in this stage."""
        from shared.runtime.engines import build_engines

        return build_engines(self.ai_env, self.own_server, self.model_cache, lambda: self.guards)

    @cached_property
    def breakers(self) -> Breakers:
        """What leaves providers alone that are in trouble."""
        from shared.adapters.breakers import Breakers
        from shared.runtime.breaker_alarm import LoggedAlarm

        return Breakers(self.breaker_store, self.clock, LoggedAlarm())

    @cached_property
    def breaker_store(self) -> BreakerStore:
        """The breakers' states."""
        from shared.adapters.dynamodb_breakers import DynamoBreakers

        return DynamoBreakers(self.table)

    @cached_property
    def answers(self) -> AnswerCache:
        """What models have answered before."""
        from shared.adapters.dynamodb_answers import DynamoAnswers

        return DynamoAnswers(self.table)

    @cached_property
    def guards(self) -> Guards:
        """What stands around every call of a provider."""
        from shared.adapters.chain import Patience
        from shared.runtime.deadline import remaining
        from shared.runtime.model_engines import Guards

        return Guards(self.secrets, self.breakers, self.answers, self.clock, Patience(remaining))

    @cached_property
    def secrets(self) -> Secrets:
        """Keys of providers."""
        from shared.adapters.secrets_manager import SecretsManagerKeys

        return SecretsManagerKeys(self.client("secretsmanager"), self._need("provider_secrets_prefix"))

    @cached_property
    def ledger(self) -> Ledger:
        """What engines have used."""
        from shared.adapters.dynamodb_ledger import DynamoLedger

        return DynamoLedger(self.table)

    @cached_property
    def platform(self) -> PlatformMeter:
        """What the work itself uses of AWS."""
        from shared.runtime.platform import work

        return work()

    @cached_property
    def speech(self) -> SpeechPorts:
        """What turns sound into words with speakers."""
        from shared.runtime.engines import build_speech

        return build_speech(self.engines, embedded=self.ai_env == EMBEDDED)

    @property
    def steps(self) -> StepPorts:
        """What every step needs."""
        from shared.usecases.run_step import StepPorts

        return StepPorts(
            runs=self.runs,
            clock=self.clock,
            faults=self.faults,
            ledger=self.ledger,
            admission=self.admission,
            platform=self.platform,
        )

    @property
    def starting(self) -> RunPorts:
        """What starting and settling runs needs."""
        from shared.domain.admission import SlotLimits
        from shared.usecases.admit_runs import RunPorts

        limits = SlotLimits(lane=self._need("lane_slots"), organisation=self._need("organisation_slots"))
        return RunPorts(
            interviews=self.interviews,
            runs=self.runs,
            workflow=self.workflow,
            clock=self.clock,
            admission=self.admission,
            limits=limits,
        )


_ROOTS: dict[Settings, Root] = {}


def root_of(settings: Settings) -> Root:
    """The root for these settings, kept for as long as the process lives: clients and models are built once."""
    return _ROOTS.setdefault(settings, Root.of(settings))
