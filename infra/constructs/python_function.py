"""The one way to make a Lambda function."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aws_cdk import ArnFormat, RemovalPolicy, Size, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.acknowledge import acknowledge_any_resource, acknowledge_names_below
from infra.constructs.dependencies_layer import DependenciesLayers
from infra.environment import environment_of
from infra.packaging import function_code
from infra.stages import Stage


@dataclass(frozen=True, kw_only=True)
class Shape:
    """How big a function is, the layers it needs beside `core`, and whether somebody waits for its first answer.

    `starts_from_snapshot` is Lambda's SnapStart of published versions; it allows no more disk than the 512 MB.
    """

    memory_mb: int = 256
    seconds: int = 30
    disk_mb: int = 512
    layers: tuple[str, ...] = ()
    starts_from_snapshot: bool = False


def pascal_case(name: str) -> str:
    """`extract_evidence` -> `ExtractEvidence`."""
    return "".join(word.capitalize() for word in name.split("_"))


def physical_name(stage: Stage, name: str) -> str:
    """The name by which operators find it."""
    return f"parley-{stage.name}-{name}"


def log_group_prefix(stage: Stage) -> str:
    """What the names of all functions' log groups begin with."""
    return f"/aws/lambda/{physical_name(stage, '')}"


class PythonFunction(Construct):
    """The function in `functions/<name>`: its own role, log group and environment, and no permission but to log."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        stage: Stage,
        shape: Shape,
        catalogue: Mapping[str, str],
        layers: DependenciesLayers,
        on_failure: lambda_.IDestination | None = None,
    ) -> None:
        super().__init__(scope, pascal_case(name))
        self.name = name
        self.environment = environment_of(name, catalogue, stage)
        self.stage = self._stage = stage
        self.log_group = self._build_log_group()
        self.role = self._build_role()
        self.function = self._build_function(shape, layers, on_failure)
        self._allow_configured_parameter()
        self._allow_provider_keys()

    @property
    def target_arn(self) -> str:
        """What the machine names: on AWS a published version, so that its old versions keep calling the old code."""
        return self.served.function_arn

    @property
    def served(self) -> lambda_.IFunction:
        """What a caller calls: on AWS a published version, which is what starts from a snapshot."""
        return self.function.current_version if self._stage.has_versions else self.function

    def allow(
        self, actions: Sequence[str], *resources: str, only_if: Mapping[str, Mapping[str, object]] | None = None
    ) -> None:
        """Allows the function exactly these actions on exactly these resources, under IAM's conditions if there are."""
        self.role.add_to_policy(
            iam.PolicyStatement(actions=list(actions), resources=list(resources), conditions=only_if)
        )

    def _build_log_group(self) -> logs.LogGroup:
        return logs.LogGroup(
            self,
            "Logs",
            log_group_name=log_group_prefix(self._stage) + self.name,
            retention=self._stage.log_retention,
            removal_policy=self._stage.removal_policy_of_names,
        )

    def _build_role(self) -> iam.Role:
        role = iam.Role(
            self,
            "Role",
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            description=f"What {self.name} may do",
        )
        self.log_group.grant_write(role)
        if self._stage.traces:
            acknowledge_any_resource(role, "X-Ray's PutTraceSegments and PutTelemetryRecords know no resource")
        return role

    def _build_function(
        self, shape: Shape, layers: DependenciesLayers, on_failure: lambda_.IDestination | None
    ) -> lambda_.Function:
        stage = self._stage
        return lambda_.Function(
            self,
            "Function",
            function_name=physical_name(stage, self.name),
            description=f"functions/{self.name}",
            runtime=stage.runtime,
            architecture=stage.architecture,
            handler=f"functions.{self.name}.handler.handler",
            code=lambda_.Code.from_asset(str(function_code(self.name, stage))),
            layers=layers.of(("core", *shape.layers)),
            environment=self.environment,
            role=self.role,
            log_group=self.log_group,
            memory_size=shape.memory_mb,
            timeout=stage.timeout(shape.seconds),
            ephemeral_storage_size=Size.mebibytes(shape.disk_mb),
            tracing=lambda_.Tracing.ACTIVE if stage.traces else lambda_.Tracing.DISABLED,
            reserved_concurrent_executions=stage.concurrency_of(self.name),
            on_failure=on_failure,
            snap_start=self._snapshots(shape),
            current_version_options=lambda_.VersionOptions(removal_policy=RemovalPolicy.RETAIN),
        )

    def _snapshots(self, shape: Shape) -> lambda_.SnapStartConf | None:
        wanted = shape.starts_from_snapshot and self._stage.has_versions
        return lambda_.SnapStartConf.ON_PUBLISHED_VERSIONS if wanted else None

    def _allow_configured_parameter(self) -> None:
        parameter = self.environment.get("POSTHOG_KEY_PARAMETER")
        if parameter:
            stack = Stack.of(self)
            arn = stack.format_arn(service="ssm", resource="parameter", resource_name=parameter.lstrip("/"))
            self.allow(["ssm:GetParameter"], arn)

    def _allow_provider_keys(self) -> None:
        prefix = self.environment.get("PROVIDER_SECRETS_PREFIX")
        if prefix:
            stack = Stack.of(self)
            name = f"{prefix}/*"
            arn = stack.format_arn(
                service="secretsmanager",
                resource="secret",
                resource_name=name,
                arn_format=ArnFormat.COLON_RESOURCE_NAME,
            )
            self.allow(["secretsmanager:GetSecretValue"], arn)
            acknowledge_names_below(self.role, "secretsmanager", f"secret:{name}", "AWS ends each secret's name anew")
