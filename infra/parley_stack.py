"""The stack: it composes the constructs and says which functions may do what. It owns no resource itself."""

from collections.abc import Mapping

from aws_cdk import CfnOutput, Duration, Stack, Tags
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.constructs import analytics, erasure, http_api, intake, live, retention, settlement, transcription, webhooks
from infra.constructs.dependencies_layer import DependenciesLayers
from infra.constructs.doors import Doors
from infra.constructs.erasure import Erasure, allow_to_delete_uploads
from infra.constructs.events import Events
from infra.constructs.monitoring import Monitoring
from infra.constructs.python_function import PythonFunction, Shape, log_group_prefix, physical_name
from infra.constructs.steps import (
    MACHINE,
    Steps,
    allow_table,
    allow_to_keep_what_was_heard,
    allow_to_read_artifacts,
    allow_to_read_media,
)
from infra.constructs.storage import BY_ORGANISATION, BY_STATUS, Storage
from infra.constructs.transcription import Transcription
from infra.constructs.workflow import Workflow
from infra.stages import Stage

WAITING = ("GetItem", "PutItem", "UpdateItem", "DeleteItem")  # a job's end is part of its step
MAKES_DELIVERIES = ("GetItem", "Query", "PutItem", "UpdateItem")
SENDS = ("GetItem", "Query", "PutItem", "UpdateItem")
ADMIT = ("GetItem", "Query", "PutItem", "UpdateItem", "DeleteItem")


