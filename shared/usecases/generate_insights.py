"""Evidence becomes themes, each with the evidence it stands on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.events import EventName
from shared.domain.limits import MAX_THEMES
from shared.domain.steps import Step
from shared.domain.theme import Theme, ThemeEvidence
from shared.domain.value import Value
from shared.usecases.read_evidence import read_evidence
from shared.usecases.run_step import StepResult, run_step

if TYPE_CHECKING:
    from shared.domain.drafts import ThemeDraft, ThemesDraft
    from shared.domain.interview_key import RunKey
    from shared.domain.references import RowsReference
    from shared.ports import Engines, ResultStore
    from shared.usecases.run_step import Attempt, StepPorts


class GenerateInsightsOutput(Value):
    """Seed 000's output of this step. Insight ids are theme ids: two words, one store."""

    insight_ids: tuple[str, ...]


def generate_insights(
    key: RunKey, evidence: RowsReference, *, steps: StepPorts, results: ResultStore, engines: Engines
) -> GenerateInsightsOutput:
    """Finds themes; the run's own instructions are read from its record, so that they never travel in the state."""

    def work(attempt: Attempt) -> StepResult[GenerateInsightsOutput]:
        analyst = engines.analyst(attempt.scope)
        units = read_evidence(key, evidence, results)
        instructions = attempt.run.request.user_custom_instructions
        found = analyst.find_themes(units, instructions=instructions)
        drafts = _grounded(found, {unit.id for unit in units})
        themes = [_theme(number, draft) for number, draft in enumerate(drafts, start=1)]
        links = [link for theme, draft in zip(themes, drafts, strict=True) for link in _links(theme, draft)]
        results.save_rows(attempt.record, [*themes, *links])
        return StepResult(
            output=GenerateInsightsOutput(insight_ids=tuple(theme.id for theme in themes)),
            engine=analyst.engine,
            warnings=_warnings(found, instructions),
            inputs={Step.EVIDENCE: evidence.run},
            announces=EventName.INSIGHTS_EXTRACTED,
        )

    return run_step(steps, key, Step.INSIGHTS, work, GenerateInsightsOutput)


def _grounded(found: ThemesDraft, known: set[str]) -> list[ThemeDraft]:
    """The themes that stand on evidence that exists, with only such evidence, up to the limit."""
    drafts = [draft.model_copy(update={"evidence_ids": _known(draft, known)}) for draft in found.themes]
    return [draft for draft in drafts if draft.evidence_ids][:MAX_THEMES]


def _known(draft: ThemeDraft, known: set[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(evidence_id for evidence_id in draft.evidence_ids if evidence_id in known))


def _theme(number: int, draft: ThemeDraft) -> Theme:
    return Theme(
        id=f"theme-{number:02d}",
        name=draft.name,
        statement=draft.statement,
        inclusion_criteria=draft.inclusion_criteria,
    )


def _links(theme: Theme, draft: ThemeDraft) -> list[ThemeEvidence]:
    return [ThemeEvidence(theme_id=theme.id, evidence_id=evidence_id) for evidence_id in draft.evidence_ids]


def _warnings(found: ThemesDraft, instructions: str | None) -> tuple[str, ...]:
    if instructions and not found.instructions_used:
        return ("the engine in use could not follow the custom instructions",)
    return ()
