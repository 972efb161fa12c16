"""Jobs of Amazon Transcribe: what may start them, and what hears that they have ended."""

from aws_cdk import ArnFormat, Duration, Stack
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_lambda_destinations as destinations
from constructs import Construct

from infra.acknowledge import acknowledge, acknowledge_any_resource
from infra.constructs.dead_letters import DeadLetters
from infra.constructs.monitoring import Monitoring
from infra.constructs.python_function import PythonFunction, Shape, physical_name
from infra.stages import Stage

SHAPE = Shape(memory_mb=512, seconds=120, layers=("models",))
ENDED = ["COMPLETED", "FAILED"]


class Transcription(Construct):
    """What calls `finish_transcription_job`, and where calls go that it could not answer."""

    def __init__(self, scope: Construct, construct_id: str, *, stage: Stage, monitoring: Monitoring) -> None:
        super().__init__(scope, construct_id)
        self._stage = stage
        self._dead_letters = DeadLetters(self, stage=stage, monitoring=monitoring, of="transcription")

    @property
    def on_failure(self) -> destinations.SqsDestination:
        """Where Lambda puts a call that failed after its retries."""
        return destinations.SqsDestination(self._dead_letters.queue)

    def finish_with(self, finish: PythonFunction) -> None:
        """Calls the function when a job ends, and by the clock: events get lost, and a task wants a sign of life."""
        ended = events.EventPattern(
            source=["aws.transcribe"],
            detail_type=["Transcribe Job State Change"],
            detail={"TranscriptionJobStatus": ENDED},
        )
        target = targets.LambdaFunction(finish.function, dead_letter_queue=self._dead_letters.queue, retry_attempts=3)
        ended_rule = events.Rule(
            self, "JobEnded", rule_name=physical_name(self._stage, "job-ended"), event_pattern=ended
        )
        waiting_rule = events.Rule(
            self,
            "JobsWaiting",
            rule_name=physical_name(self._stage, "jobs-waiting"),
            schedule=events.Schedule.rate(Duration.minutes(5)),
        )
        for rule in (ended_rule, waiting_rule):
            rule.add_target(target)


def allow_to_tell_tasks(function: PythonFunction, machine_name: str) -> None:
    """Lets a function tell the waiting tasks of the machine, which is not there yet when the function is made.

    A run is of a version of it: by which of the two AWS judges, its reference does not say.
    """
    arn = Stack.of(function).format_arn(
        service="states",
        resource="stateMachine",
        resource_name=machine_name,
        arn_format=ArnFormat.COLON_RESOURCE_NAME,
    )
    actions = [f"states:SendTask{what}" for what in ("Success", "Failure", "Heartbeat")]
    function.allow(actions, arn, f"{arn}:*")
    shown = f"arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:stateMachine:{machine_name}:*"
    acknowledge(function.role, f"IAM5[Resource::{shown}]", "a run is of the version that it began with")


def allow_jobs(function: PythonFunction, *, starts: bool) -> None:
    """Lets a function ask for jobs, and start them."""
    jobs = Stack.of(function).format_arn(service="transcribe", resource="transcription-job", resource_name="*")
    function.allow(["transcribe:GetTranscriptionJob", *(["transcribe:DeleteTranscriptionJob"] if starts else [])], jobs)
    shown = "arn:<AWS::Partition>:transcribe:<AWS::Region>:<AWS::AccountId>:transcription-job/*"
    acknowledge(function.role, f"IAM5[Resource::{shown}]", "jobs have no names before they are started")
    if starts:
        function.allow(["transcribe:StartTranscriptionJob"], "*")
        acknowledge_any_resource(function.role, "AWS knows no resource for the start of a transcription job")
