"""Where messages go that could not be handled."""

from aws_cdk import Duration
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.acknowledge import acknowledge, acknowledge_plain_http
from infra.constructs.monitoring import Monitoring
from infra.constructs.python_function import physical_name
from infra.stages import Stage


class DeadLetters(Construct):
    """A dead-letter queue with its alarm: what is in it is kept for two weeks and somebody is told."""

    def __init__(self, scope: Construct, *, stage: Stage, monitoring: Monitoring, of: str) -> None:
        super().__init__(scope, "DeadLetters")
        name = f"{of}-dead-letters"
        self.queue = sqs.Queue(
            self,
            "Queue",
            queue_name=physical_name(stage, name),
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=stage.requires_tls,
            retention_period=Duration.days(14),
            removal_policy=stage.removal_policy_of_names,
        )
        acknowledge(self.queue, "SQS3", "it is a dead-letter queue itself")
        if not stage.requires_tls:
            acknowledge_plain_http(self.queue, "SQS4")
        monitoring.alarm(
            name,
            self.queue.metric_approximate_number_of_messages_visible(period=Duration.minutes(1), statistic="Maximum"),
            f"messages that {of} could not handle wait in the dead-letter queue",
        )
