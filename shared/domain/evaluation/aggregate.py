"""From scored answers to an evaluation. The same answers always come to the same numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final

from shared.domain.evaluation.evaluation import (
    MAX_POINTS,
    MAX_STATEMENT_CHARACTERS,
    MAX_STATEMENTS,
    WHOLE,
    Dimension,
    Evaluation,
    Recommendation,
    Statement,
)
from shared.domain.session.plan_kinds import QuestionKind

if TYPE_CHECKING:
    from shared.domain.evaluation.evaluation import (
        AnswerScore,
    )
    from shared.domain.made_by import Engine

MIN_CONFIDENCE: Final = 0.4  # of an answer's score; below it the answer has none
MIN_SHARE: Final = 0.5  # of the required questions must be scored before anything is recommended
GOOD: Final = 7.0  # points from which an answer is a strength
WEAK: Final = 4.0  # points up to which it is a weakness
FLOORS: Final = (
    (85, Recommendation.HIGHLY_RECOMMENDED),
    (70, Recommendation.RECOMMENDED),
    (50, Recommendation.CONSIDER),
    (0, Recommendation.NOT_RECOMMENDED),
)
TECHNICAL: Final = frozenset({QuestionKind.TECHNICAL})
BEHAVIORAL: Final = frozenset({QuestionKind.BEHAVIOURAL, QuestionKind.SITUATIONAL, QuestionKind.MOTIVATION})


def gated(answer: AnswerScore) -> AnswerScore:
    """The answer without a score when too little carries one: no quote that stands in it, or low confidence."""
    if answer.quotes and answer.confidence >= MIN_CONFIDENCE:
        return answer
    return answer.model_copy(update={"score": None, "communication": None, "definiteness": None, "red_flag": None})


def evaluate(
    answers: Sequence[AnswerScore],
    required: Sequence[str],
    *,
    engine: Engine,
    prompt_version: str,
    abandoned: bool = False,
) -> Evaluation:
    """The evaluation of gated answers. `required` are the ids of the plan's questions that had to be asked."""
    overall = _percent(_weighted(answers))
    steps = _next_steps(answers, required, abandoned=abandoned)
    gate = _gate(answers, required)
    flags = _statements(answers, lambda a: a.red_flag)
    return Evaluation(
        overall=overall,
        scores=_dimensions(answers),
        recommendation=_recommend(overall, gate, flags=bool(flags)),
        gate=gate,
        confidence=_mean([a.confidence for a in answers if a.score is not None]) or 0.0,
        answers=tuple(answers),
        strengths=_statements(answers, _strength),
        weaknesses=_statements(answers, _weakness),
        red_flags=flags,
        skill_gaps=_statements(answers, _gap),
        next_steps=tuple(step.text for step in steps),
        steps_rest_on=steps,
        summary=_summary(answers, required, overall),
        abandoned=abandoned,
        engine=engine,
        prompt_version=prompt_version,
    )


def _summary(answers: Sequence[AnswerScore], required: Sequence[str], overall: int | None) -> str:
    scored = [answer for answer in answers if answer.score is not None]
    said = f"{len(scored)} of {len(answers)} questions that were asked have an answer that carries a score"
    asked = {answer.question_id for answer in answers}
    left = sum(question not in asked for question in required)
    unasked = f"; {left} required questions were not asked" if left else ""
    return f"{said}{unasked}." if overall is None else f"{said}{unasked}: {overall} of {WHOLE} overall."


def _recommend(overall: int | None, gate: str | None, *, flags: bool) -> Recommendation:
    """A red flag keeps an interview from being highly recommended: a human shall look."""
    if gate or overall is None:
        return Recommendation.INSUFFICIENT_EVIDENCE
    found = next(recommendation for floor, recommendation in FLOORS if overall >= floor)
    highest = found is Recommendation.HIGHLY_RECOMMENDED
    return Recommendation.RECOMMENDED if highest and flags else found


def _gate(answers: Sequence[AnswerScore], required: Sequence[str]) -> str | None:
    scored = {answer.question_id for answer in answers if answer.score is not None}
    if not scored:
        return "no answer carries a score"
    of_required = [question for question in required if question in scored]
    if required and len(of_required) < MIN_SHARE * len(required):
        return f"{len(of_required)} of {len(required)} required questions have an answer that carries a score"
    return None


def _dimensions(answers: Sequence[AnswerScore]) -> dict[Dimension, int]:
    means = {
        Dimension.TECHNICAL: _weighted([a for a in answers if a.kind in TECHNICAL]),
        Dimension.BEHAVIORAL: _weighted([a for a in answers if a.kind in BEHAVIORAL]),
        Dimension.COMMUNICATION: _mean([a.communication for a in answers if a.communication is not None]),
        Dimension.CONTENT: _weighted(answers),
        Dimension.CONFIDENCE: _mean([a.definiteness for a in answers if a.definiteness is not None]),
    }
    return {name: percent for name, mean in means.items() if (percent := _percent(mean)) is not None}


def _weighted(answers: Iterable[AnswerScore]) -> float | None:
    """The mean of the scores, each as heavy as its confidence."""
    scored = [(a.score, a.confidence) for a in answers if a.score is not None]
    weight = sum(confidence for _, confidence in scored)
    return sum(score * confidence for score, confidence in scored) / weight if weight else None


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _percent(points: float | None) -> int | None:
    return None if points is None else round(points * WHOLE / MAX_POINTS)


def _strength(answer: AnswerScore) -> str | None:
    if answer.score is None or answer.score < GOOD:
        return None
    return "; ".join(answer.met) or answer.rationale


def _weakness(answer: AnswerScore) -> str | None:
    return answer.rationale if answer.score is not None and answer.score <= WEAK else None


def _gap(answer: AnswerScore) -> str | None:
    """What the rubric asks for and a scored answer left out."""
    return "; ".join(answer.unmet) if answer.score is not None and answer.score < GOOD and answer.unmet else None


def _statements(answers: Sequence[AnswerScore], say: Callable[[AnswerScore], str | None]) -> tuple[Statement, ...]:
    said = [
        Statement(text=text[:MAX_STATEMENT_CHARACTERS], question_ids=(a.question_id,), evidence_ids=a.evidence_ids)
        for a in answers
        if (text := say(a))
    ]
    return tuple(said[:MAX_STATEMENTS])


def _next_steps(answers: Sequence[AnswerScore], required: Sequence[str], *, abandoned: bool) -> tuple[Statement, ...]:
    scored = {answer.question_id for answer in answers if answer.score is not None}
    open_ones = [question for question in required if question not in scored]
    steps = []
    if abandoned:
        steps.append(Statement(text="The interview was left before its end: offer another one."))
    if open_ones:
        steps.append(_step("Ask again what has no answer that carries a score", open_ones))
    weak = [a for a in answers if a.score is not None and a.score <= WEAK]
    if weak:
        evidence = dict.fromkeys(unit for a in weak for unit in a.evidence_ids)
        steps.append(_step("Go deeper where answers were weak", [a.question_id for a in weak], tuple(evidence)))
    return tuple(steps[:MAX_STATEMENTS])


def _step(words: str, questions: Sequence[str], evidence: tuple[str, ...] = ()) -> Statement:
    text = f"{words}: {', '.join(questions)}."[:MAX_STATEMENT_CHARACTERS]
    return Statement(text=text, question_ids=tuple(questions), evidence_ids=evidence)
