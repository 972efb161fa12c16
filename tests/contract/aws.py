"""The real adapters, on moto or on the local AWS."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from threading import Lock
from typing import Any
from uuid import uuid4

import boto3
from botocore.config import Config
from moto import mock_aws

from shared.adapters.dynamodb_table import DynamoTable

ATTRIBUTES = ("pk", "sk", "gsi1pk", "gsi1sk", "gsi2pk", "gsi2sk", "gsi3pk", "gsi3sk")
ROLE = "arn:aws:iam::123456789012:role/parley"
WAITING = {"StartAt": "Wait", "States": {"Wait": {"Type": "Wait", "Seconds": 3600, "End": True}}}


class OneAtATime:
    """A client whose requests do not overlap: DynamoDB isolates each of them, moto does not."""

    def __init__(self, client: Any) -> None:
        self._client, self._lock = client, Lock()

    def __getattr__(self, name: str) -> Any:
        operation = getattr(self._client, name)
        if name == "exceptions":
            return operation

        def locked(*args: Any, **arguments: Any) -> Any:
            with self._lock:
                return operation(*args, **arguments)

        return locked


@contextmanager
def client(service: str, endpoint: str | None) -> Iterator[Any]:
    """A client of the local AWS, or of moto when there is no endpoint."""
    if endpoint:
        yield _client(service, endpoint)
        return
    moto = mock_aws()
    moto.start(reset=False)  # every table and bucket has a name of its own; forgetting the former ones takes longer
    try:
        yield OneAtATime(_client(service, None))
    finally:
        moto.stop()


@cache
def _client(service: str, endpoint: str | None) -> Any:
    """Made once: loading a service's model takes longer than a test. Moto answers it while its context is open."""
    config = Config(signature_version="s3v4" if service == "s3" else None, max_pool_connections=32)
    return _session().client(service, endpoint_url=endpoint, config=config)


@cache
def _session() -> boto3.Session:
    return boto3.Session()


def new_table(dynamodb: Any, pause: Callable[[float], None] = lambda _: None) -> DynamoTable:
    """A table as the infrastructure makes it, under a name of its own.

    Repeats do not wait but for `pause`: of many writers at once whoever loses waits a little, as it does on AWS, or all
    go on in lockstep.
    """
    name = f"parley-{uuid4().hex[:12]}"
    dynamodb.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ATTRIBUTES],
        KeySchema=_key("pk", "sk"),
        GlobalSecondaryIndexes=[
            _index("by_organisation", "gsi1pk", "gsi1sk"),
            _index("by_status", "gsi2pk", "gsi2sk"),
            _index("by_project", "gsi3pk", "gsi3sk"),
        ],
    )
    return DynamoTable(dynamodb, name, pause=pause)


def _index(name: str, partition: str, sort: str) -> dict[str, Any]:
    return {"IndexName": name, "KeySchema": _key(partition, sort), "Projection": {"ProjectionType": "ALL"}}


def _key(partition: str, sort: str) -> list[dict[str, str]]:
    return [{"AttributeName": partition, "KeyType": "HASH"}, {"AttributeName": sort, "KeyType": "RANGE"}]


def new_bucket(s3: Any) -> str:
    """A versioned bucket under a name of its own."""
    name = f"parley-{uuid4().hex[:12]}"
    s3.create_bucket(Bucket=name)
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    return name


def new_state_machine(stepfunctions: Any) -> str:
    """A machine that waits for an hour."""
    name = f"parley-{uuid4().hex[:12]}"
    made = stepfunctions.create_state_machine(name=name, definition=json.dumps(WAITING), roleArn=ROLE)
    return str(made["stateMachineArn"])
