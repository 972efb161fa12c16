"""The one way to make a queue that a function works off."""

from aws_cdk import Duration
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.acknowledge import acknowledge_plain_http
from infra.constructs.python_function import physical_name
from infra.stages import Stage

KEPT = Duration.days(4)


def work_queue(
    scope: Construct,
    construct_id: str,
    *,
    stage: Stage,
    name: str,
    seconds: int,
    dead_letters: sqs.IQueue,
    max_receives: int,
    retention: Duration = KEPT,
) -> sqs.Queue:
    """An encrypted queue. A message that its function of so many `seconds` has taken is hidden six times as long."""
    queue = sqs.Queue(
        scope,
        construct_id,
        queue_name=physical_name(stage, name),
        encryption=sqs.QueueEncryption.SQS_MANAGED,
        enforce_ssl=stage.requires_tls,
        visibility_timeout=Duration.seconds(6 * stage.timeout(seconds).to_seconds()),
        retention_period=retention,
        dead_letter_queue=sqs.DeadLetterQueue(queue=dead_letters, max_receive_count=max_receives),
        removal_policy=stage.removal_policy_of_names,
    )
    if not stage.requires_tls:
        acknowledge_plain_http(queue, "SQS4")
    return queue
