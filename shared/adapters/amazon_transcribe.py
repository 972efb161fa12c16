"""Amazon Transcribe: a job hears a whole recording where it lies, tells its speakers apart, writes into our bucket."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from shared.adapters.s3_errors import patience
from shared.adapters.transcribe_result import recognition_of
from shared.domain.engines import EngineUse
from shared.domain.errors import (
    EngineFailed,
    EngineRefused,
    EngineThrottled,
    MissingStepInput,
    UnreadableRecording,
    UnsupportedLanguage,
)
from shared.ports import Recognition

MAX_SPEAKERS = 10
UNDER_WAY = {"QUEUED", "IN_PROGRESS"}
UNUSABLE = ("media format", "sample rate", "file size", "number of channels")
# Where a language has several, the one that most people mean.
USUAL = {"ar": "ar-SA", "de": "de-DE", "en": "en-US", "es": "es-ES", "fr": "fr-FR", "pt": "pt-BR", "zh": "zh-CN"}


class AmazonTranscribe:
    """Implements `TranscriptionJobs`. The caller's role reads the recording and writes the result."""

    def __init__(
        self, client: Any, s3: Any, *, media_bucket: str, output_bucket: str, price: Callable[[float], EngineUse]
    ) -> None:
        self._client, self._s3, self._price = client, s3, price
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
            with _our_errors():
                self._client.delete_transcription_job(TranscriptionJobName=name)
            self._started(request)

    def use(self, audio_seconds: float) -> EngineUse:
        return self._price(audio_seconds)

    def read(self, name: str) -> Recognition | None:
        job = self._status(name)
        if job["TranscriptionJobStatus"] in UNDER_WAY:
            return None
        if job["TranscriptionJobStatus"] == "FAILED":
            raise _failure(str(job.get("FailureReason", "")))
        return recognition_of(self._result(job), job.get("LanguageCode"), job.get("IdentifiedLanguageScore"))

    def _started(self, request: dict[str, Any]) -> bool:
        """False when a job of that name exists."""
        from botocore.exceptions import ClientError

        with _our_errors():
            try:
                self._client.start_transcription_job(**request)
            except ClientError as error:
                if error.response["Error"]["Code"] != "ConflictException":
                    raise
                return False
        return True

    def _status(self, name: str) -> dict[str, Any]:
        with _our_errors():
            job: dict[str, Any] = self._client.get_transcription_job(TranscriptionJobName=name)["TranscriptionJob"]
        return job

    def _result(self, job: dict[str, Any]) -> dict[str, Any]:
        key = job["Transcript"]["TranscriptFileUri"].partition(f"/{self._output_bucket}/")[2]
        with patience():
            body = self._s3.get_object(Bucket=self._output_bucket, Key=key)["Body"].read()
        result: dict[str, Any] = json.loads(body)
        return result

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

    try:
        yield
    except ClientError as error:
        raise _named(error.response["Error"]["Code"]) from None
    except (HTTPClientError, ConnectionError) as error:
        raise EngineFailed(f"Amazon Transcribe could not be reached: {type(error).__name__}") from None


def _named(code: str) -> Exception:
    said = f"Amazon Transcribe answered {code}"
    if code in {"LimitExceededException", "ThrottlingException", "TooManyRequestsException"}:
        return EngineThrottled(said)
    if code == "NotFoundException":
        return MissingStepInput("the transcription job is gone", remedy="resume from upload")
    if code in {"BadRequestException", "AccessDeniedException", "UnrecognizedClientException"}:
        return EngineRefused(said)
    return EngineFailed(said)


def _failure(reason: str) -> Exception:
    """What the provider says of a job that failed names formats and rates, and nothing that was said."""
    if any(word in reason.casefold() for word in UNUSABLE):
        return UnreadableRecording("Amazon Transcribe cannot decode the recording")
    return EngineFailed("the job of Amazon Transcribe failed")
