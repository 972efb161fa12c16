"""The results of an interview as readers see them: per step, the output of the run that its pointer names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.attribution import AnswerAttribution
from shared.domain.coverage import Coverage
from shared.domain.evaluation.evaluation import Evaluation
from shared.domain.evidence import EvidenceUnit
from shared.domain.interview import Interview
from shared.domain.person import InterviewPerson, Person
from shared.domain.persona_assignment import PersonaAssignment
from shared.domain.stale_steps import stale_steps
from shared.domain.steps import Step
from shared.domain.summary import Summary
from shared.domain.theme import Theme, ThemeEvidence
from shared.domain.value import Value
from shared.usecases.read_costs import InterviewCost, interview_cost
from shared.usecases.result_reader import ResultReader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.domain.interview_key import InterviewKey
    from shared.ports import InterviewStore, Ledger, ResultStore


class InterviewResults(Value):
    """Everything an interview has yielded. `stale_steps` rest on older inputs than what is shown beside them."""

    interview: Interview
    summary: str | None
    people: tuple[Person, ...]
    interview_people: tuple[InterviewPerson, ...]
    evidence: tuple[EvidenceUnit, ...]
    coverage: Coverage | None
    themes: tuple[Theme, ...]
    theme_evidence: tuple[ThemeEvidence, ...]
    theme_quotes: tuple[EvidenceUnit, ...]
    personas: tuple[PersonaAssignment, ...]
    answers: tuple[AnswerAttribution, ...]
    evaluation: Evaluation | None = None
    stale_steps: tuple[Step, ...]
    cost: InterviewCost


def read_results(
    key: InterviewKey, *, interviews: InterviewStore, results: ResultStore, ledger: Ledger
) -> InterviewResults:
    """Reads an interview's results. Raises UnknownInterview."""
    return results_of(interviews.get_interview(key), results, ledger)


def results_of(interview: Interview, results: ResultStore, ledger: Ledger) -> InterviewResults:
    """The results that the interview's pointers name: as it is, or as it was. The cost is that of all runs."""
    reader = ResultReader(interview, results)
    summary = reader.first(Step.FINALIZE, Summary)
    return InterviewResults(
        interview=interview,
        summary=summary.text if summary else None,
        people=reader.rows(Step.EVIDENCE, Person),
        interview_people=reader.rows(Step.EVIDENCE, InterviewPerson),
        evidence=reader.rows(Step.EVIDENCE, EvidenceUnit),
        coverage=reader.first(Step.EVIDENCE, Coverage),
        themes=reader.rows(Step.INSIGHTS, Theme),
        theme_evidence=reader.rows(Step.INSIGHTS, ThemeEvidence),
        theme_quotes=_theme_quotes(reader),
        personas=reader.rows(Step.PERSONAS, PersonaAssignment),
        answers=reader.rows(Step.ANSWERS, AnswerAttribution),
        evaluation=reader.first(Step.EVALUATION, Evaluation),
        stale_steps=stale_steps(interview),
        cost=interview_cost(interview.key, ledger),
    )


def quotes_by_theme(results: InterviewResults, theme: Theme) -> Sequence[EvidenceUnit]:
    """The evidence that a theme stands on, in order of time."""
    wanted = {link.evidence_id for link in results.theme_evidence if link.theme_id == theme.id}
    return [unit for unit in results.theme_quotes if unit.id in wanted]


def _theme_quotes(reader: ResultReader) -> tuple[EvidenceUnit, ...]:
    """The evidence that the themes in sight were made from, maybe of an older run than the evidence shown."""
    pointer = reader.interview.pointers.get(Step.INSIGHTS)
    run = pointer.inputs.get(Step.EVIDENCE) if pointer else None
    return reader.rows_of_run(run, Step.EVIDENCE, EvidenceUnit) if run else ()
