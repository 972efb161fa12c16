"""What happened, for whoever listens: from the table's outbox to an event bus."""

from aws_cdk import aws_events as events
from constructs import Construct

from infra.constructs.dead_letters import DeadLetters
from infra.constructs.monitoring import Monitoring
from infra.constructs.outbox_feed import SESSION_ENDED, alarm_of_feed, outbox_feed
from infra.constructs.python_function import PythonFunction
from infra.stages import Stage

BATCH = 100


class Events(Construct):
    """The bus, and the way from the table's stream to it."""

    def __init__(self, scope: Construct, construct_id: str, *, stage: Stage, monitoring: Monitoring) -> None:
        super().__init__(scope, construct_id)
        self._monitoring = monitoring
        self._dead_letters = DeadLetters(self, stage=stage, monitoring=monitoring, of="outbox")
        self.bus = events.EventBus(self, "Bus", event_bus_name=f"parley-{stage.name}")
        self.bus.apply_removal_policy(stage.removal_policy_of_names)

    def publish_with(self, publish_events: PythonFunction, *, stream_arn: str) -> None:
        """Lets the function read the outbox and write the bus, and feeds it."""
        publish_events.allow(["events:PutEvents"], self.bus.event_bus_arn)
        outbox_feed(
            self,
            publish_events,
            stream_arn=stream_arn,
            batch=BATCH,
            dead_letters=self._dead_letters.queue,
            also=(SESSION_ENDED,),
        )
        late = "events have waited in the outbox for more than a minute"
        alarm_of_feed(self._monitoring, publish_events, name="outbox-late", words=late)
