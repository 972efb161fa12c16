"""Amazon Transcribe: a job hears a whole recording where it lies, tells its speakers apart, writes into our bucket."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final

from shared.adapters.s3_errors import bucket_for_later
from shared.adapters.transcribe_result import recognition_of
from shared.domain.engines import EngineUse
from shared.domain.errors import (
    EngineFailed,
    EngineRefused,
    EngineThrottled,
    EngineTimeout,
    MissingStepInput,
    ParleyError,
    UnreadableRecording,
    UnsupportedLanguage,
)
from shared.domain.job_outcome import Failed, Gone, Heard, JobOutcome, UnderWay
from shared.domain.limits import CALL_MARGIN_SECONDS
from shared.ports import Recognition

MAX_SPEAKERS = 10
GONE = {"NotFoundException", "BadRequestException"}  # the latter: no job has that name, which is ours
UNREADABLE = "Amazon Transcribe answered what cannot be read"
UNUSABLE = ("media format", "sample rate", "file size", "number of channels")
# botocore has one timeout for all calls of a client, so each is short, and none is begun that could outlive the
# function: two connections of five seconds, two answers of ten, and the second at most between them.
READ_SECONDS: Final = 10.0
ATTEMPTS: Final = 2
LONGEST_CALL_SECONDS: Final = 31.0
# Where a language has several, the one that most people mean.
USUAL = {"ar": "ar-SA", "de": "de-DE", "en": "en-US", "es": "es-ES", "fr": "fr-FR", "pt": "pt-BR", "zh": "zh-CN"}


class AmazonTranscribe:
    """Implements `TranscriptionJobs`. The caller's role reads the recording and writes the result.

    The clients wait for an answer for READ_SECONDS and ask at most ATTEMPTS times; `remaining` says how many seconds
    the function has.
    """

    def __init__(
        self,
        client: Any,
        s3: Any,
        *,
        media_bucket: str,
        output_bucket: str,
        price: Callable[[float], EngineUse],
        remaining: Callable[[], float],
    ) -> None:
        self._client, self._s3, self._price, self._remaining = client, s3, price, remaining
        self._media_bucket, self._output_bucket = media_bucket, output_bucket

    def start(self, name: str, recording: str, output: str, *, language_hint: str | None) -> None:
        language = self._language(language_hint) if language_hint else None
        request = {
            "TranscriptionJobName": name,
            "Media": {"MediaFileUri": f"s3://{self._media_bucket}/{recording}"},
            "OutputBucketName": self._output_bucket,
            "OutputKey": output,
            "Settings": {"ShowSpeakerLabels": True, "MaxSpeakerLabels": MAX_SPEAKERS},
            **({"LanguageCode": language} if language else {"IdentifyLanguage": True}),
        }
        if not self._started(request) and self._status(name)["TranscriptionJobStatus"] == "FAILED":
            with self._call():
                self._client.delete_transcription_job(TranscriptionJobName=name)
            self._started(request)

    def use(self, audio_seconds: float) -> EngineUse:
        return self._price(audio_seconds)

    def outcome(self, name: str) -> JobOutcome:
        try:
            job = self._status(name)
        except MissingStepInput:
            return Gone()
        match job["TranscriptionJobStatus"]:
            case "QUEUED" | "IN_PROGRESS":
                return UnderWay()
            case "FAILED":
                return Failed(error=_failure(str(job.get("FailureReason", ""))))
        return Heard(receipt=_receipt(name, job))

    def read(self, name: str) -> Recognition:
        job = self._status(name)
        return recognition_of(self._result(job), job.get("LanguageCode"), job.get("IdentifiedLanguageScore"))

    def _started(self, request: dict[str, Any]) -> bool:
        """False when a job of that name exists."""
        from botocore.exceptions import ClientError

        with self._call():
            try:
                _job_in(self._client.start_transcription_job(**request))
            except ClientError as error:
                if error.response["Error"]["Code"] != "ConflictException":
                    raise
                return False
        return True

    def _status(self, name: str) -> dict[str, Any]:
        from botocore.exceptions import ClientError

        with self._call():
            try:
                return _job_in(self._client.get_transcription_job(TranscriptionJobName=name))
            except ClientError as error:
                code = error.response["Error"]["Code"]
                raise _named("NotFoundException" if code in GONE else code) from None

    def _result(self, job: dict[str, Any]) -> bytes:
        from botocore.exceptions import ClientError

        key = str(job.get("Transcript", {}).get("TranscriptFileUri")).partition(f"/{self._output_bucket}/")[2]
        if not key:
            raise EngineFailed("Amazon Transcribe named no place of ours for its result")
        self._check_time()
        with bucket_for_later():
            try:
                file: bytes = self._s3.get_object(Bucket=self._output_bucket, Key=key)["Body"].read()
            except ClientError as error:
                if error.response["Error"]["Code"] != "NoSuchKey":
                    raise
                raise EngineFailed("the result of Amazon Transcribe is not where it said") from None
        return file

    @contextmanager
    def _call(self) -> Iterator[None]:
        """Around a call: it has its time, and what goes wrong has our names."""
        self._check_time()
        with _our_errors():
            yield

    def _check_time(self) -> None:
        if self._remaining() < LONGEST_CALL_SECONDS + CALL_MARGIN_SECONDS:
            error = EngineTimeout("the function has no time left for a call")
            error.blames_provider = False
            raise error

    def _language(self, hint: str) -> str:
        """The provider's code for a language tag such as `en` or `en-GB`."""
        known: list[str] = self._client.meta.service_model.shape_for("LanguageCode").enum
        wanted = hint.strip().replace("_", "-").casefold()
        exact = [code for code in known if code.casefold() == wanted]
        usual = USUAL.get(wanted.split("-")[0])
        alike = [code for code in known if code.split("-")[0].casefold() == wanted.split("-")[0]]
        for code in (*exact, *([usual] if usual else []), *alike):
            return code
        raise UnsupportedLanguage("the engine does not know this language", field="languageHint")


