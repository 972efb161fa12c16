"""A few sentences on the whole interview: of its parts first when it is long."""

from collections.abc import Sequence
from typing import Any, Final

from shared.adapters.model_analyst.answers import SummaryAnswer
from shared.adapters.model_analyst.asking import Asker
from shared.adapters.model_analyst.numbered import shown
from shared.domain.evidence import EvidenceUnit

PROMPT: Final = "summarise"
NOTHING: Final = "Nothing was said that could be taken as evidence."


def summarise(asker: Asker, evidence: Sequence[EvidenceUnit]) -> str:
    """Plain text. Without evidence nobody is asked."""
    if not evidence:
        return NOTHING
    answers = asker.ask_in_parts(PROMPT, evidence, _of_evidence, SummaryAnswer)
    parts = [answer.summary.strip() for _, answer in answers]
    while len(parts) > 1:
        fewer = [answer.summary.strip() for _, answer in asker.ask_in_parts(PROMPT, parts, _of_parts, SummaryAnswer)]
        parts = fewer if len(fewer) < len(parts) else [" ".join(fewer)]
    return parts[0]


def _of_evidence(units: Sequence[EvidenceUnit]) -> dict[str, Any]:
    return {"evidence": [shown(unit) for unit in units], "parts": []}


def _of_parts(parts: Sequence[str]) -> dict[str, Any]:
    return {"evidence": [], "parts": list(parts)}
