import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from unittest.mock import Mock

import boto3
import pytest
from botocore.stub import Stubber

from shared.adapters.amazon_transcribe import AmazonTranscribe
from shared.domain.errors import (
    EngineFailed,
    EngineRefused,
    EngineThrottled,
    MissingStepInput,
    UnreadableRecording,
    UnsupportedLanguage,
)
from shared.domain.job_outcome import Failed, Gone, Heard, JobOutcome, UnderWay
from tests.builders import use

NAME = "acme.int_1.abc"


def item(content: str, start: float, end: float, speaker: str | None = None) -> dict[str, Any]:
    labelled = {"speaker_label": speaker} if speaker else {}
    alternatives = [{"confidence": "0.98", "content": content}]
    times = {"start_time": f"{start:.2f}", "end_time": f"{end:.2f}"}
    return {"type": "pronunciation", "alternatives": alternatives, **times, **labelled}


def mark(content: str) -> dict[str, Any]:
    return {"type": "punctuation", "alternatives": [{"confidence": "0.0", "content": content}]}


# As documented: https://docs.aws.amazon.com/transcribe/latest/dg/how-input.html#how-output
RESULT: dict[str, Any] = {
    "jobName": NAME,
    "accountId": "123456789012",
    "status": "COMPLETED",
    "results": {
        "transcripts": [{"transcript": "How do you plan? I plan every week. Paper helps."}],
        "speaker_labels": {
            "channel_label": "ch_0",
            "speakers": 2,
            "segments": [
                {
                    "start_time": "0.00",
                    "end_time": "2.10",
                    "speaker_label": "spk_0",
                    "items": [{"speaker_label": "spk_0", "start_time": "0.00", "end_time": "0.30"}],
                }
            ],
        },
        "items": [
            item("How", 0.0, 0.3),
            item("do", 0.3, 0.5, "spk_0"),
            item("you", 0.5, 0.7, "spk_0"),
            item("plan", 0.7, 1.1, "spk_0"),
            mark("?"),
            item("I", 1.5, 1.6, "spk_1"),
            item("plan", 1.6, 2.0, "spk_1"),
            item("every", 2.0, 2.3, "spk_1"),
            item("week", 2.3, 2.7, "spk_1"),
            mark("."),
            item("Paper", 2.9, 3.2, "spk_1"),
            item("helps", 3.2, 3.6, "spk_1"),
            mark("."),
        ],
    },
}


@pytest.fixture
def client() -> Any:
    return boto3.client("transcribe", region_name="us-east-1")


@pytest.fixture
def stub(client: Any) -> Iterator[Stubber]:
    with Stubber(client) as stub:
        yield stub
        stub.assert_no_pending_responses()


@pytest.fixture
def jobs(client: Any) -> AmazonTranscribe:
    s3 = Mock()
    s3.get_object.side_effect = lambda **_: {"Body": io.BytesIO(json.dumps(RESULT).encode())}
    buckets = {"media_bucket": "media", "output_bucket": "artifacts"}
    return AmazonTranscribe(client, s3, **buckets, price=lambda _: use(), remaining=lambda: 900)


def described(status: str, **more: Any) -> dict[str, Any]:
    return {"TranscriptionJob": {"TranscriptionJobName": NAME, "TranscriptionJobStatus": status, **more}}


def expected(**language: Any) -> dict[str, Any]:
    return {
        "TranscriptionJobName": NAME,
        "Media": {"MediaFileUri": "s3://media/acme/int_1/upload"},
        "OutputBucketName": "artifacts",
        "OutputKey": "acme/int_1/pieces/abc/job.json",
        "Settings": {"ShowSpeakerLabels": True, "MaxSpeakerLabels": 10},
        **language,
    }


def start(jobs: AmazonTranscribe, hint: str | None = None) -> None:
    jobs.start(NAME, "acme/int_1/upload", "acme/int_1/pieces/abc/job.json", language_hint=hint)


@pytest.mark.parametrize(
    ("hint", "language"),
    [
        (None, {"IdentifyLanguage": True}),
        ("en", {"LanguageCode": "en-US"}),
        ("en_gb", {"LanguageCode": "en-GB"}),
        ("de-LU", {"LanguageCode": "de-DE"}),
        ("fi", {"LanguageCode": "fi-FI"}),
    ],
)
def test_a_job_is_started_with_speakers(
    jobs: AmazonTranscribe, stub: Stubber, hint: str | None, language: dict[str, Any]
) -> None:
    stub.add_response("start_transcription_job", described("IN_PROGRESS"), expected(**language))
    start(jobs, hint)


