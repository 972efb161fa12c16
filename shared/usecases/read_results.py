"""The results of an interview as readers see them: per step, the output of the run that its pointer names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from shared.domain.analysis import AnswerAttribution, PersonaAssignment, Summary, Theme, ThemeEvidence
from shared.domain.evaluation.evaluation import Evaluation
from shared.domain.evidence import Coverage, EvidenceUnit, InterviewPerson, Person
from shared.domain.interview import Interview, stale_steps
from shared.domain.steps import Step
from shared.domain.value import Value
from shared.usecases.read_costs import InterviewCost, interview_cost

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.domain.interview import InterviewKey
    from shared.ports import InterviewStore, Ledger, ResultStore

V = TypeVar("V", bound=Value)


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


@dataclass(frozen=True)
class ResultReader:
    """Reads the rows that an interview's pointers name."""

    interview: Interview
    results: ResultStore

    def output(self, step: Step) -> dict[str, Any]:
        """The output of the step in sight; empty when no run has completed it."""
        pointer = self.interview.pointers.get(step)
        return pointer.output if pointer else {}

    def rows(self, step: Step, kind: type[V]) -> tuple[V, ...]:
        """The rows of that kind in sight; none when no run has completed the step."""
        pointer = self.interview.pointers.get(step)
        return self.rows_of_run(pointer.run, step, kind) if pointer else ()

    def rows_of_run(self, run: int, step: Step, kind: type[V]) -> tuple[V, ...]:
        """The rows of that kind that a step of a run has written."""
        return tuple(self.results.load_rows(self.interview.run_key(run), step, kind))

    def first(self, step: Step, kind: type[V]) -> V | None:
        """The only row of that kind in sight."""
        return next(iter(self.rows(step, kind)), None)

    def theme_quotes(self) -> tuple[EvidenceUnit, ...]:
        """The evidence that the themes in sight were made from, maybe of an older run than the evidence shown."""
        pointer = self.interview.pointers.get(Step.INSIGHTS)
        run = pointer.inputs.get(Step.EVIDENCE) if pointer else None
        return self.rows_of_run(run, Step.EVIDENCE, EvidenceUnit) if run else ()


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
        theme_quotes=reader.theme_quotes(),
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
