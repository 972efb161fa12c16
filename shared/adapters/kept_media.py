"""Recordings and transcripts with what was made of them, to be let go of apart from their interview."""

from datetime import datetime

from shared.adapters.dynamodb_answers import DynamoAnswers
from shared.adapters.s3_erasables import ErasableObjects
from shared.domain.interview_key import InterviewKey
from shared.domain.pieces import pieces_folder
from shared.domain.session.speech import sound_folders, speech_folder
from shared.ports import MediaStore
from shared.ports.retention import KeptUpload

LIMIT = 1000


class KeptMedia:
    """Implements `RecordingStore`."""

    def __init__(
        self, media: MediaStore, sound: ErasableObjects, artifacts: ErasableObjects, answers: DynamoAnswers
    ) -> None:
        self._media, self._sound, self._artifacts, self._answers = media, sound, artifacts, answers

    def erase_recording(self, upload: KeptUpload) -> int:
        self._media.delete(upload.key, upload.version)
        of_session = sum(_emptied(self._sound, folder) for folder in sound_folders(upload.interview))
        pieces = _emptied(self._artifacts, f"{pieces_folder(upload.interview, upload.version)}/")
        return 1 + of_session + pieces

    def erase_speech(self, organisation_id: str, before: datetime) -> int:
        return self._sound.erase_older(speech_folder(organisation_id), before)

    def erase_transcripts(self, interview: InterviewKey) -> int:
        answers = self._answers.forget_interview(interview)
        return answers + _emptied(self._artifacts, f"{interview.organisation_id}/{interview.interview_id}/")


def _emptied(bucket: ErasableObjects, prefix: str) -> int:
    total = 0
    while counts := bucket.erase_below(prefix, limit=LIMIT):
        total += sum(counts.values())
    return total
