"""Jobs of Amazon Transcribe, to be erased. What they heard lies in our bucket and is erased there."""

from collections.abc import Mapping
from typing import Any

from shared.adapters.aws_errors import for_later
from shared.domain.interview_key import InterviewKey

GONE = {"NotFoundException", "BadRequestException"}  # the latter: no job has that name, which is ours


class ErasableJobs:
    """Implements `Erasable`."""

    where = "Amazon Transcribe"

    def __init__(self, client: Any) -> None:
        self._client = client

    def erase(self, key: InterviewKey, *, limit: int) -> Mapping[str, int]:
        from botocore.exceptions import ClientError

        with for_later("Amazon Transcribe"):
            try:
                names = self._names(key, limit)
                for name in names:
                    self._client.delete_transcription_job(TranscriptionJobName=name)
            except ClientError as error:
                if error.response["Error"]["Code"] in GONE:
                    return {}
                raise
        return {"job": len(names)} if names else {}

    def _names(self, key: InterviewKey, limit: int) -> list[str]:
        """AWS finds names that contain a text; ours begin with it."""
        mine = f"{key.organisation_id}.{key.interview_id}."
        answer = self._client.list_transcription_jobs(JobNameContains=mine, MaxResults=min(limit, 100))
        found = [summary["TranscriptionJobName"] for summary in answer["TranscriptionJobSummaries"]]
        return [name for name in found if name.startswith(mine)]
