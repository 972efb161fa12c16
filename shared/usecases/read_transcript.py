"""How steps and readers read the transcript that an earlier step left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.speakers import apply_edits
from shared.domain.transcript import Transcript

if TYPE_CHECKING:
    from shared.domain.interview import Interview
    from shared.domain.references import TranscriptReference
    from shared.ports import ArtifactStore


def read_transcript(reference: TranscriptReference, interview: Interview, artifacts: ArtifactStore) -> Transcript:
    """The transcript with a person's corrections of the voices."""
    return apply_edits(artifacts.get(reference.uri, Transcript), interview.speaker_edits)
