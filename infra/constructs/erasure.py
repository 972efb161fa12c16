"""Erasures: the queue that calls `erase_data`, the clock that makes lost calls good, and who may ask for one."""

from aws_cdk import ArnFormat, Duration, Stack
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.acknowledge import acknowledge, acknowledge_all_below, acknowledge_any_resource
from infra.constructs.dead_letters import DeadLetters
from infra.constructs.monitoring import Monitoring
from infra.constructs.python_function import PythonFunction, Shape, physical_name
from infra.constructs.steps import MACHINE
from infra.constructs.storage import Storage
from infra.constructs.work_queue import work_queue
from infra.stages import Stage

MAX_RECEIVES = 5
CONCURRENCY = 2
LATE_SECONDS = 3600
SHAPE = Shape(seconds=120)  # the lease of shared/domain/erasure.py is longer
ERASE = ("GetItem", "Query", "PutItem", "UpdateItem", "DeleteItem")
REQUEST = ("GetItem", "PutItem", "UpdateItem", "DeleteItem")


class Erasure(Construct):
    """What calls `erase_data`, and where calls go that it could not answer."""

    def __init__(self, scope: Construct, construct_id: str, *, stage: Stage, monitoring: Monitoring) -> None:
        super().__init__(scope, construct_id)
        self._stage = stage
        self._dead_letters = DeadLetters(self, stage=stage, monitoring=monitoring, of="erasure")
        self.queue = self._build_queue()
        self._build_alarm(monitoring)

    def erase_with(self, erase_data: PythonFunction) -> None:
        """Calls the function for each interview that was marked, and every minute for those that are due."""
        erase_data.function.add_event_source(
            sources.SqsEventSource(
                self.queue, batch_size=1, report_batch_item_failures=True, max_concurrency=CONCURRENCY
            )
        )
        self.allow_to_call(erase_data)
        due = events.Rule(
            self,
            "Due",
            rule_name=physical_name(self._stage, "erasures-due"),
            description="Looks for erasures that are due",
            schedule=events.Schedule.rate(Duration.minutes(1)),
        )
        due.add_target(
            targets.LambdaFunction(erase_data.function, dead_letter_queue=self._dead_letters.queue, retry_attempts=3)
        )

    def allow_to_call(self, function: PythonFunction) -> None:
        """Lets a function call the worker: whoever may ask for an erasure needs it, and `REQUEST` on the table."""
        function.allow(["sqs:SendMessage"], self.queue.queue_arn)

    def _build_queue(self) -> sqs.Queue:
        return work_queue(
            self,
            "Queue",
            stage=self._stage,
            name="erasures",
            seconds=SHAPE.seconds,
            dead_letters=self._dead_letters.queue,
            max_receives=MAX_RECEIVES,
        )

    def _build_alarm(self, monitoring: Monitoring) -> None:
        metric = monitoring.measured("erase_data", "LatestErasure", "Maximum")
        monitoring.alarm("erasures-late", metric, "an erasure is overdue for more than an hour", above=LATE_SECONDS)


def allow_to_erase(function: PythonFunction, storage: Storage) -> None:
    """Lets a function remove every version of every object of both buckets."""
    for bucket in (storage.media, storage.artifacts):
        _allow_to_empty(function, bucket)


def allow_to_delete_uploads(function: PythonFunction, media: s3.Bucket) -> None:
    """Lets a function remove a version of an upload for good."""
    function.allow(["s3:DeleteObjectVersion"], media.arn_for_objects("*"))


def allow_to_stop_runs(function: PythonFunction) -> None:
    """Lets a function stop executions of the machine, which is not there yet when the function is made."""
    name = physical_name(function.stage, MACHINE)
    arn = Stack.of(function).format_arn(
        service="states", resource="execution", resource_name=f"{name}:*", arn_format=ArnFormat.COLON_RESOURCE_NAME
    )
    function.allow(["states:StopExecution", "states:DescribeExecution"], arn)
    shown = f"arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:{name}:*"
    acknowledge(function.role, f"IAM5[Resource::{shown}]", "executions have no names before they are started")


def allow_to_erase_jobs(function: PythonFunction) -> None:
    """Lets a function find and remove jobs of Amazon Transcribe."""
    jobs = Stack.of(function).format_arn(service="transcribe", resource="transcription-job", resource_name="*")
    function.allow(["transcribe:DeleteTranscriptionJob"], jobs)
    shown = "arn:<AWS::Partition>:transcribe:<AWS::Region>:<AWS::AccountId>:transcription-job/*"
    acknowledge(function.role, f"IAM5[Resource::{shown}]", "jobs have no names before they are started")
    function.allow(["transcribe:ListTranscriptionJobs"], "*")
    acknowledge_any_resource(function.role, "AWS knows no resource for a listing of transcription jobs")


def _allow_to_empty(function: PythonFunction, bucket: s3.Bucket) -> None:
    function.allow(["s3:DeleteObject", "s3:DeleteObjectVersion"], bucket.arn_for_objects("*"))
    acknowledge_all_below(function.role, bucket, "/*", "objects have no names before they are written")
    function.allow(["s3:ListBucketVersions"], bucket.bucket_arn)
