"""An interview's results: thin, with the parts that are asked for."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Query

from functions.api.caller import Outside, Reader
from functions.api.fields import InterviewId
from functions.api.interview_shapes import TotalsShape
from functions.api.result_shapes import (
    AnswerShape,
    CostsShape,
    DecidedShape,
    EvaluationShape,
    EvidenceShape,
    Part,
    PersonaShape,
    PersonShape,
    Results,
    ThemeShape,
    TranscriptShape,
    UseShape,
)
from functions.api.routes.interviews import key_of
from functions.api.routing import resource
from functions.api.shapes import Shape
from shared.domain.attribution import AnswerAttribution
from shared.domain.engines import NANODOLLARS
from shared.domain.evaluation.evaluation import Evaluation
from shared.domain.evidence import EvidenceUnit
from shared.domain.person import Person
from shared.domain.persona_assignment import PersonaAssignment
from shared.domain.references import TranscriptReference
from shared.domain.stale_steps import stale_steps
from shared.domain.steps import Step
from shared.domain.summary import Summary
from shared.domain.theme import Theme, ThemeEvidence
from shared.domain.value import Value
from shared.usecases.read_costs import interview_cost
from shared.usecases.read_session import as_it_stands
from shared.usecases.read_transcript import read_transcript
from shared.usecases.result_reader import ResultReader

router = resource("results", "/api/v1/interviews/{interview_id}/results")
NAMES = "|".join(Part)
Include = Annotated[
    str | None,
    Query(
        pattern=rf"^({NAMES})(,({NAMES}))*$",
        max_length=200,
        description=f"Parts to show, separated by commas: {', '.join(Part)}.",
        openapi_examples={"two": {"value": "themes,answers"}},
    ),
]


@router.get("", operation_id="getResults")
def get_results(interview_id: InterviewId, caller: Reader, root: Outside, include: Include = None) -> Results:
    """The results of the interview as they are now; of a run that has not ended, what its steps have completed."""
    interview = as_it_stands(root.interviews.get_interview(key_of(caller, interview_id)), root.sessions)
    reader = ResultReader(interview, root.results)
    summary = reader.first(Step.FINALIZE, Summary)
    wanted = {part: PARTS[part](reader, root) for part in _parts(include)}
    return Results(
        interview_id=interview.id,
        status=interview.status,
        summary=summary.text if summary else None,
        totals=TotalsShape.model_validate(interview.totals) if interview.totals else None,
        stale_steps=stale_steps(interview),
        decision=DecidedShape.of(interview.decision) if interview.decision and Part.EVALUATION in wanted else None,
        **{part.value: shown for part, shown in wanted.items()},
    )


def _parts(include: str | None) -> list[Part]:
    return [Part(name) for name in dict.fromkeys(include.split(","))] if include else []


def _rows(step: Step, kind: type[Value], shape: type[Shape]) -> Callable[[ResultReader, Outside], Any]:
    return lambda reader, _: tuple(shape.model_validate(row) for row in reader.rows(step, kind))


def _transcript(reader: ResultReader, root: Outside) -> TranscriptShape | None:
    found = reader.output(Step.UPLOAD).get("transcriptData")
    if not found:
        return None
    reference = TranscriptReference.model_validate(found)
    transcript = read_transcript(reference, reader.interview, root.artifacts)
    # Words with their times would be most of it, and are for who aligns texts.
    plain = transcript.model_dump(exclude={"segments": {"__all__": {"words"}}})
    return TranscriptShape.model_validate(plain)


def _themes(reader: ResultReader, root: Outside) -> tuple[ThemeShape, ...]:
    del root
    links = reader.rows(Step.INSIGHTS, ThemeEvidence)
    return tuple(
        ThemeShape(
            **theme.model_dump(), evidence_ids=tuple(link.evidence_id for link in links if link.theme_id == theme.id)
        )
        for theme in reader.rows(Step.INSIGHTS, Theme)
    )


def _evaluation(reader: ResultReader, root: Outside) -> EvaluationShape | None:
    del root
    found = reader.first(Step.EVALUATION, Evaluation)
    return EvaluationShape.model_validate(found) if found else None


def _costs(reader: ResultReader, root: Outside) -> CostsShape:
    cost = interview_cost(reader.interview.key, root.ledger)
    return CostsShape(
        price_usd=cost.price_nanodollars / NANODOLLARS,
        aws_usd=cost.aws_nanodollars / NANODOLLARS,
        uses=tuple(UseShape.model_validate(use) for use in cost.uses),
    )


PARTS: dict[Part, Callable[[ResultReader, Outside], Any]] = {
    Part.TRANSCRIPT: _transcript,
    Part.EVIDENCE: _rows(Step.EVIDENCE, EvidenceUnit, EvidenceShape),
    Part.THEMES: _themes,
    Part.PEOPLE: _rows(Step.EVIDENCE, Person, PersonShape),
    Part.PERSONAS: _rows(Step.PERSONAS, PersonaAssignment, PersonaShape),
    Part.ANSWERS: _rows(Step.ANSWERS, AnswerAttribution, AnswerShape),
    Part.EVALUATION: _evaluation,
    Part.COSTS: _costs,
}
