"""The state machine, what is told when a run fails, and on AWS the alias that moves to a new version bit by bit."""

from collections.abc import Mapping

from aws_cdk import ArnFormat, CfnDeletionPolicy, Duration, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from infra.acknowledge import acknowledge, acknowledge_all_below, acknowledge_any_resource
from infra.constructs.monitoring import Monitoring
from infra.constructs.python_function import PythonFunction, pascal_case, physical_name
from infra.constructs.steps import MACHINE
from infra.packaging import ROOT
from infra.stages import Stage

DEFINITION = ROOT / "statemachines" / "process_interview.asl.json"
ALIAS = "live"


class Workflow(Construct):
    """`process_interview`, from its file."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        stage: Stage,
        functions: Mapping[str, PythonFunction],
        monitoring: Monitoring,
    ) -> None:
        super().__init__(scope, construct_id)
        self._stage = stage
        self._name = physical_name(stage, MACHINE)
        self.log_group = self._build_log_group()
        self.machine = self._build_machine(functions, self._build_role(functions))
        self._alarms = self._build_alarms(monitoring)
        self.start_arn = self._build_alias() if stage.has_versions else self.machine.state_machine_arn

    def allow_to_start(self, function: PythonFunction) -> None:
        """Lets a function start runs. AWS judges whoever names the alias by the machine's ARN, and by the qualifier.

        https://docs.aws.amazon.com/step-functions/latest/dg/auth-version-alias.html
        """
        qualified = {"ForAnyValue:StringEquals": {"states:StateMachineQualifier": [ALIAS]}}
        only_if = qualified if self._stage.has_versions else None
        function.allow(["states:StartExecution"], self.machine.state_machine_arn, only_if=only_if)

    def allow_to_describe(self, function: PythonFunction) -> None:
        """Lets a function ask how an execution of this machine stands, and what it has done."""
        arn = Stack.of(self).format_arn(
            service="states",
            resource="execution",
            resource_name=f"{self._name}:*",
            arn_format=ArnFormat.COLON_RESOURCE_NAME,
        )
        function.allow(["states:DescribeExecution", "states:GetExecutionHistory"], arn)
        shown = f"arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:{self._name}:*"
        acknowledge(function.role, f"IAM5[Resource::{shown}]", "executions have no names before they are started")

    def _build_log_group(self) -> logs.LogGroup:
        return logs.LogGroup(
            self,
            "Logs",
            # The prefix that AWS asks for, so that its own policy for log delivery never outgrows its limit.
            log_group_name=f"/aws/vendedlogs/states/{self._name}",
            retention=self._stage.log_retention,
            removal_policy=self._stage.removal_policy_of_names,
        )

    def _build_role(self, functions: Mapping[str, PythonFunction]) -> iam.Role:
        role = iam.Role(
            self,
            "Role",
            assumed_by=iam.ServicePrincipal("states.amazonaws.com"),
            description="What the machine may call",
        )
        for function in functions.values():
            self._allow_to_invoke(role, function)
        acknowledge_any_resource(role, "the delivery of logs and X-Ray's traces know no resource")
        return role

    def _allow_to_invoke(self, role: iam.Role, function: PythonFunction) -> None:
        """Every version of exactly this function: a run under way, or redriven, calls the one it began with."""
        arn = function.function.function_arn
        if self._stage.has_versions:
            acknowledge_all_below(role, function.function, ":*", "a run calls the version it began with")
            arn = f"{arn}:*"
        role.add_to_policy(iam.PolicyStatement(actions=["lambda:InvokeFunction"], resources=[arn]))

    def _build_machine(self, functions: Mapping[str, PythonFunction], role: iam.Role) -> sfn.StateMachine:
        machine = sfn.StateMachine(
            self,
            "Machine",
            state_machine_name=self._name,
            # From a string, so that the definition stands in the template where tests and linters see it.
            definition_body=sfn.DefinitionBody.from_string(DEFINITION.read_text(encoding="utf-8")),
            definition_substitutions={
                f"{pascal_case(name)}FunctionArn": function.target_arn for name, function in functions.items()
            }
            | {
                "ThrottledError": self._stage.throttled_error,
                "PieceConcurrency": str(self._stage.piece_concurrency),
            },
            role=role,
            logs=sfn.LogOptions(destination=self.log_group, level=sfn.LogLevel.ALL, include_execution_data=False),
            tracing_enabled=self._stage.traces,
            removal_policy=self._stage.removal_policy_of_names,
        )
        if not self._stage.traces:
            acknowledge(machine, "SF2", "nothing collects traces in this stage")
        return machine

    def _build_alarms(self, monitoring: Monitoring) -> list[cloudwatch.Alarm]:
        machine, often = self.machine, Duration.minutes(5)
        metrics = {
            "runs-failed": (machine.metric_failed(period=often), "a run failed"),
            "runs-timed-out": (machine.metric_timed_out(period=often), "a run took longer than its machine allows"),
            "runs-aborted": (machine.metric_aborted(period=often), "somebody stopped a run"),
        }
        return [monitoring.alarm(name, metric, text) for name, (metric, text) in metrics.items()]

    def _build_alias(self) -> str:
        """The alias that is started. A new version takes a tenth of the runs first, and none when an alarm rings."""
        resource = self.machine.node.default_child
        if not isinstance(resource, sfn.CfnStateMachine):
            raise TypeError("a state machine is a CfnStateMachine")
        version = sfn.CfnStateMachineVersion(
            self,
            "Version",
            state_machine_arn=self.machine.state_machine_arn,
            # A revision is new with each new definition, and so is the version.
            state_machine_revision_id=resource.attr_state_machine_revision_id,
        )
        version.cfn_options.deletion_policy = CfnDeletionPolicy.RETAIN
        version.cfn_options.update_replace_policy = CfnDeletionPolicy.RETAIN
        alias = sfn.CfnStateMachineAlias(
            self, "Alias", name=ALIAS, deployment_preference=self._deployment_preference(version.attr_arn)
        )
        return alias.attr_arn

    def _deployment_preference(self, version_arn: str) -> sfn.CfnStateMachineAlias.DeploymentPreferenceProperty:
        failed, timed_out, _ = self._alarms
        return sfn.CfnStateMachineAlias.DeploymentPreferenceProperty(
            state_machine_version_arn=version_arn,
            type="CANARY",
            percentage=self._stage.canary_percentage,
            interval=self._stage.canary_minutes,
            alarms=[failed.alarm_name, timed_out.alarm_name],
        )
