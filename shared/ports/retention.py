"""What is needed to let go of what was kept long enough, without looking at what was not."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from shared.domain.alongside import NOTHING
from shared.domain.interview_key import InterviewKey
from shared.domain.value import Value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.domain.alongside import Alongside


class Keepsake(StrEnum):
    """What is let go of apart from its interview, upload by upload."""

    RECORDING = "recording"
    TRANSCRIPT = "transcript"


class KeptUpload(Value):
    """An upload of which the recording or the transcript is still kept."""

    interview: InterviewKey
    key: str
    version: str
    at: datetime


class RetentionIndex(Protocol):
    """Uploads by age: each is listed for as long as that of it is kept."""

    def older_than(
        self, organisation_id: str, keepsake: Keepsake, before: datetime, *, limit: int
    ) -> Sequence[KeptUpload]:
        """The oldest first."""
        ...

    def let_go(self, upload: KeptUpload, keepsake: Keepsake, along: Alongside = NOTHING) -> bool:
        """It is listed no more, in one transaction with what stands beside it. A repeat does nothing, and is False."""
        ...


class RecordingStore(Protocol):
    """Where recordings are kept, and what was cut and heard of them."""

    def erase_recording(self, upload: KeptUpload) -> int:
        """Removes the object's version and its pieces for good; how many objects that were. Raises StorageThrottled."""
        ...

    def erase_speech(self, organisation_id: str, before: datetime) -> int:
        """Removes what was synthesised before that for the whole organisation; how many. Raises StorageThrottled."""
        ...

    def erase_transcripts(self, interview: InterviewKey) -> int:
        """Removes the interview's transcripts and models' answers; how many. Raises StorageThrottled."""
        ...
