"""What who practises is told at the end: made of the first scores that the interviewer gave, and of nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from shared.domain.session.answer import ANSWERED, AnswerKind
from shared.domain.session.feedback import FeedbackPayload, FinalScores, Scores
from shared.domain.session.plan_kinds import FollowUpCause, QuestionKind

if TYPE_CHECKING:
    from shared.domain.session.answer import Considered
    from shared.domain.session.plan import PlannedQuestion, SessionPlan
    from shared.domain.session.turn import Turn

STRONG, WEAK = 0.7, 0.4  # of how much was given of what a question asks for
MAX_SAID: Final = 5  # of each list
# How an answer is told, and how definite it is: in words, never by how a voice sounds.
TOLD: Final = (FollowUpCause.SHORT, FollowUpCause.VAGUE, FollowUpCause.NO_EXAMPLE, FollowUpCause.NO_OUTCOME)
DEFINITE: Final = (FollowUpCause.VAGUE, FollowUpCause.NO_NUMBER)
IMPROVE: Final = {
    FollowUpCause.SHORT: "Say more: several answers were short.",
    FollowUpCause.NO_EXAMPLE: "Give an example of your own, with the situation and what you did.",
    FollowUpCause.NO_NUMBER: "Put a figure on what you did: how many, how much, how often.",
    FollowUpCause.NO_OUTCOME: "Say how it turned out, and what changed because of you.",
    FollowUpCause.VAGUE: "Be definite: say what you yourself did, and when.",
    FollowUpCause.MISSING_DATA: "Answer all parts of a question.",
}


def scores_of(turns: Iterable[Turn]) -> Scores:
    """The first scores so far: what was answered, how it was told, and how definite it was."""
    given = _scored(turns)
    if not given:
        return Scores()
    return Scores(
        communication=_mean(10 * _without(one, TOLD) for one in given),
        content=_mean(one.score or 0.0 for one in given),
        confidence=_mean(5 * (_without(one, DEFINITE) + one.value) for one in given),
    )


def feedback_of(plan: SessionPlan, turns: Sequence[Turn]) -> FeedbackPayload:
    """All that is said at the end."""
    scores = scores_of(turns)
    overall = _mean([scores.communication, scores.content, scores.confidence])
    best = _best(turns)
    gaps = [question.subject for question in _weak(plan, turns, best)]
    return FeedbackPayload(
        summary=_summary(plan, best, overall if _scored(turns) else None),
        strengths=_few(
            f"{q.subject}: most of what was asked for" for q in plan.questions if best.get(q.id, 0) >= STRONG
        ),
        improvements=_few(_improvements(turns)),
        scores=FinalScores(**scores.model_dump(), overall=overall),
        skill_gaps=_few(gaps),
        next_steps=_few(f"Prepare an answer on {gap} and say it aloud." for gap in gaps),
    )


def _scored(turns: Iterable[Turn]) -> list[Considered]:
    thoughts = (turn.considered for turn in turns if turn.considered)
    return [one for one in thoughts if one.kind in ANSWERED and one.score is not None]


def _without(one: Considered, causes: Sequence[FollowUpCause]) -> float:
    return 1 - sum(cause in one.lacks for cause in causes) / len(causes)


def _best(turns: Sequence[Turn]) -> dict[str, float]:
    """How much the best answer to each question gave. A question that nobody answered is not among them."""
    found: dict[str, float] = {}
    for turn in turns:
        if turn.considered and turn.considered.kind in ANSWERED:
            asked = turn.asked.question_id
            found[asked] = max(found.get(asked, 0.0), turn.considered.value)
    return found


def _weak(plan: SessionPlan, turns: Sequence[Turn], best: dict[str, float]) -> list[PlannedQuestion]:
    """Of what one can learn: those answered badly, or not at all because the answer is not known."""
    unknown = {
        turn.asked.question_id for turn in turns if turn.considered and turn.considered.kind is AnswerKind.DONT_KNOW
    }
    learned = (QuestionKind.TECHNICAL, QuestionKind.SITUATIONAL)
    return [
        question
        for question in plan.questions
        if question.kind in learned and (best[question.id] < WEAK if question.id in best else question.id in unknown)
    ]


def _improvements(turns: Sequence[Turn]) -> Iterable[str]:
    lacks = Counter(cause for one in _scored(turns) for cause in one.lacks)
    return (IMPROVE[cause] for cause, _ in lacks.most_common() if cause in IMPROVE)


def _summary(plan: SessionPlan, best: dict[str, float], overall: float | None) -> str:
    done = f"You answered {len(best)} of {len(plan.questions)} questions for {plan.title}."
    if overall is None:
        return f"{done} No answer could be scored: the scores of 0 say nothing."
    return f"{done} By a first look at your answers: {overall:g} of 10."


def _few(said: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(said))[:MAX_SAID]


def _mean(numbers: Iterable[float]) -> float:
    known = list(numbers)
    return round(sum(known) / len(known), 1)