def test_an_unknown_language_starts_nothing(jobs: AmazonTranscribe, stub: Stubber) -> None:
    with pytest.raises(UnsupportedLanguage):
        start(jobs, "klingon")


@pytest.mark.parametrize("status", ["QUEUED", "IN_PROGRESS", "COMPLETED"])
def test_a_second_start_starts_nothing(jobs: AmazonTranscribe, stub: Stubber, status: str) -> None:
    stub.add_client_error("start_transcription_job", "ConflictException")
    stub.add_response("get_transcription_job", described(status), {"TranscriptionJobName": NAME})
    start(jobs)


def test_a_job_that_failed_is_started_anew(jobs: AmazonTranscribe, stub: Stubber) -> None:
    stub.add_client_error("start_transcription_job", "ConflictException")
    stub.add_response("get_transcription_job", described("FAILED"), {"TranscriptionJobName": NAME})
    stub.add_response("delete_transcription_job", {}, {"TranscriptionJobName": NAME})
    stub.add_response("start_transcription_job", described("IN_PROGRESS"), expected(IdentifyLanguage=True))
    start(jobs)


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("LimitExceededException", EngineThrottled),
        ("BadRequestException", EngineRefused),
        ("AccessDeniedException", EngineRefused),
        ("InternalFailureException", EngineFailed),
    ],
)
def test_errors_have_our_names(jobs: AmazonTranscribe, stub: Stubber, code: str, error: type[Exception]) -> None:
    stub.add_client_error("start_transcription_job", code, "canary")
    with pytest.raises(error) as raised:
        start(jobs)
    assert "canary" not in str(raised.value)


BEGAN = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "more", "outcome"),
    [
        ("QUEUED", {}, UnderWay()),
        ("IN_PROGRESS", {"CreationTime": BEGAN}, UnderWay()),
        ("COMPLETED", {"CreationTime": BEGAN}, Heard(receipt=f"{NAME}@1772443800")),
        ("COMPLETED", {}, Heard(receipt=NAME)),
    ],
)
def test_how_it_stands_says_what_it_is_paid_under(
    jobs: AmazonTranscribe, stub: Stubber, status: str, more: dict[str, Any], outcome: JobOutcome
) -> None:
    stub.add_response("get_transcription_job", described(status, **more), {"TranscriptionJobName": NAME})
    assert jobs.outcome(NAME) == outcome


@pytest.mark.parametrize("code", ["NotFoundException", "BadRequestException"])
def test_of_a_job_that_is_gone(jobs: AmazonTranscribe, stub: Stubber, code: str) -> None:
    stub.add_client_error("get_transcription_job", code)
    assert jobs.outcome(NAME) == Gone()


def test_what_was_heard_has_speakers_words_and_times(jobs: AmazonTranscribe, stub: Stubber) -> None:
    address = {"TranscriptFileUri": "https://s3.us-east-1.amazonaws.com/artifacts/acme/int_1/pieces/abc/job.json"}
    done = described("COMPLETED", Transcript=address, LanguageCode="en-US", IdentifiedLanguageScore=0.93)
    stub.add_response("get_transcription_job", done)
    heard = jobs.read(NAME)
    assert (heard.language, heard.engine.draft) == ("en", False)
    assert heard.language_confidence == pytest.approx(0.93)
    assert [(s.speaker, s.text, s.start_seconds, s.end_seconds) for s in heard.segments] == [
        ("spk_0", "How do you plan?", 0.0, 1.1),
        ("spk_1", "I plan every week.", 1.5, 2.7),
        ("spk_1", "Paper helps.", 2.9, 3.6),
    ]
    assert [(word.text, word.start_seconds, word.confidence) for word in heard.segments[2].words] == [
        ("Paper", 2.9, 0.98),
        ("helps.", 3.2, 0.98),
    ]


@pytest.mark.parametrize(
    ("reason", "error"),
    [
        ("Unsupported media format.", UnreadableRecording),
        ("Invalid file size: file size too large.", UnreadableRecording),
        ("Internal failure", EngineFailed),
        (None, EngineFailed),
    ],
)
def test_a_job_that_failed(jobs: AmazonTranscribe, stub: Stubber, reason: str | None, error: type[Exception]) -> None:
    more = {"FailureReason": reason} if reason else {}
    stub.add_response("get_transcription_job", described("FAILED", **more))
    outcome = jobs.outcome(NAME)
    assert isinstance(outcome, Failed)
    assert type(outcome.error) is error


def test_what_is_gone_cannot_be_read(jobs: AmazonTranscribe, stub: Stubber) -> None:
    stub.add_client_error("get_transcription_job", "NotFoundException")
    with pytest.raises(MissingStepInput):
        jobs.read(NAME)
