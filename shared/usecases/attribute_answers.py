"""Each project question gets a status, and the evidence that answers it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.attribution import AnswerAttribution, AnswerStatus
from shared.domain.steps import Step
from shared.domain.value import Value
from shared.usecases.read_evidence import read_evidence
from shared.usecases.read_transcript import read_transcript
from shared.usecases.run_step import StepResult, run_step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.domain.evidence import EvidenceUnit
    from shared.domain.interview_key import RunKey
    from shared.domain.project import Project, ProjectQuestion
    from shared.domain.references import RowsReference, TranscriptReference
    from shared.ports import ArtifactStore, Engines, InterviewStore, ResourceStore, ResultStore
    from shared.usecases.run_step import Attempt, StepPorts


class AttributeAnswersOutput(Value):
    """Seed 000's output of this step."""

    attributed_count: int


def attribute_answers(
    key: RunKey,
    project_id: str,
    evidence: RowsReference,
    transcript: TranscriptReference,
    *,
    steps: StepPorts,
    projects: ResourceStore[Project],
    interviews: InterviewStore,
    artifacts: ArtifactStore,
    results: ResultStore,
    engines: Engines,
) -> AttributeAnswersOutput:
    """One attribution per question of the project, whatever the engine left out."""

    def work(attempt: Attempt) -> StepResult[AttributeAnswersOutput]:
        analyst = engines.analyst(attempt.scope)
        questions = projects.get(key.organisation_id, project_id).questions
        spoken = read_transcript(transcript, interviews.get_interview(key.interview), artifacts)
        units = read_evidence(key, evidence, results)
        found: Sequence[AnswerAttribution] = ()
        if questions:
            found = analyst.attribute_answers(questions, spoken, units)
        answers = _complete(questions, found, units)
        results.save_rows(attempt.record, answers)
        return StepResult(
            output=AttributeAnswersOutput(attributed_count=sum(a.status is AnswerStatus.ANSWERED for a in answers)),
            engine=analyst.engine,
            inputs={Step.EVIDENCE: evidence.run, Step.UPLOAD: transcript.run},
        )

    return run_step(steps, key, Step.ANSWERS, work, AttributeAnswersOutput)


def _complete(
    questions: Sequence[ProjectQuestion], found: Sequence[AnswerAttribution], units: Sequence[EvidenceUnit]
) -> list[AnswerAttribution]:
    by_question = {answer.question_id: answer for answer in found}
    known = {unit.id for unit in units}
    return [_trusted(question, by_question.get(question.id), known) for question in questions]


def _trusted(question: ProjectQuestion, answer: AnswerAttribution | None, known: set[str]) -> AnswerAttribution:
    """An answer stands on evidence that exists; without any it is not answered."""
    if answer is None:
        return AnswerAttribution(
            question_id=question.id, status=AnswerStatus.NOT_ASKED, summary="", evidence_ids=(), confidence=0.0
        )
    ids = tuple(evidence_id for evidence_id in answer.evidence_ids if evidence_id in known)
    if answer.status is not AnswerStatus.ANSWERED:
        return answer.model_copy(update={"evidence_ids": ()})
    status = AnswerStatus.ANSWERED if ids else AnswerStatus.NOT_ANSWERED
    return answer.model_copy(update={"status": status, "evidence_ids": ids})
