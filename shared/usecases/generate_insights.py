"""Evidence becomes themes, each with the evidence it stands on."""

from shared.domain.analysis import Theme, ThemeDraft, ThemeEvidence, ThemesDraft
from shared.domain.interview import RunKey
from shared.domain.references import RowsReference
from shared.domain.steps import Step
from shared.domain.value import Value
from shared.ports import Engines, ResultStore
from shared.usecases.read_inputs import read_evidence
from shared.usecases.run_step import Attempt, StepPorts, StepResult, run_step


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
        known = {unit.id for unit in units}
        themes = [_theme(number, draft) for number, draft in enumerate(found.themes, start=1)]
        links = [
            link for theme, draft in zip(themes, found.themes, strict=True) for link in _links(theme, draft, known)
        ]
        results.save_rows(key, Step.INSIGHTS, [*themes, *links])
        return StepResult(
            output=GenerateInsightsOutput(insight_ids=tuple(theme.id for theme in themes)),
            engine=analyst.engine,
            warnings=_warnings(found, instructions),
            inputs={Step.EVIDENCE: evidence.run},
        )

    return run_step(steps, key, Step.INSIGHTS, work, GenerateInsightsOutput)


def _theme(number: int, draft: ThemeDraft) -> Theme:
    return Theme(
        id=f"theme-{number:02d}",
        name=draft.name,
        statement=draft.statement,
        inclusion_criteria=draft.inclusion_criteria,
    )


def _links(theme: Theme, draft: ThemeDraft, known: set[str]) -> list[ThemeEvidence]:
    ids = dict.fromkeys(evidence_id for evidence_id in draft.evidence_ids if evidence_id in known)
    return [ThemeEvidence(theme_id=theme.id, evidence_id=evidence_id) for evidence_id in ids]


def _warnings(found: ThemesDraft, instructions: str | None) -> tuple[str, ...]:
    if instructions and not found.instructions_used:
        return ("the engine in use could not follow the custom instructions",)
    return ()
