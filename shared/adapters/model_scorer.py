"""Implements `Scorer` by a language model, with the rules behind it where the catalogue says so."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field

from shared.adapters.model_analyst.asking import Asker, one_line
from shared.adapters.nobody_answered import MOST_USEFUL, lacked_time
from shared.adapters.prompt_files import VERSIONS
from shared.adapters.rules_interviewer.phrases import phrases
from shared.domain.errors import AnswerInvalid, ContextTooLong
from shared.domain.evaluation.evaluation import MAX_POINTS, MAX_QUOTES, MAX_STATEMENT_CHARACTERS
from shared.domain.evaluation.given import split
from shared.domain.evaluation.judged import Judged
from shared.domain.made_by import Engine
from shared.domain.session.answer import AnswerKind
from shared.domain.session.plan import PlannedQuestion
from shared.ports import LanguageModel, Meter
from shared.ports.sessions import Scorer

PROMPT: Final = "score_answer"
UNUSABLE: Final = "the answer could not be judged: what the model said of it does not fit"
Amount = Annotated[float, Field(allow_inf_nan=False)]


class ScoredAnswer(BaseModel):
    """To score_answer. Nothing is bounded here: bounds are kept where it becomes a value."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    met: list[int]
    unmet: list[int]
    score: Amount
    communication: Amount
    definiteness: Amount
    confidence: Amount
    quotes: list[str]
    rationale: str
    feedback: str
    red_flag: str | None


class ModelScorer:
    """Asks `model`. Raises what it raises; an answer that it does not judge as asked has no score, and notes say so.

    Sentences that command are not shown to it, so that none can be obeyed.
    """

    def __init__(self, model: LanguageModel, meter: Meter) -> None:
        self._model, self._meter = model, meter
        self._asker = Asker(model)

    @property
    def engine(self) -> Engine:
        return self._model.engine

    @property
    def prompt_version(self) -> str:
        return f"{PROMPT}-v{VERSIONS[PROMPT]}"

    def score(self, question: PlannedQuestion, answer: str) -> Judged:
        read = without_commands(answer)
        if not read:
            return _unjudged(question, "nothing but commands was said")
        try:
            return _judged(question, self._asker.ask(PROMPT, _data(question, read), ScoredAnswer))
        except (AnswerInvalid, ContextTooLong) as error:
            self._meter.note(f"an answer has no score because of {type(error).__name__}")
            return _unjudged(question, UNUSABLE)


class StandInScorer:
    """Implements `Scorer` by `asked`, and by `rules` where nobody behind it answers. The notes say so.

    Once they were needed, the rules score what is left, and the evaluation is a draft.
    """

    def __init__(self, asked: Scorer, rules: Callable[[], Scorer], meter: Meter) -> None:
        self._asked, self._rules, self._meter = asked, rules, meter
        self._standing: Scorer | None = None

    @property
    def engine(self) -> Engine:
        return (self._standing or self._asked).engine

    @property
    def prompt_version(self) -> str:
        return (self._standing or self._asked).prompt_version

    def score(self, question: PlannedQuestion, answer: str) -> Judged:
        if self._standing is None:
            try:
                return self._asked.score(question, answer)
            except MOST_USEFUL as error:
                if lacked_time(error):  # the step is tried again, and finds what was answered by now
                    raise
                self._standing = self._rules()
                self._meter.note(f"a draft: answers are scored by rules because of {type(error).__name__}")
        return self._standing.score(question, answer)


def without_commands(answer: str) -> str:
    """What was said to the question: no sentence of it tells a scorer what to do."""
    commands = phrases()[AnswerKind.INSTRUCTION]
    return " ".join(sentence for sentence in split(answer) if not commands.spans(sentence))


def _data(question: PlannedQuestion, answer: str) -> dict[str, Any]:
    criteria = [{"n": number, "text": text} for number, text in enumerate(question.good_answer, 1)]
    return {"question": {"text": question.text, "kind": question.kind, "criteria": criteria}, "answer": answer}


def _judged(question: PlannedQuestion, said: ScoredAnswer) -> Judged:
    return Judged(
        question_id=question.id,
        score=_points(said.score),
        communication=_points(said.communication),
        definiteness=_points(said.definiteness),
        confidence=min(1.0, max(0.0, said.confidence)),
        rationale=_clean(said.rationale),
        feedback=_clean(said.feedback),
        quotes=tuple(said.quotes[:MAX_QUOTES]),
        met=_places(said.met),
        unmet=_places(said.unmet),
        red_flag=_clean(said.red_flag or "") or None,
    )


def _unjudged(question: PlannedQuestion, why: str) -> Judged:
    """Without a quote nothing of it is taken."""
    return Judged(
        question_id=question.id, score=0, communication=0, definiteness=0, confidence=0, rationale=why, feedback=""
    )


def _points(amount: float) -> float:
    return round(min(MAX_POINTS, max(0.0, amount)), 1)


def _places(numbers: Sequence[int]) -> tuple[int, ...]:
    """Models count from one."""
    return tuple(number - 1 for number in numbers)


def _clean(text: str) -> str:
    return one_line(text)[:MAX_STATEMENT_CHARACTERS]
