"""The one way to feed a function with what is new in the outbox."""

import json
from collections.abc import Sequence
from typing import Any

from aws_cdk import Duration
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.constructs.monitoring import Monitoring
from infra.constructs.python_function import PythonFunction

RETRIES = 10
LATE_MILLISECONDS = 60_000
READ = ("DescribeStream", "GetRecords", "GetShardIterator", "ListStreams")
NEW_OUTBOX_EVENT = {
    "eventName": ["INSERT"],
    "dynamodb": {"NewImage": {"entity": {"S": ["OUTBOX_EVENT"]}}},
}
# Its own item says so, in the write that ends it: a turn that ends a session writes no more than any other.
SESSION_ENDED = {
    "eventName": ["MODIFY"],
    "dynamodb": {"NewImage": {"entity": {"S": ["SESSION"]}, "gsi2pk": {"S": ["ENDED_SESSIONS"]}}},
}


def outbox_feed(
    scope: Construct,
    function: PythonFunction,
    *,
    stream_arn: str,
    batch: int,
    dead_letters: sqs.IQueue,
    side_by_side: int = 1,
    also: Sequence[dict[str, Any]] = (),
) -> None:
    """Batches of the table's stream. Of what fails for good, the place in the stream is kept.

    With `side_by_side`, so many batches of a shard at once; those of one interview stay in order. `also` are patterns
    of other records: two functions may read a stream, and no third.
    """
    function.allow([f"dynamodb:{action}" for action in READ], stream_arn)
    lambda_.EventSourceMapping(
        scope,
        "Outbox",
        target=function.function,
        event_source_arn=stream_arn,
        starting_position=lambda_.StartingPosition.TRIM_HORIZON,
        filters=[{"pattern": json.dumps(pattern)} for pattern in (NEW_OUTBOX_EVENT, *also)],
        batch_size=batch,
        parallelization_factor=side_by_side,
        bisect_batch_on_error=True,
        retry_attempts=RETRIES,
        report_batch_item_failures=True,
        on_failure=sources.SqsDlq(dead_letters),
    )


def alarm_of_feed(monitoring: Monitoring, function: PythonFunction, *, name: str, words: str) -> None:
    """An alarm when events have waited in the stream for more than a minute."""
    metric = function.function.metric("IteratorAge", period=Duration.minutes(5), statistic="Maximum")
    monitoring.alarm(name, metric, words, above=LATE_MILLISECONDS)
