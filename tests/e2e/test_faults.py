"""Faults from below: functions that die, engines that fail, executions that are stopped, events that come twice."""

import json
from typing import Any

import pytest

from shared.adapters.faults import TableFaults
from shared.domain.interview_key import upload_key
from shared.domain.interview_status import InterviewStatus
from shared.domain.run import RunRequest
from shared.domain.run_status import RunStatus
from shared.domain.steps import STEPS_OF_RECORDINGS, Step
from shared.usecases.account_uploads import account_uploads
from shared.usecases.redrive_interview import redrive_interview
from tests.e2e.deployed import ORGANISATION, Deployed
from tests.e2e.test_bad_input import VTT
from tests.polling import poll

pytestmark = pytest.mark.emulator


@pytest.fixture
def faults(deployed: Deployed) -> TableFaults:
    return TableFaults(deployed.root.table)


@pytest.mark.parametrize("error", ["EngineTimeout", "EngineFailed", "StorageThrottled", "die"])
def test_a_passing_fault_is_retried_and_leaves_no_trace_in_the_results(
    deployed: Deployed, faults: TableFaults, error: str
) -> None:
    faults.set(ORGANISATION, Step.EVIDENCE, error, times=1)
    key = deployed.submit(VTT, deployed.project())
    assert deployed.settled(key).status is InterviewStatus.COMPLETED
    record = deployed.steps(key, 1)[Step.EVIDENCE]
    assert record.attempts == 2
    evidence = deployed.results(key).evidence
    assert len({unit.id for unit in evidence}) == len(evidence)


@pytest.mark.parametrize(("error", "recorded"), [("EngineFailed", "EngineFailed"), ("die", "Runtime.ExitError")])
def test_a_lasting_fault_ends_on_record_and_a_redrive_mends_it(
    deployed: Deployed, faults: TableFaults, error: str, recorded: str
) -> None:
    faults.set(ORGANISATION, Step.EVIDENCE, error)
    try:
        key = deployed.submit(VTT, deployed.project())
        interview = deployed.settled(key)
    finally:
        faults.clear(ORGANISATION)
    assert interview.status is InterviewStatus.FAILED
    failure = deployed.run(key, 1).failures[0]
    assert (failure.step, failure.error) == (Step.EVIDENCE, recorded)
    assert deployed.redrive(key).status is RunStatus.SUCCEEDED
    assert set(deployed.steps(key, 2)) == set(STEPS_OF_RECORDINGS) - {Step.UPLOAD}


def test_a_failed_run_leaves_the_former_results_readable(deployed: Deployed, faults: TableFaults) -> None:
    key = deployed.submit(VTT, deployed.project())
    deployed.settled(key)
    before = deployed.results(key)
    faults.set(ORGANISATION, Step.EVIDENCE, "EngineUnavailable")
    try:
        assert deployed.redrive(key, resume_from=Step.EVIDENCE).status is RunStatus.FAILED
    finally:
        faults.clear(ORGANISATION)
    after = deployed.results(key)
    assert (after.evidence, after.themes, after.answers) == (before.evidence, before.themes, before.answers)


def test_a_native_redrive_enters_at_the_end_and_opens_the_run_again(deployed: Deployed, faults: TableFaults) -> None:
    """The local AWS cannot redrive; what a redrive calls first can be called, with the function's own role."""
    faults.set(ORGANISATION, Step.INSIGHTS, "EngineUnavailable")
    try:
        key = deployed.submit(VTT, deployed.project())
        deployed.settled(key)
    finally:
        faults.clear(ORGANISATION)
    run = deployed.run(key, 1)
    ids = run.key.model_dump(by_alias=True)
    assert _conclude(deployed, ids | {"redrives": 1, "redrivesPlanned": 0}) == {"again": True}
    reopened = deployed.run(key, 1)
    assert (reopened.status, reopened.redrives, reopened.failures) == (RunStatus.RUNNING, 1, ())
    assert set(reopened.completed_steps) == set(run.completed_steps) - {Step.FINALIZE}
    assert _conclude(deployed, ids | {"redrives": 1, "redrivesPlanned": 1})["errorType"] == "RunFailed"
    assert deployed.interview(key).status is InterviewStatus.FAILED


def _conclude(deployed: Deployed, event: dict[str, Any]) -> dict[str, Any]:
    name = "parley-local-conclude_run"
    answer = deployed.client("lambda").invoke(FunctionName=name, Payload=json.dumps(event))
    payload: dict[str, Any] = json.loads(answer["Payload"].read())
    return payload


def test_an_execution_that_is_stopped_is_ended_on_record(deployed: Deployed) -> None:
    key = deployed.submit(VTT, deployed.project())
    deployed.settled(key)
    run = redrive_interview(key, RunRequest(resume_from=Step.UPLOAD), ports=deployed.root.starting)
    arn = poll(lambda: deployed.run(key, run.key.run).execution_arn, seconds=10)
    deployed.client("stepfunctions").stop_execution(executionArn=arn)
    assert deployed.ended(key, 2).status is RunStatus.STOPPED
    assert deployed.interview(key).status is InterviewStatus.FAILED
    assert deployed.results(key).themes
    assert deployed.redrive(key).status is RunStatus.SUCCEEDED


def test_a_duplicate_upload_event_starts_nothing(deployed: Deployed) -> None:
    key = deployed.submit(VTT, deployed.project())
    deployed.settled(key)
    version = deployed.run(key, 1).upload_version
    event = {"key": upload_key(key), "version-id": version, "etag": "x"}
    sqs, url = deployed.client("sqs"), deployed.outputs["IntakeQueueUrl"]
    for _ in range(3):
        sqs.send_message(QueueUrl=url, MessageBody=json.dumps(event))
    poll(lambda: _drained(sqs, url), seconds=30)
    assert deployed.interview(key).last_run == 1
    assert len(deployed.root.interviews.list_uploads(key)) == 1


def _drained(sqs: object, url: str) -> bool | None:
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]  # type: ignore[attr-defined]
    return True if all(attributes[name] == "0" for name in names) else None


def test_an_upload_for_no_interview_is_on_record_and_every_object_is_accounted_for(deployed: Deployed) -> None:
    s3, bucket = deployed.client("s3"), deployed.outputs["MediaBucketName"]
    for stray in ("acme/int_nobody/upload", "acme/somewhere/else/file", "loose"):
        s3.put_object(Bucket=bucket, Key=stray, Body=b"stray")

    def all_accounted() -> bool | None:
        root = deployed.root
        account = account_uploads(media=root.media, interviews=root.interviews, now=root.clock.now())
        settled = not (account.arriving or account.unaccounted or account.in_progress)
        total = account.completed + account.failed + account.rejected
        return True if settled and total == account.objects else None

    poll(all_accounted, seconds=60, every=0.5)
