"""Amazon Transcribe's own protocol, through boto3, over real HTTP: what is sent, and every fault by its name."""

from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config

from shared.adapters.amazon_transcribe import LONGEST_CALL_SECONDS, AmazonTranscribe
from shared.domain.errors import (
    EngineFailed,
    EngineRefused,
    EngineThrottled,
    EngineTimeout,
    MissingStepInput,
    ParleyError,
    StorageThrottled,
)
from shared.domain.job_outcome import Heard
from shared.domain.limits import CALL_MARGIN_SECONDS
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

    def make(url: str = "", *, remaining: float = 900) -> AmazonTranscribe:
        path = {"addressing_style": "path"}
        config = Config(retries={"total_max_attempts": 1}, read_timeout=0.3, connect_timeout=1, s3=path)
        clients = [boto3.client(name, endpoint_url=url or server.url, config=config) for name in ("transcribe", "s3")]
        made.extend(clients)
        buckets = {"media_bucket": "media", "output_bucket": "artifacts"}
        return AmazonTranscribe(*clients, **buckets, price=lambda _: use(), remaining=lambda: remaining)

    yield make
    for client in made:
        client.close()


def described(status: str, **more: Any) -> Reply:
    return Reply({"TranscriptionJob": {"TranscriptionJobName": NAME, "TranscriptionJobStatus": status, **more}})


def done(uri: str = "https://s3.eu-west-1.amazonaws.com/artifacts/acme/int_1/pieces/job.json") -> Reply:
    return described("COMPLETED", Transcript={"TranscriptFileUri": uri}, LanguageCode="en-GB")


def refused(status: int, code: str) -> Reply:
    return Reply({"__type": code, "Message": SAID}, status=status, headers=JSON_1_1)


def start(jobs: AmazonTranscribe) -> None:
    jobs.start(NAME, "acme/int_1/upload", "acme/int_1/pieces/job.json", language_hint="en-GB")


def test_what_it_is_paid_under_is_of_this_job_and_no_other_of_its_name(server: VendorServer, jobs: Jobs) -> None:
    server.replies = [described("COMPLETED", CreationTime=began) for began in (1_772_443_800.5, 1_780_000_000)]
    receipts = [jobs().outcome(NAME) for _ in range(2)]
    assert receipts == [Heard(receipt=f"{NAME}@1772443800"), Heard(receipt=f"{NAME}@1780000000")]


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


@pytest.mark.parametrize("code", ["NotFoundException", "BadRequestException"])
def test_a_job_that_is_gone(server: VendorServer, jobs: Jobs, code: str) -> None:
    server.replies = [refused(400, code)]
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


NO_ANSWERS = (
    Reply(b"<html>Sign in</html>", headers={"Content-Type": "text/html"}),
    Reply(b""),
    Reply(b"\xff\xfe"),
    Reply({}),
    Reply(None),
    Reply([]),
    Reply("text"),
    Reply({"TranscriptionJob": None}),
    Reply({"TranscriptionJob": {}}),
    Reply({"TranscriptionJob": "text"}),
    Reply({"TranscriptionJob": {"TranscriptionJobStatus": 7}}),
    Reply([], status=500),
    Reply(None, status=400),
)


@pytest.mark.parametrize("reply", NO_ANSWERS, ids=lambda reply: f"{reply.status} {reply.payload!r}")
def test_an_answer_that_says_nothing_is_asked_for_again(server: VendorServer, jobs: Jobs, reply: Reply) -> None:
    server.replies = [reply, reply]
    with pytest.raises(EngineFailed):
        start(jobs())
    with pytest.raises(EngineFailed):
        jobs().read(NAME)


def test_what_was_heard_is_read_from_where_it_lies(server: VendorServer, jobs: Jobs) -> None:
    best = {"confidence": "0.98", "content": "Hello"}
    item = {"type": "pronunciation", "alternatives": [best], "start_time": "0.0", "end_time": "0.4"}
    server.replies = [done(), Reply({"results": {"items": [item]}})]
    heard = jobs().read(NAME)
    assert (heard.language, [segment.text for segment in heard.segments]) == ("en", ["Hello"])
    assert server.received[-1].path == "/artifacts/acme/int_1/pieces/job.json"


NO_RESULTS: tuple[Any, ...] = (
    b"",
    b"<html></html>",
    b"\xff\xfe",
    None,
    [],
    7,
    {},
    {"results": None},
    {"results": {}},
    {"results": {"items": None}},
    {"results": {"items": [7]}},
    {"results": {"items": [{}]}},
    {"results": {"items": [{"type": "pronunciation", "alternatives": []}]}},
    {"results": {"items": [{"type": "pronunciation", "alternatives": [{"content": "a", "confidence": "x"}]}]}},
)


@pytest.mark.parametrize("body", NO_RESULTS)
def test_a_result_that_cannot_be_read(server: VendorServer, jobs: Jobs, body: Any) -> None:
    server.replies = [done(), Reply(body)]
    with pytest.raises(EngineFailed):
        jobs().read(NAME)


MISSING = Reply(b"<Error><Code>NoSuchKey</Code></Error>", status=404, headers={"Content-Type": "application/xml"})


@pytest.mark.parametrize(
    ("replies", "kind"),
    [
        ([done("https://elsewhere.example/job.json")], EngineFailed),
        ([described("COMPLETED")], EngineFailed),
        ([described("NEVER_HEARD_OF")], EngineFailed),
        ([done(), MISSING], EngineFailed),
        ([done(), Reply(b"", status=503)], StorageThrottled),
        ([done(), Reply({"results": {"items": []}}, sends=10)], StorageThrottled),
    ],
    ids=["another bucket", "no place", "a new status", "no such file", "a busy bucket", "a file cut off"],
)
def test_a_result_that_is_not_there(
    server: VendorServer, jobs: Jobs, replies: list[Reply], kind: type[ParleyError]
) -> None:
    server.replies = list(replies)
    with pytest.raises(kind):
        jobs().read(NAME)


@pytest.mark.parametrize("call", [start, lambda jobs: jobs.outcome(NAME)], ids=["start", "outcome"])
def test_no_call_is_begun_that_could_outlive_the_function(server: VendorServer, jobs: Jobs, call: Any) -> None:
    with pytest.raises(EngineTimeout) as raised:
        call(jobs(remaining=LONGEST_CALL_SECONDS + CALL_MARGIN_SECONDS - 0.1))
    assert (server.received, raised.value.blames_provider) == ([], False)
    server.replies = [described("IN_PROGRESS")]
    call(jobs(remaining=LONGEST_CALL_SECONDS + CALL_MARGIN_SECONDS))
