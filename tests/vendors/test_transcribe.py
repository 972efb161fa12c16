"""Amazon Transcribe's own protocol, through boto3, over real HTTP: what is sent, and every fault by its name."""

from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config

from shared.adapters.amazon_transcribe import AmazonTranscribe
from shared.domain.errors import EngineFailed, EngineRefused, EngineThrottled, MissingStepInput, ParleyError
from tests.builders import use
from tests.vendors.server import Reply, VendorServer

pytestmark = pytest.mark.loopback
NAME = "acme.int_1.abc"
SAID = "what Ann said"
JSON_1_1 = {"Content-Type": "application/x-amz-json-1.1"}
Jobs = Callable[..., AmazonTranscribe]


@pytest.fixture
def jobs(server: VendorServer) -> Iterator[Jobs]:
    """Makes the adapter for the server, or for an address where nobody is. boto3's own repeats are left out."""
    made: list[Any] = []

    def make(url: str = "") -> AmazonTranscribe:
        config = Config(retries={"total_max_attempts": 1}, read_timeout=0.3, connect_timeout=1)
        made.append(boto3.client("transcribe", endpoint_url=url or server.url, config=config))
        return AmazonTranscribe(made[-1], None, media_bucket="media", output_bucket="artifacts", price=lambda _: use())

    yield make
    for client in made:
        client.close()


def described(status: str) -> Reply:
    return Reply({"TranscriptionJob": {"TranscriptionJobName": NAME, "TranscriptionJobStatus": status}})


def refused(status: int, code: str) -> Reply:
    return Reply({"__type": code, "Message": SAID}, status=status, headers=JSON_1_1)


def start(jobs: AmazonTranscribe) -> None:
    jobs.start(NAME, "acme/int_1/upload", "acme/int_1/pieces/job.json", language_hint="en-GB")


def test_a_job_is_asked_for_with_speakers_and_its_place(server: VendorServer, jobs: Jobs) -> None:
    server.replies = [described("IN_PROGRESS")]
    start(jobs())
    (request,) = server.received
    assert request.headers["x-amz-target"] == "Transcribe.StartTranscriptionJob"
    assert request.json == {
        "TranscriptionJobName": NAME,
        "Media": {"MediaFileUri": "s3://media/acme/int_1/upload"},
        "OutputBucketName": "artifacts",
        "OutputKey": "acme/int_1/pieces/job.json",
        "Settings": {"ShowSpeakerLabels": True, "MaxSpeakerLabels": 10},
        "LanguageCode": "en-GB",
    }


def test_a_second_start_looks_at_the_job_that_there_is(server: VendorServer, jobs: Jobs) -> None:
    server.replies = [refused(400, "ConflictException"), described("IN_PROGRESS")]
    start(jobs())
    assert [request.headers["x-amz-target"].partition(".")[2] for request in server.received] == [
        "StartTranscriptionJob",
        "GetTranscriptionJob",
    ]


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (refused(400, "LimitExceededException"), EngineThrottled),
        (refused(400, "ThrottlingException"), EngineThrottled),
        (refused(429, "TooManyRequestsException"), EngineThrottled),
        (refused(400, "BadRequestException"), EngineRefused),
        (refused(400, "AccessDeniedException"), EngineRefused),
        (refused(400, "UnrecognizedClientException"), EngineRefused),
        (refused(500, "InternalFailureException"), EngineFailed),
        (Reply(b"<html>502</html>", status=502, headers={"Content-Type": "text/html"}), EngineFailed),
        (Reply(b"", status=503), EngineFailed),
        (Reply({"TranscriptionJob": {}}, sends=10), EngineFailed),
    ],
)
def test_every_fault_has_its_name_and_no_word_of_the_vendor_s(
    server: VendorServer, jobs: Jobs, reply: Reply, kind: type[ParleyError]
) -> None:
    server.replies = [reply]
    with pytest.raises(kind) as raised:
        start(jobs())
    assert type(raised.value) is kind
    assert SAID not in str(raised.value)


def test_a_job_that_is_gone(server: VendorServer, jobs: Jobs) -> None:
    server.replies = [refused(400, "NotFoundException")]
    with pytest.raises(MissingStepInput):
        jobs().read(NAME)


def test_an_answer_that_does_not_come(server: VendorServer, jobs: Jobs) -> None:
    def never(_: Any) -> Reply:
        server.ending.wait(10)
        return Reply()

    server.reply = never
    with pytest.raises(EngineFailed):
        start(jobs())


def test_nobody_listens(jobs: Jobs) -> None:
    with pytest.raises(EngineFailed):
        start(jobs("http://127.0.0.1:1"))  # a port that nobody may open
