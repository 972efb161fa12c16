"""What is outside of a function, as ports: settings become clients and stores, each on first use."""

from __future__ import annotations

import os
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Self, cast, dataclass_transform

from shared.domain.errors import InternalError

if TYPE_CHECKING:
    # For the checker only: a function imports the ports that it uses, not all.
    from collections.abc import Callable

    from shared.adapters.chaos import Chaos
    from shared.adapters.dynamodb_table import DynamoTable
    from shared.adapters.kept_days import KeptDays
    from shared.domain.project import Project
    from shared.ports import (
        AdmissionStore,
        AnswerCache,
        ArtifactStore,
        BreakerStore,
        Clock,
        EventBus,
        FaultSwitch,
        InterviewStore,
        Ledger,
        MediaStore,
        PlatformMeter,
        ResourceStore,
        ResultStore,
        RunStore,
        Secrets,
        Workflow,
    )
    from shared.ports.sessions import SessionStore
    from shared.runtime.settings import Settings


@cache
def chaos() -> Chaos | None:
    """Calls that fail by chance: in stage `local`, when its environment asks for it."""
    if "PARLEY_CHAOS" not in os.environ:
        return None
    from shared.adapters.chaos import chaos_from

    return chaos_from(dict(os.environ))


def _client(service: str, *, read_timeout: float = 60, attempts: int | None = None) -> Any:
    """A client that waits so many seconds for an answer, and asks so often; else as botocore does."""
    import boto3

    from shared.runtime.client_config import client_config
    from shared.runtime.invocation import work

    client = boto3.client(service, config=client_config(service, attempts=attempts, read_timeout=read_timeout))
    if unsettled := chaos():
        unsettled.attach(client, service)
    return work().watch(client)


@dataclass_transform(kw_only_default=True)
class Wired:
    """Takes its annotated names as arguments, as a dataclass does: making five of those costs a function 8 ms."""

    def __init__(self, **given: Any) -> None:
        for name, value in given.items():
            if not any(name in vars(kind).get("__annotations__", ()) for kind in type(self).__mro__):
                raise TypeError(f"{type(self).__name__} has no setting {name}")
            setattr(self, name, value)

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The root for these settings, kept for as long as the process lives: clients and models are built once."""
        if (cls, settings) not in _KEPT:
            _KEPT[cls, settings] = cls(**vars(settings))
        return cast("Self", _KEPT[cls, settings])


_KEPT: dict[tuple[type[Wired], Settings], Any] = {}


class Outside(Wired):
    """Builds the ports to what is outside. Fields are the settings of all functions; a port without its is refused."""

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
    erasure_queue_url: str = ""
    erasure_quiet_seconds: int = 0
    client: Callable[..., Any] = staticmethod(_client)

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
    def table(self) -> DynamoTable:
        """The table that the stores share."""
        from shared.adapters.dynamodb_table import DynamoTable

        return DynamoTable(self.client("dynamodb"), self._need("table_name"))

    @cached_property
    def kept(self) -> KeptDays:
        """For how long organisations keep what the table removes by itself."""
        from shared.adapters.kept_days import KeptDays

        return KeptDays(self.table, self.clock)

    @cached_property
    def projects(self) -> ResourceStore[Project]:
        """Projects."""
        from shared.adapters import dynamodb_kinds as kinds
        from shared.adapters.dynamodb_resources import DynamoResources

        return DynamoResources(self.table, kinds.projects())

    @cached_property
    def interviews(self) -> InterviewStore:
        """Interviews and uploads."""
        from shared.adapters.dynamodb_interviews import DynamoInterviews

        return DynamoInterviews(self.table)

    @cached_property
    def runs(self) -> RunStore:
        """Runs and steps."""
        from shared.adapters.dynamodb_runs import DynamoRuns

        return DynamoRuns(self.table, state_days=self._need("state_retention_days"), clock=self.clock, kept=self.kept)

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
    def sessions(self) -> SessionStore:
        """Live interviews: what they ask, and how far they have come."""
        from shared.adapters.dynamodb_sessions import DynamoSessions

        return DynamoSessions(self.table)

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

        if not self.faults_enabled:
            return NoFaults()
        return chaos() or TableFaults(self.table)

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
        from shared.runtime.invocation import work

        return work()
