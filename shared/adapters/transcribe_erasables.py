"""Jobs of Amazon Transcribe, to be erased. What they heard lies in our bucket and is erased there."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from shared.adapters.aws_errors import for_later
from shared.domain.interview_key import InterviewKey


class ErasableJobs:
    """Implements `Erasable`."""

    where = "Amazon Transcribe"

    def __init__(self, client: Any) -> None:
        self._client = client

    def erase(self, key: InterviewKey, *, limit: int) -> Mapping[str, int]:
        with for_later("Amazon Transcribe"):
            removed = sum(self._remove(name) for name in self._names(key, limit))
        return {"job": removed} if removed else {}

    def _remove(self, name: str) -> bool:
        """False for a job that is gone already, or still at work: it is removed when it has ended."""
        refusals = self._client.exceptions
        with suppress(refusals.NotFoundException, refusals.BadRequestException):
            self._client.delete_transcription_job(TranscriptionJobName=name)
            return True
        return False

    def _names(self, key: InterviewKey, limit: int) -> list[str]:
        """AWS finds names that contain a text; ours begin with it."""
        mine = f"{key.organisation_id}.{key.interview_id}."
        answer = self._client.list_transcription_jobs(JobNameContains=mine, MaxResults=min(limit, 100))
        found = [summary["TranscriptionJobName"] for summary in answer["TranscriptionJobSummaries"]]
        return [name for name in found if name.startswith(mine)]