class ParleyStack(Stack):
    """All of Parley in one stage."""

    def __init__(self, scope: Construct, *, stage: Stage) -> None:
        super().__init__(
            scope,
            f"parley-{stage.name}",
            description="Parley: interviews in, traceable evidence out",
            synthesizer=stage.synthesizer(),
            termination_protection=stage.protects_data,
        )
        Tags.of(self).add("project", "parley")
        Tags.of(self).add("stage", stage.name)
        self._stage = stage
        self._layers = DependenciesLayers(self, "Layers", stage=stage)
        self._monitoring = Monitoring(self, "Monitoring", stage=stage)
        self.storage = Storage(self, "Storage", stage=stage)
        self.doors = Doors(self, "Doors", stage=stage)
        self.intake = self._build_intake()
        self.events = Events(self, "Events", stage=stage, monitoring=self._monitoring)
        self.erasure = Erasure(self, "Erasure", stage=stage, monitoring=self._monitoring)
        self.webhooks = webhooks.Webhooks(self, "Webhooks", stage=stage, monitoring=self._monitoring)
        self.steps = self._build_steps()
        self.workflow = self._build_workflow()
        self._build_start_run()
        self._build_settle_run()
        self._build_publish_events()
        self._build_capture_analytics()
        self._build_finish_transcription_job()
        self._build_api()
        self._build_erase_data()
        self._build_webhooks()
        self._build_enforce_retention()
        self._build_dashboard()
        self._build_outputs()

    def _catalogue(self) -> dict[str, str]:
        """Every setting that a function can ask for; what only exists with the machine is added by those after it."""
        stage = self._stage
        return {
            "TABLE_NAME": self.storage.table.table_name,
            "MEDIA_BUCKET": self.storage.media.bucket_name,
            "ARTIFACTS_BUCKET": self.storage.artifacts.bucket_name,
            "EVENT_BUS_NAME": self.events.bus.event_bus_name,
            "STATE_RETENTION_DAYS": str(stage.state_retention_days),
            "AI_ENV": stage.ai_env,
            "MODEL_CACHE": stage.model_cache,
            "FAULTS_ENABLED": str(stage.faults_allowed).lower(),
            "POSTHOG_KEY_PARAMETER": stage.posthog_key_parameter,
            "PROVIDER_SECRETS_PREFIX": stage.provider_secrets_prefix,
            "OWN_SERVER": stage.own_server,
            "LANE_SLOTS": str(stage.lane_slots),
            "ORGANISATION_SLOTS": str(stage.organisation_slots),
            "ERASURE_QUEUE_URL": self.erasure.queue.queue_url,
            "ERASURE_QUIET_SECONDS": str(stage.erasure_quiet_seconds),
            **self.webhooks.catalogue,
            **self.doors.settings,
        }

    def _build_intake(self) -> intake.Intake:
        return intake.Intake(self, "Intake", stage=self._stage, media=self.storage.media, monitoring=self._monitoring)

    def _build_steps(self) -> Steps:
        return Steps(
            self, "Steps", stage=self._stage, storage=self.storage, catalogue=self._catalogue(), layers=self._layers
        )

    def _build_workflow(self) -> Workflow:
        return Workflow(
            self, "Workflow", stage=self._stage, functions=self.steps.functions, monitoring=self._monitoring
        )

    def _build_start_run(self) -> None:
        start_run = self._function("start_run", intake.SHAPE)
        allow_table(start_run, self.storage, ADMIT)
        self.workflow.allow_to_start(start_run)
        if "MEDIA_BUCKET" in start_run.environment:
            allow_to_read_media(start_run, self.storage)
        allow_to_delete_uploads(start_run, self.storage.media)
        self.intake.deliver_to(start_run)

    def _build_settle_run(self) -> None:
        caller = settlement.Settlement(self, "Settlement", stage=self._stage, monitoring=self._monitoring)
        settle_run = self._function("settle_run", settlement.SHAPE, on_failure=caller.on_failure)
        allow_table(settle_run, self.storage, ADMIT)
        settle_run.allow(["dynamodb:Query"], self.storage.index_arn(BY_STATUS))
        self.workflow.allow_to_start(settle_run)
        self.workflow.allow_to_describe(settle_run)
        caller.settle_with(settle_run, self.workflow.machine)

    def _build_publish_events(self) -> None:
        publish_events = self._function("publish_events", Shape())
        self.events.publish_with(publish_events, stream_arn=self.storage.stream_arn)

    def _build_capture_analytics(self) -> None:
        lane = analytics.Analytics(
            self, "Analytics", stage=self._stage, bus=self.events.bus, monitoring=self._monitoring
        )
        lane.deliver_to(self._function("capture_analytics", analytics.SHAPE))

    def _build_finish_transcription_job(self) -> None:
        caller = Transcription(self, "Transcription", stage=self._stage, monitoring=self._monitoring)
        finish = self._function("finish_transcription_job", transcription.SHAPE, on_failure=caller.on_failure)
        allow_table(finish, self.storage, WAITING)
        finish.allow(["dynamodb:Query"], self.storage.index_arn(BY_STATUS))
        allow_to_keep_what_was_heard(finish, self.storage)
        transcription.allow_jobs(finish, starts=False)
        transcription.allow_to_tell_tasks(finish, physical_name(self._stage, MACHINE))
        caller.finish_with(finish)

    def _build_api(self) -> None:
        api = self._function("api", http_api.API)
        self.doors.open_to(api, storage=self.storage)
        self.workflow.allow_to_start(api)
        self.webhooks.allow_to_queue(api)
        self.erasure.allow_to_call(api)
        authorize_call = self._function("authorize_call", http_api.AUTHORIZE)
        allow_table(authorize_call, self.storage, ("GetItem",))
        caller = live.Live(self, "Live", stage=self._stage, bus=self.events.bus, monitoring=self._monitoring)
        held = caller.hold(self._function, self.storage, self.doors)
        served = http_api.Served(api=api, hold_interview=held, authorize_call=authorize_call)
        self.http_api = http_api.HttpApi(self, "HttpApi", stage=self._stage, served=served, monitoring=self._monitoring)

    def _build_erase_data(self) -> None:
        erase_data = self._function("erase_data", erasure.SHAPE)
        allow_table(erase_data, self.storage, erasure.ERASE)
        erase_data.allow(["dynamodb:Query"], self.storage.index_arn(BY_STATUS))
        erasure.allow_to_erase(erase_data, self.storage)
        erasure.allow_to_stop_runs(erase_data)
        erasure.allow_to_erase_jobs(erase_data)
        self.erasure.erase_with(erase_data)

    def _build_enforce_retention(self) -> None:
        caller = retention.Retention(self, "Retention", stage=self._stage, monitoring=self._monitoring)
        enforce = self._function("enforce_retention", retention.SHAPE, on_failure=caller.on_failure)
        allow_table(enforce, self.storage, erasure.ERASE)
        enforce.allow(["dynamodb:Query"], *(self.storage.index_arn(index) for index in (BY_ORGANISATION, BY_STATUS)))
        erasure.allow_to_erase(enforce, self.storage)
        self.erasure.allow_to_call(enforce)
        caller.enforce_with(enforce)

    def _build_webhooks(self) -> None:
        fan_out = self._function("fan_out_event", webhooks.FAN_OUT)
        allow_table(fan_out, self.storage, MAKES_DELIVERIES)
        self.webhooks.fan_out_with(fan_out, stream_arn=self.storage.stream_arn)
        crowd = self._function("fan_out_crowd", webhooks.FAN_OUT)
        allow_table(crowd, self.storage, MAKES_DELIVERIES)
        self.webhooks.fan_out_crowds_with(crowd)
        send = self._function("send_webhook", webhooks.SENDING, more=self.http_api.address)
        allow_table(send, self.storage, SENDS)
        allow_to_read_artifacts(send, self.storage)
        self.webhooks.send_with(send)
        reconcile = self._function("reconcile_deliveries", webhooks.RECONCILING, on_failure=self.webhooks.on_failure)
        allow_table(reconcile, self.storage, MAKES_DELIVERIES)
        reconcile.allow(["dynamodb:Query"], self.storage.index_arn(BY_STATUS))
        self.webhooks.reconcile_with(reconcile)

    def _function(
        self,
        name: str,
        shape: Shape,
        *,
        on_failure: lambda_.IDestination | None = None,
        more: Mapping[str, str] | None = None,
    ) -> PythonFunction:
        catalogue = {**self._catalogue(), "STATE_MACHINE_ARN": self.workflow.start_arn, **(more or {})}
        return PythonFunction(
            self,
            name,
            stage=self._stage,
            shape=shape,
            catalogue=catalogue,
            layers=self._layers,
            on_failure=on_failure,
        )

    def _build_dashboard(self) -> None:
        machine, five = self.workflow.machine, Duration.minutes(5)
        breakers = self._monitoring.alarm_of_breakers()
        functions = [function.function for function in self.steps.functions.values()]
        self._monitoring.build_dashboard(
            {
                "Runs started and succeeded": [machine.metric_started(), machine.metric_succeeded()],
                "Runs failed": [machine.metric_failed(), machine.metric_timed_out(), machine.metric_aborted()],
                "Length of a run": [machine.metric_time(statistic="p50"), machine.metric_time(statistic="p95")],
                "Uploads waiting": [self.intake.queue.metric_approximate_number_of_messages_visible()],
                "Length of a step": [function.metric_duration(statistic="p95", period=five) for function in functions],
                "Providers left alone": [breakers],
                "Errors of steps": [function.metric_errors(period=five) for function in functions],
            }
        )

    def _build_outputs(self) -> None:
        outputs = {
            "TableName": self.storage.table.table_name,
            "MediaBucketName": self.storage.media.bucket_name,
            "ArtifactsBucketName": self.storage.artifacts.bucket_name,
            "StateMachineArn": self.workflow.start_arn,
            "EventBusName": self.events.bus.event_bus_name,
            "IntakeQueueUrl": self.intake.queue.queue_url,
            "FunctionLogGroupPrefix": log_group_prefix(self._stage),
            "WorkflowLogGroupName": self.workflow.log_group.log_group_name,
            "LaneSlots": str(self._stage.lane_slots),
            "OrganisationSlots": str(self._stage.organisation_slots),
            "ErasureQueueUrl": self.erasure.queue.queue_url,
            "ErasureQuietSeconds": str(self._stage.erasure_quiet_seconds),
            "AiEnv": self._stage.ai_env,
            "ProviderSecretsPrefix": self._stage.provider_secrets_prefix,
            **self.http_api.outputs,
        }
        if self._stage.own_server:
            outputs["OwnServer"] = self._stage.own_server
        for name, value in outputs.items():
            CfnOutput(self, name, value=value)
