"""Product analytics in a lane of its own: a slow service there never holds a pipeline."""

from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.constructs.dead_letters import DeadLetters
from infra.constructs.monitoring import Monitoring
from infra.constructs.python_function import PythonFunction, Shape, physical_name
from infra.constructs.work_queue import work_queue
from infra.stages import Stage

MAX_RECEIVES = 5
BATCH = 10
CONCURRENCY = 2
CAPTURED = ["interview.completed"]
SHAPE = Shape(seconds=60)


class Analytics(Construct):
    """The queue between the event bus and `capture_analytics`. Nothing enters it where no analytics are configured."""

    def __init__(
        self, scope: Construct, construct_id: str, *, stage: Stage, bus: events.IEventBus, monitoring: Monitoring
    ) -> None:
        super().__init__(scope, construct_id)
        self._stage = stage
        self._dead_letters = DeadLetters(self, stage=stage, monitoring=monitoring, of="analytics")
        self.queue = self._build_queue()
        self._build_rule(bus)

    def deliver_to(self, capture_analytics: PythonFunction) -> None:
        """Hands the events to the function, a few at a time."""
        capture_analytics.function.add_event_source(
            sources.SqsEventSource(
                self.queue, batch_size=BATCH, report_batch_item_failures=True, max_concurrency=CONCURRENCY
            )
        )

    def _build_queue(self) -> sqs.Queue:
        return work_queue(
            self,
            "Queue",
            stage=self._stage,
            name="analytics",
            seconds=SHAPE.seconds,
            dead_letters=self._dead_letters.queue,
            max_receives=MAX_RECEIVES,
        )

    def _build_rule(self, bus: events.IEventBus) -> None:
        events.Rule(
            self,
            "Completed",
            event_bus=bus,
            rule_name=physical_name(self._stage, "analytics"),
            description="What product analytics want to know",
            event_pattern=events.EventPattern(source=["parley"], detail_type=CAPTURED),
            enabled=bool(self._stage.posthog_key_parameter),
            targets=[
                targets.SqsQueue(
                    self.queue,
                    message=events.RuleTargetInput.from_event_path("$.detail"),
                    dead_letter_queue=self._dead_letters.queue,
                )
            ],
        )
