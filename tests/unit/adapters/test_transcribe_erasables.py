"""Jobs of Amazon Transcribe are removed with their interview."""

from collections.abc import Iterator

import boto3
import pytest
from botocore.stub import Stubber

from shared.adapters.transcribe_erasables import ErasableJobs
from shared.domain.errors import StorageThrottled
from tests.builders import INTERVIEW

MINE = "acme.int_1."


@pytest.fixture
def stubbed() -> Iterator[tuple[ErasableJobs, Stubber]]:
    client = boto3.client("transcribe", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
    with Stubber(client) as stub:
        yield ErasableJobs(client), stub


def lists(stub: Stubber, *names: str) -> None:
    found = [{"TranscriptionJobName": name} for name in names]
    asked = {"JobNameContains": MINE, "MaxResults": 100}
    stub.add_response("list_transcription_jobs", {"TranscriptionJobSummaries": found}, asked)


def test_its_own_jobs_and_no_other(stubbed: tuple[ErasableJobs, Stubber]) -> None:
    jobs, stub = stubbed
    lists(stub, "acme.int_1.aa", "other-acme.int_1.bb", "acme.int_1.cc")
    for name in ("acme.int_1.aa", "acme.int_1.cc"):
        stub.add_response("delete_transcription_job", {}, {"TranscriptionJobName": name})
    assert jobs.erase(INTERVIEW, limit=1000) == {"job": 2}
    stub.assert_no_pending_responses()


def test_none_is_left(stubbed: tuple[ErasableJobs, Stubber]) -> None:
    jobs, stub = stubbed
    lists(stub, "other-acme.int_1.bb")
    assert jobs.erase(INTERVIEW, limit=1000) == {}


@pytest.mark.parametrize("code", ["LimitExceededException", "InternalFailureException"])
def test_what_is_refused_is_for_later(stubbed: tuple[ErasableJobs, Stubber], code: str) -> None:
    jobs, stub = stubbed
    stub.add_client_error("list_transcription_jobs", code)
    with pytest.raises(StorageThrottled, match=code):
        jobs.erase(INTERVIEW, limit=1000)


def test_one_that_is_gone_already(stubbed: tuple[ErasableJobs, Stubber]) -> None:
    jobs, stub = stubbed
    lists(stub, "acme.int_1.aa")
    stub.add_client_error("delete_transcription_job", "NotFoundException")
    assert jobs.erase(INTERVIEW, limit=1000) == {}


def test_one_that_is_still_at_work_keeps_no_other(stubbed: tuple[ErasableJobs, Stubber]) -> None:
    jobs, stub = stubbed
    lists(stub, "acme.int_1.aa", "acme.int_1.bb")
    stub.add_client_error("delete_transcription_job", "BadRequestException")
    stub.add_response("delete_transcription_job", {}, {"TranscriptionJobName": "acme.int_1.bb"})
    assert jobs.erase(INTERVIEW, limit=1000) == {"job": 1}
    stub.assert_no_pending_responses()