@contextmanager
def _our_errors() -> Iterator[None]:
    from botocore.exceptions import ClientError, ConnectionError, HTTPClientError  # noqa: A004 - botocore's own
    from botocore.parsers import ResponseParserError

    try:
        yield
    except ClientError as error:
        raise _named(error.response["Error"]["Code"]) from None
    except (HTTPClientError, ConnectionError) as error:
        raise EngineFailed(f"Amazon Transcribe could not be reached: {type(error).__name__}") from None
    except (ResponseParserError, AttributeError, TypeError, ValueError):  # what botocore's parser meets in other shapes
        raise EngineFailed(UNREADABLE) from None


def _job_in(answer: Any) -> dict[str, Any]:
    """The job that an answer describes. A page of some proxy's, or nothing, is an answer of nobody's: asked again."""
    job = answer.get("TranscriptionJob") if isinstance(answer, dict) else None
    if not isinstance(job, dict) or not isinstance(job.get("TranscriptionJobStatus"), str):
        raise EngineFailed(UNREADABLE)
    return job


def _receipt(name: str, job: dict[str, Any]) -> str:
    """AWS forgets a job after 90 days; then its name may be another's, who is told apart by when it was created."""
    created = job.get("CreationTime")
    return f"{name}@{int(created.timestamp())}" if isinstance(created, datetime) else name


def _named(code: str) -> Exception:
    said = f"Amazon Transcribe answered {code}"
    if code in {"LimitExceededException", "ThrottlingException", "TooManyRequestsException"}:
        return EngineThrottled(said)
    if code == "NotFoundException":
        return MissingStepInput("the transcription job is gone", remedy="resume from upload")
    if code in {"BadRequestException", "AccessDeniedException", "UnrecognizedClientException"}:
        return EngineRefused(said)
    return EngineFailed(said)


def _failure(reason: str) -> ParleyError:
    """What the provider says of a job that failed names formats and rates, and nothing that was said."""
    if any(word in reason.casefold() for word in UNUSABLE):
        return UnreadableRecording("Amazon Transcribe cannot decode the recording")
    return EngineFailed("the job of Amazon Transcribe failed")
