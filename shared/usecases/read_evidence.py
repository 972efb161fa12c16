"""How steps read the evidence that an earlier one left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.evidence import EvidenceUnit
from shared.domain.steps import Step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.domain.interview_key import RunKey
    from shared.domain.references import RowsReference
    from shared.ports import ResultStore


def read_evidence(key: RunKey, reference: RowsReference, results: ResultStore) -> Sequence[EvidenceUnit]:
    """The evidence of the run that the reference names."""
    return results.load_rows(key.model_copy(update={"run": reference.run}), Step.EVIDENCE, EvidenceUnit)
