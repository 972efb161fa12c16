"""Uploads by age, and recordings that are let go of, in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from shared.domain.alongside import NOTHING, Alongside
from shared.domain.interview_key import InterviewKey
from shared.ports.retention import Keepsake, KeptUpload
from tests.fakes.alongside import changing
from tests.fakes.memory import Memory


@dataclass
class MemoryRetention:
    """Implements `RetentionIndex`."""

    memory: Memory
    gone: set[tuple[InterviewKey, str, Keepsake]] = field(default_factory=set)

    def older_than(
        self, organisation_id: str, keepsake: Keepsake, before: datetime, *, limit: int
    ) -> Sequence[KeptUpload]:
        kept = [
            KeptUpload(interview=key, key=upload.key, version=version, at=upload.at)
            for (key, version), upload in self.memory.uploads.items()
            if key.organisation_id == organisation_id and (key, version, keepsake) not in self.gone
        ]
        return sorted((upload for upload in kept if upload.at <= before), key=lambda upload: upload.at)[:limit]

    def let_go(self, upload: KeptUpload, keepsake: Keepsake, along: Alongside = NOTHING) -> bool:
        place = (upload.interview, upload.version, keepsake)
        with self.memory.transaction():
            if place in self.gone or place[:2] not in self.memory.uploads:
                return False
            with changing(self.memory, along):
                self.gone.add(place)
            return True


@dataclass
class RecordedErasures:
    """Implements `RecordingStore`. Fails once for each of `errors`; `speech` is when what is kept was synthesised."""

    recordings: list[str] = field(default_factory=list)
    transcripts: list[InterviewKey] = field(default_factory=list)
    speech: dict[str, list[datetime]] = field(default_factory=dict)
    errors: list[Exception] = field(default_factory=list)

    def erase_recording(self, upload: KeptUpload) -> int:
        if self.errors:
            raise self.errors.pop(0)
        self.recordings.append(upload.version)
        return 1

    def erase_speech(self, organisation_id: str, before: datetime) -> int:
        known = self.speech.pop(organisation_id, [])
        self.speech[organisation_id] = [at for at in known if at >= before]
        return len(known) - len(self.speech[organisation_id])

    def erase_transcripts(self, interview: InterviewKey) -> int:
        self.transcripts.append(interview)
        return 1
