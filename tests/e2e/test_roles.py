"""Least privilege, on the local AWS with IAM enforced: what each function's own role is refused."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.e2e.deployed import Deployed

pytestmark = pytest.mark.emulator

STEPS = (
    "plan_run",
    "split_recording",
    "transcribe_piece",
    "start_transcription_job",
    "upload_and_transcribe",
    "extract_evidence",
    "generate_insights",
    "assign_personas",
    "attribute_answers",
    "evaluate_interview",
    "finalize_interview",
    "record_failure",
    "conclude_run",
)
FUNCTIONS = (
    *STEPS,
    "authorize_call",
    "fan_out_event",
    "fan_out_crowd",
    "send_webhook",
    "reconcile_deliveries",
    "start_run",
    "settle_run",
    "publish_events",
    "finish_transcription_job",
    "capture_analytics",
)
HEARS = {
    "start_transcription_job",
    "finish_transcription_job",
    "split_recording",
    "transcribe_piece",
    "upload_and_transcribe",
}
READS_MEDIA = {"start_transcription_job", "split_recording", "upload_and_transcribe", "start_run"}
READS_ARTIFACTS = {*HEARS, "send_webhook", "extract_evidence", "attribute_answers"}
WRITES_ARTIFACTS = HEARS
READS_TABLE = set(FUNCTIONS) - {
    "publish_events",
    "capture_analytics",
}
PUBLISHES = {"publish_events"}
WRITES_ROWS = {
    "extract_evidence",
    "generate_insights",
    "assign_personas",
    "attribute_answers",
    "evaluate_interview",
    "finalize_interview",
}
REOPENS = {"conclude_run"}
FREES_SLOTS = {"start_run", "settle_run"}
FORGETS_JOBS = {"start_transcription_job", "finish_transcription_job"}

Request = tuple[str, str, dict[str, Any]]


def requests(deployed: Deployed) -> dict[str, tuple[set[str], Request]]:
    """What may be tried, and which functions may do it."""
    names = deployed.outputs
    table, media, artifacts = names["TableName"], names["MediaBucketName"], names["ArtifactsBucketName"]
    key = {"pk": {"S": "ORG#x"}, "sk": {"S": "x"}}
    start = {"stateMachineArn": names["StateMachineArn"], "name": "roles-test", "input": "{}"}
    entry = {"EventBusName": names["EventBusName"], "Source": "test", "DetailType": "test", "Detail": "{}"}
    return {
        "scan the table": (set(), ("dynamodb", "scan", {"TableName": table})),
        "delete an item": (
            REOPENS | WRITES_ROWS | FORGETS_JOBS | FREES_SLOTS,
            ("dynamodb", "delete_item", {"TableName": table, "Key": key}),
        ),
        "delete the table": (set(), ("dynamodb", "delete_table", {"TableName": table})),
        "read an item": (READS_TABLE, ("dynamodb", "get_item", {"TableName": table, "Key": key})),
        "read an upload": (READS_MEDIA, ("s3", "get_object", {"Bucket": media, "Key": "none"})),
        "write an upload": (set(), ("s3", "put_object", {"Bucket": media, "Key": "x", "Body": b""})),
        "delete an upload": (set(), ("s3", "delete_object", {"Bucket": media, "Key": "x"})),
        "read an artifact": (READS_ARTIFACTS, ("s3", "get_object", {"Bucket": artifacts, "Key": "none"})),
        "write an artifact": (WRITES_ARTIFACTS, ("s3", "put_object", {"Bucket": artifacts, "Key": "x", "Body": b""})),
        "start a run": (set(), ("stepfunctions", "start_execution", start | {"stateMachineArn": _other(start)})),
        "publish an event": (PUBLISHES, ("events", "put_events", {"Entries": [entry]})),
        "read a secret": (set(), ("secretsmanager", "list_secrets", {})),
        "become somebody": (set(), ("iam", "list_roles", {})),
    }


def _other(start: dict[str, Any]) -> str:
    """Another machine of the same account: nobody may start it."""
    return f"{start['stateMachineArn']}-other"


@pytest.fixture(scope="module", params=FUNCTIONS)
def function(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def credentials(deployed: Deployed, function: str) -> dict[str, str]:
    """What the function itself has: a session of its role."""
    name = f"parley-local-{function}"
    role = deployed.client("lambda").get_function_configuration(FunctionName=name)["Role"]
    issued = deployed.client("sts").assume_role(RoleArn=role, RoleSessionName="roles-test")["Credentials"]
    return {
        "aws_access_key_id": issued["AccessKeyId"],
        "aws_secret_access_key": issued["SecretAccessKey"],
        "aws_session_token": issued["SessionToken"],
    }


def is_refused(deployed: Deployed, session: dict[str, str], request: Request) -> bool:
    service, operation, arguments = request
    try:
        getattr(deployed.client(service, **session), operation)(**arguments)
    except ClientError as error:
        return error.response["Error"]["Code"] in {"AccessDenied", "AccessDeniedException", "403"}
    return False


def test_a_function_may_do_its_work_and_nothing_else(deployed: Deployed, function: str) -> None:
    session = credentials(deployed, function)
    tried = requests(deployed)
    wrong = [
        what for what, (allowed, request) in tried.items()
        if is_refused(deployed, session, request) == (function in allowed)
    ]  # fmt: skip
    assert wrong == []


def test_each_function_has_a_role_of_its_own(deployed: Deployed) -> None:
    functions = deployed.client("lambda")
    names = [f"parley-local-{name}" for name in FUNCTIONS]
    roles = {functions.get_function_configuration(FunctionName=name)["Role"] for name in names}
    assert len(roles) == len(FUNCTIONS)
