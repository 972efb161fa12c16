"""How steps read what earlier steps left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.evidence import EvidenceUnit
from shared.domain.speakers import apply_edits
from shared.domain.steps import Step
from shared.domain.transcript import Transcript

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.domain.interview import Interview, RunKey
    from shared.domain.references import RowsReference, TranscriptReference
    from shared.ports import ArtifactStore, ResultStore


def read_transcript(reference: TranscriptReference, interview: Interview, artifacts: ArtifactStore) -> Transcript:
    """The transcript with a person's corrections of the voices."""
    return apply_edits(artifacts.get(reference.uri, Transcript), interview.speaker_edits)


def read_evidence(key: RunKey, reference: RowsReference, results: ResultStore) -> Sequence[EvidenceUnit]:
    """The evidence of the run that the reference names."""
    return results.load_rows(key.model_copy(update={"run": reference.run}), Step.EVIDENCE, EvidenceUnit)
