"""A stage: where it is, and the ports that reach it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import typer

from cli.errors import LocalStageOnly, StageUnavailable

if TYPE_CHECKING:
    import httpx

    from shared.runtime.bootstrap import Root

PROJECT: Final = Path(__file__).resolve().parents[1]


class StageName(StrEnum):
    """The stages that there are."""

    LOCAL = "local"
    DEV = "dev"
    PROD = "prod"


@dataclass(frozen=True)
class Connection:
    """A way into a stage that is up: its ports, AWS clients, HTTP, and the outputs of its stack."""

    root: "Root"
    client: Callable[[str], Any]
    http: "Callable[[], httpx.Client]"
    outputs: dict[str, str]


@dataclass
class Session:
    """One call of the command line."""

    stage: StageName
    organisation_id: str
    home: Path
    region: str | None = None
    as_json: bool = False
    connect: "Callable[[Session], Connection] | None" = None

    @property
    def is_local(self) -> bool:
        """Whether the stage is on this machine."""
        return self.stage is StageName.LOCAL

    @cached_property
    def connection(self) -> Connection:
        """The way in, made on first use. Raises StageUnavailable."""
        return (self.connect or connect)(self)

    @property
    def root(self) -> "Root":
        """The ports of the stage."""
        return self.connection.root

    def need_local(self) -> None:
        """Raises LocalStageOnly."""
        if not self.is_local:
            raise LocalStageOnly(f"not in stage {self.stage}", field="stage")


def session_of(ctx: typer.Context) -> Session:
    """The session that the root command made."""
    return cast("Session", ctx.obj)


def connect(session: Session) -> Connection:
    """The way into the session's stage. Raises StageUnavailable when it is not up."""
    return _connect_local(session) if session.is_local else _connect_aws(session)


def _connect_local(session: Session) -> Connection:
    import httpx

    from local.deploy import outputs
    from local.emulator import running

    emulator = running(session.home)
    if emulator is None:
        raise StageUnavailable("the local stage is not up", field="stage")
    found = outputs(session.home)
    if not found:
        raise StageUnavailable("nothing is deployed in the local stage", field="stage")
    client = _local_clients(emulator.endpoint_url)
    # trust_env off: a proxy of the machine must not stand between us and the loopback interface.
    return Connection(_root(found, client, local=True), client, lambda: httpx.Client(trust_env=False), found)


def _connect_aws(session: Session) -> Connection:
    import boto3
    import httpx

    from shared.runtime.client_config import client_config

    aws = boto3.session.Session(region_name=session.region)

    def client(service: str) -> Any:
        return aws.client(service, config=client_config(service))

    found = _stack_outputs(client("cloudformation"), session.stage)
    return Connection(_root(found, client, local=False), client, httpx.Client, found)


def _stack_outputs(cloudformation: Any, stage: StageName) -> dict[str, str]:
    stack = cloudformation.describe_stacks(StackName=f"parley-{stage}")["Stacks"][0]
    return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}


def _local_clients(endpoint_url: str) -> Callable[[str], Any]:
    """Clients that can reach the local AWS only, whatever the environment says of profiles, keys and proxies."""
    import boto3
    from botocore.session import Session as Core

    from local.environment import CREDENTIALS, REGION
    from shared.runtime.client_config import client_config

    aws = boto3.session.Session(botocore_session=Core(session_vars={"profile": (None, None, None, None)}))

    def client(service: str) -> Any:
        return aws.client(
            service,
            endpoint_url=endpoint_url,
            region_name=REGION,
            aws_access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
            config=client_config(service, proxies={}),
        )

    return client


def _root(outputs: dict[str, str], client: Callable[[str], Any], *, local: bool) -> "Root":
    from shared.domain.limits import STATE_RETENTION_DAYS
    from shared.runtime.bootstrap import Root

    return Root(
        table_name=outputs["TableName"],
        media_bucket=outputs["MediaBucketName"],
        artifacts_bucket=outputs["ArtifactsBucketName"],
        state_machine_arn=outputs["StateMachineArn"],
        event_bus_name=outputs["EventBusName"],
        state_retention_days=STATE_RETENTION_DAYS,
        faults_enabled=local,
        lane_slots=int(outputs["LaneSlots"]),
        organisation_slots=int(outputs["OrganisationSlots"]),
        erasure_queue_url=outputs.get("ErasureQueueUrl", ""),
        erasure_quiet_seconds=int(outputs.get("ErasureQuietSeconds", "0")),
        ai_env=outputs.get("AiEnv", ""),
        provider_secrets_prefix=outputs.get("ProviderSecretsPrefix", ""),
        own_server=outputs.get("OwnServer", ""),
        usage_plans=_usage_plans(outputs),
        client=client,
    )


def _usage_plans(outputs: dict[str, str]) -> dict[str, str]:
    """The usage plans' ids by the plan's name."""
    prefix = "UsagePlan"
    return {name.removeprefix(prefix).lower(): one for name, one in outputs.items() if name.startswith(prefix)}
