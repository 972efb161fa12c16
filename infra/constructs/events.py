"""What happened, for whoever listens: from the table's outbox to an event bus."""

import json

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as sources
from constructs import Construct

from infra.constructs.dead_letters import DeadLetters
from infra.constructs.monitoring import Monitoring
from infra.constructs.python_function import PythonFunction
from infra.stages import Stage

BATCH = 10
RETRIES = 10
LATE_MILLISECONDS = 60_000
NEW_OUTBOX_EVENT = {
    "eventName": ["INSERT"],
    "dynamodb": {"NewImage": {"entity": {"S": ["OUTBOX_EVENT"]}}},
}


class Events(Construct):
    """The bus, and the way from the table's stream to it."""

    def __init__(self, scope: Construct, construct_id: str, *, stage: Stage, monitoring: Monitoring) -> None:
        super().__init__(scope, construct_id)
        self._monitoring = monitoring
        self._dead_letters = DeadLetters(self, stage=stage, monitoring=monitoring, of="outbox")
        self.bus = events.EventBus(self, "Bus", event_bus_name=f"parley-{stage.name}")
        self.bus.apply_removal_policy(stage.removal_policy)

    def publish_with(self, publish_events: PythonFunction, *, stream_arn: str) -> None:
        """Lets the function read the outbox and write the bus, and feeds it."""
        publish_events.allow(["events:PutEvents"], self.bus.event_bus_arn)
        publish_events.allow(
            [f"dynamodb:{action}" for action in ("DescribeStream", "GetRecords", "GetShardIterator", "ListStreams")],
            stream_arn,
        )
        self._build_mapping(publish_events, stream_arn)
        self._build_alarm(publish_events.function)

    def _build_mapping(self, publish_events: PythonFunction, stream_arn: str) -> None:
        lambda_.EventSourceMapping(
            self,
            "Outbox",
            target=publish_events.function,
            event_source_arn=stream_arn,
            starting_position=lambda_.StartingPosition.TRIM_HORIZON,
            filters=[{"pattern": json.dumps(NEW_OUTBOX_EVENT)}],
            batch_size=BATCH,
            bisect_batch_on_error=True,
            retry_attempts=RETRIES,
            report_batch_item_failures=True,
            on_failure=sources.SqsDlq(self._dead_letters.queue),
        )

    def _build_alarm(self, function: lambda_.Function) -> None:
        self._monitoring.alarm(
            "outbox-late",
            function.metric("IteratorAge", period=Duration.minutes(5), statistic="Maximum"),
            "events have waited in the outbox for more than a minute",
            above=LATE_MILLISECONDS,
        )
