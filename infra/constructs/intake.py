"""Uploads come in: S3 says so, a queue holds them, `start_run` starts their runs."""

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.constructs.dead_letters import DeadLetters
from infra.constructs.monitoring import Monitoring
from infra.constructs.python_function import PythonFunction, Shape, physical_name
from infra.constructs.work_queue import work_queue
from infra.stages import Stage

MAX_RECEIVES = 5
BATCH = 10
LATE_SECONDS = 900
OF_SESSIONS = ("*/speech/*", "*/turns/*")  # sound that starts no run: shared/domain/session/speech.py
SHAPE = Shape()


class Intake(Construct):
    """The queue between the media bucket and `start_run`."""

    def __init__(
        self, scope: Construct, construct_id: str, *, stage: Stage, media: s3.IBucket, monitoring: Monitoring
    ) -> None:
        super().__init__(scope, construct_id)
        self._stage = stage
        self._dead_letters = DeadLetters(self, stage=stage, monitoring=monitoring, of="intake")
        self.queue = self._build_queue()
        self._build_rule(media)
        self._build_alarm(monitoring)

    def deliver_to(self, start_run: PythonFunction) -> None:
        """Hands the uploads to the function, in batches of which it may refuse single ones."""
        start_run.function.add_event_source(
            sources.SqsEventSource(
                self.queue,
                batch_size=BATCH,
                report_batch_item_failures=True,
                max_concurrency=self._stage.intake_concurrency,
            )
        )

    def _build_queue(self) -> sqs.Queue:
        return work_queue(
            self,
            "Queue",
            stage=self._stage,
            name="intake",
            seconds=SHAPE.seconds,
            dead_letters=self._dead_letters.queue,
            max_receives=MAX_RECEIVES,
            retention=Duration.days(14),
        )

    def _build_rule(self, media: s3.IBucket) -> None:
        events.Rule(
            self,
            "ObjectCreated",
            rule_name=physical_name(self._stage, "object-created"),
            description="An object was uploaded to the media bucket",
            event_pattern=events.EventPattern(
                source=["aws.s3"],
                detail_type=["Object Created"],
                detail={
                    "bucket": {"name": [media.bucket_name]},
                    "object": {"key": [{"anything-but": {"wildcard": list(OF_SESSIONS)}}]},
                },
            ),
            targets=[
                # Only the object: the event also names the uploader's address, which has no business in a queue.
                targets.SqsQueue(
                    self.queue,
                    message=events.RuleTargetInput.from_event_path("$.detail.object"),
                    dead_letter_queue=self._dead_letters.queue,
                )
            ],
        )

    def _build_alarm(self, monitoring: Monitoring) -> None:
        monitoring.alarm(
            "intake-late",
            self.queue.metric_approximate_age_of_oldest_message(period=Duration.minutes(5), statistic="Maximum"),
            "an upload has waited for its run for more than 15 minutes",
            above=LATE_SECONDS,
        )
