"""A live interview is evaluated: each answer by the rubric of its question, and what follows from all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from shared.domain.bundle import Bundle
from shared.domain.errors import NotLive
from shared.domain.evaluation.aggregate import evaluate, gated
from shared.domain.evaluation.evaluation import MAX_QUOTE_CHARACTERS, MAX_QUOTES, AnswerScore, evidence_of_turn
from shared.domain.evaluation.given import given
from shared.domain.session.lines import turn_of_segment
from shared.domain.session.plan_kinds import QuestionKind
from shared.domain.session.status import SessionStatus
from shared.domain.steps import Step
from shared.domain.value import Value
from shared.usecases.read_evidence import read_evidence
from shared.usecases.run_step import StepResult, run_step

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shared.domain.evaluation.evaluation import Evaluation
    from shared.domain.evaluation.given import Given
    from shared.domain.evidence import EvidenceUnit
    from shared.domain.interview import Interview
    from shared.domain.interview_key import RunKey
    from shared.domain.references import RowsReference
    from shared.domain.session.plan import SessionPlan
    from shared.ports import Engines, InterviewStore, ResultStore
    from shared.ports.sessions import Scorer, SessionStore
    from shared.usecases.run_step import Attempt, StepPorts


DOES_NOT_KNOW: Final = "said that they do not know"
SURE_OF_IT: Final = 0.8  # that who says that they do not know does not: some are only shy


class Heard(Bundle):
    """The evidence of an interview, and where it was said: the turn of each segment, and the answer of each turn."""

    units: Sequence[EvidenceUnit]
    turn_of: Mapping[int, int]
    answers: Mapping[int, str]

    def evidence_of(self, answer: Given) -> tuple[str, ...]:
        """The ids of what lies in the answer; where nothing of it became evidence, its turns stand for that."""
        units = tuple(unit.id for unit in self.units if self._lies_in(answer, unit))
        return units or tuple(evidence_of_turn(number) for number in answer.turns)

    def _lies_in(self, answer: Given, unit: EvidenceUnit) -> bool:
        """By its turn: the same words may have been said to two questions. By its words, where it is of no turn."""
        turn = self.turn_of.get(unit.segment_index)
        if turn is not None and unit.quote in self.answers[turn]:
            return turn in answer.turns
        return unit.quote in answer.said


class EvaluateInterviewOutput(Value):
    """How many questions were asked, and how many of their answers carry a score. No score leaves by this way."""

    questions: int
    scored: int


class EvaluatePorts(Bundle):
    """What evaluating needs beside what every step needs."""

    interviews: InterviewStore
    sessions: SessionStore
    results: ResultStore
    engines: Engines


def evaluate_interview(
    key: RunKey, evidence: RowsReference, *, steps: StepPorts, ports: EvaluatePorts
) -> EvaluateInterviewOutput:
    """Scores what was answered. Raises NotLive, and what engines raise."""

    def work(attempt: Attempt) -> StepResult[EvaluateInterviewOutput]:
        made = _evaluation(key, read_evidence(key, evidence, ports.results), ports, ports.engines.scorer(attempt.scope))
        ports.results.save_rows(attempt.record, [made])
        scored = sum(answer.score is not None for answer in made.answers)
        return StepResult(
            output=EvaluateInterviewOutput(questions=len(made.answers), scored=scored),
            engine=made.engine,
            inputs={Step.EVIDENCE: evidence.run},
        )

    return run_step(steps, key, Step.EVALUATION, work, EvaluateInterviewOutput)


def _evaluation(key: RunKey, units: Sequence[EvidenceUnit], ports: EvaluatePorts, scorer: Scorer) -> Evaluation:
    interview = ports.interviews.get_interview(key.interview)
    plan, session = ports.sessions.get_plan(key.interview), ports.sessions.find(key.interview)
    if plan is None or session is None:
        raise NotLive("the interview was not held live", field="interviewId")
    turns = ports.sessions.turns(key.interview)
    asked = given(plan, turns, _names(interview))
    heard = Heard(units, turn_of_segment(plan, session, turns), {turn.number: turn.answer.text for turn in turns})
    answers = [gated(_scored(one, heard, scorer)) for one in asked]
    return evaluate(
        answers,
        _required(plan),
        engine=scorer.engine,
        prompt_version=scorer.prompt_version,
        abandoned=session.status is SessionStatus.ABANDONED,
    )


def _names(interview: Interview) -> list[str]:
    """Those that must not reach a scorer."""
    return [interview.candidate.name] if interview.candidate else []


def _required(plan: SessionPlan) -> list[str]:
    """What is added at the end is no answer to a rubric, so that it is missed by nobody."""
    scored = (question for question in plan.questions if question.kind is not QuestionKind.CLOSING)
    return [question.id for question in scored if question.required]


def _scored(answer: Given, heard: Heard, scorer: Scorer) -> AnswerScore:
    if answer.is_unknown:
        return _unknown(answer, heard)
    if not answer.sentences:
        return _blank(answer)
    judged = scorer.score(answer.question, answer.text)
    rubric = answer.question.good_answer
    return _blank(answer).model_copy(
        update={
            "score": judged.score,
            "communication": judged.communication,
            "definiteness": judged.definiteness,
            "confidence": judged.confidence,
            "rationale": judged.rationale,
            "feedback": judged.feedback,
            "met": _criteria(rubric, judged.met),
            "unmet": _criteria(rubric, judged.unmet),
            "quotes": answer.quotes(judged.quotes),
            "evidence_ids": heard.evidence_of(answer),
            "red_flag": judged.red_flag,
        }
    )


def _blank(answer: Given) -> AnswerScore:
    question = answer.question
    return AnswerScore(
        question_id=question.id,
        question=question.text,
        kind=question.kind,
        turns=answer.turns,
        score=None,
        rubric=question.good_answer,
        rationale="" if answer.sentences else _without_words(answer),
    )


def _without_words(answer: Given) -> str:
    if answer.is_unheard:
        return "what was said could not be heard; its sound is kept"
    if answer.declined:
        return DOES_NOT_KNOW
    if answer.besides:
        kinds = dict.fromkeys(kind.value.replace("_", " ") for kind in answer.besides)
        return f"what was said is no answer: {', '.join(kinds)}"
    return "nothing was answered"


def _unknown(answer: Given, heard: Heard) -> AnswerScore:
    """Who says that they do not know has shown it: that needs no engine."""
    quotes = tuple(text[:MAX_QUOTE_CHARACTERS] for text in dict.fromkeys(answer.declined))[:MAX_QUOTES]
    known = {"score": 0.0, "confidence": SURE_OF_IT, "rationale": DOES_NOT_KNOW, "quotes": quotes}
    rests = {"unmet": answer.question.good_answer, "evidence_ids": heard.evidence_of(answer)}
    return _blank(answer).model_copy(update=known | rests)


def _criteria(rubric: Sequence[str], numbers: Sequence[int]) -> tuple[str, ...]:
    """Numbers that a scorer made up are left out."""
    return tuple(rubric[number] for number in dict.fromkeys(numbers) if 0 <= number < len(rubric))
