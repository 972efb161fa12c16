"""Looks for words wherever the local AWS keeps anything: tables, buckets, queues, logs, histories, metrics, files."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.e2e.deployed import Deployed

Found = tuple[str, str]  # where, and what is there


def places_with(words: Sequence[str], found: Iterator[Found]) -> list[str]:
    """The places in which one of the words occurs, in whatever letters."""
    wanted = [word.casefold() for word in words]
    return [where for where, what in found if any(word in what.casefold() for word in wanted)]


def stored(deployed: Deployed) -> Iterator[Found]:
    """Every item of every table and every version of every object."""
    yield from items(deployed)
    yield from objects(deployed)


def told(deployed: Deployed) -> Iterator[Found]:
    """Queues, logs, histories, metrics: what may never hold a word of an interview. The audit log is an item."""
    yield from messages(deployed)
    yield from log_lines(deployed)
    yield from histories(deployed)
    yield from metrics(deployed)
    yield from files(deployed.folder)


def items(deployed: Deployed) -> Iterator[Found]:
    dynamodb = deployed.client("dynamodb")
    for table in dynamodb.list_tables()["TableNames"]:
        for page in dynamodb.get_paginator("scan").paginate(TableName=table):
            for item in page["Items"]:
                yield f"item {item['pk']['S']} {item['sk']['S']}", json.dumps(item, default=repr, ensure_ascii=False)


def objects(deployed: Deployed) -> Iterator[Found]:
    s3 = deployed.client("s3")
    for bucket in s3.list_buckets()["Buckets"]:
        for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket["Name"]):
            for version in page.get("Versions", []):
                named = {"Bucket": bucket["Name"], "Key": version["Key"], "VersionId": version["VersionId"]}
                body = s3.get_object(**named)["Body"].read().decode(errors="ignore")
                yield f"object {named['Bucket']} {named['Key']}", f"{named['Key']} {body}"


def messages(deployed: Deployed) -> Iterator[Found]:
    """They stay where they are."""
    sqs = deployed.client("sqs")
    for url in sqs.list_queues().get("QueueUrls", []):
        answer = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=0)
        for message in answer.get("Messages", []):
            yield f"queue {url}", str(message["Body"])


def log_lines(deployed: Deployed) -> Iterator[Found]:
    logs = deployed.client("logs")
    for group in logs.describe_log_groups()["logGroups"]:
        for page in logs.get_paginator("filter_log_events").paginate(logGroupName=group["logGroupName"]):
            for event in page["events"]:
                yield f"log {group['logGroupName']}", str(event["message"])


def histories(deployed: Deployed) -> Iterator[Found]:
    states, machine = deployed.client("stepfunctions"), deployed.outputs["StateMachineArn"]
    for page in states.get_paginator("list_executions").paginate(stateMachineArn=machine):
        for execution in page["executions"]:
            arn = execution["executionArn"]
            yield f"execution {arn}", json.dumps(states.describe_execution(executionArn=arn), default=str)
            for part in states.get_paginator("get_execution_history").paginate(executionArn=arn):
                yield f"history {arn}", json.dumps(part["events"], default=str)


def metrics(deployed: Deployed) -> Iterator[Found]:
    for page in deployed.client("cloudwatch").get_paginator("list_metrics").paginate():
        for metric in page["Metrics"]:
            yield f"metric {metric['MetricName']}", json.dumps(metric)


def files(folder: Path) -> Iterator[Found]:
    """What the local AWS itself writes down."""
    for path in folder.rglob("*.log"):
        yield f"file {path.name}", path.read_text(errors="ignore")


def partition(deployed: Deployed, pk: str) -> list[dict[str, Any]]:
    """Every item under a key."""
    return list(deployed.root.table.query(pk))
