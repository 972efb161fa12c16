"""Implements `QuestionWriter` by a language model, with the bank behind it."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from shared.adapters.model_analyst.asking import NO_ANSWER, Asker, one_line
from shared.adapters.model_analyst.sizes import BYTES_PER_TOKEN
from shared.adapters.prompt_files import VERSIONS
from shared.domain.job_description import JobDescription
from shared.domain.limits import MAX_NAME_CHARACTERS
from shared.domain.made_by import Engine
from shared.domain.session.limits import MAX_CRITERIA, MAX_SAID_CHARACTERS
from shared.domain.session.make_plan import custom_questions, is_custom
from shared.domain.session.plan import PlannedQuestion
from shared.domain.session.plan_kinds import QuestionKind
from shared.domain.session.wording import mark_of
from shared.ports import LanguageModel, Meter
from shared.ports.sessions import QuestionWriter

PROMPT: Final = "write_questions"
DESCRIPTION_SHARE: Final = 0.5  # of the room for data: the rest is for what else is said of the job
Kind = Literal["background", "motivation", "behavioural", "situational", "technical"]
MOST_OWN: Final = 10  # of the job's own questions that a model reads
FIRST: Final = (QuestionKind.BACKGROUND, QuestionKind.MOTIVATION)  # how an interview begins


class TypedQuestion(BaseModel):
    """What a model says of a question of the job's own."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    n: int
    kind: Kind
    topic: str
    good_answer: list[str]


class WrittenQuestion(BaseModel):
    """A question as a model writes it."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    kind: Kind
    topic: str
    text: str
    good_answer: list[str]
    hint: str


class WrittenQuestions(BaseModel):
    """To write_questions."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    questions: list[WrittenQuestion]
    own: list[TypedQuestion] = Field(default_factory=list)


class ModelQuestionWriter:
    """Asks `model`. Raises what it raises, and AnswerInvalid. There may be fewer than were asked for, none twice.

    Behind them come those of the job's own that the model has typed, in their own words.
    """

    def __init__(self, model: LanguageModel) -> None:
        self._asker = Asker(model, varied=True)

    @property
    def engine(self) -> Engine:
        """The model; `version` is the provider and the version of the prompt."""
        return self._asker.engine(f"prompt-{VERSIONS[PROMPT]}")

    def write(self, job: JobDescription, *, count: int, language: str) -> Sequence[PlannedQuestion]:
        data = _data(job, count, language, self._asker.room(PROMPT))
        answer = self._asker.ask(PROMPT, data, WrittenQuestions)
        taken = {mark_of(text) for text in job.custom_questions}
        usable = [one for one in answer.questions if _is_usable(one)]
        different = {mark_of(one.text): one for one in reversed(usable) if mark_of(one.text) not in taken}
        chosen = list(reversed(different.values()))[:count]
        return [*(_planned(number, one, job) for number, one in enumerate(chosen, 1)), *_typed(answer.own, job)]


class StandInQuestionWriter:
    """Implements `QuestionWriter` by `asked` within its time; what it does not give comes from the bank.

    The notes say so. `in_time` bounds every call within it.
    """

    def __init__(
        self,
        asked: QuestionWriter,
        bank: QuestionWriter,
        meter: Meter,
        in_time: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self._asked, self._bank, self._meter, self._in_time = asked, bank, meter, in_time
        self._wrote = asked

    @property
    def engine(self) -> Engine:
        return self._wrote.engine

    def write(self, job: JobDescription, *, count: int, language: str) -> Sequence[PlannedQuestion]:
        try:
            with self._in_time():
                made = self._asked.write(job, count=count, language=language)
        except NO_ANSWER as error:
            self._note(f"a draft: the questions come from the bank because of {type(error).__name__}")
            made = []
        return self._completed(made, job, count, language)

    def _completed(
        self, made: Sequence[PlannedQuestion], job: JobDescription, count: int, language: str
    ) -> Sequence[PlannedQuestion]:
        """So many, and of each kind that an interview begins with one at least, where there is room for more.

        Those of the job's own that were typed stay behind them.
        """
        own = [question for question in made if is_custom(question)]
        made = [question for question in made if not is_custom(question)]
        self._wrote = self._asked if made else self._bank
        kinds = {question.kind for question in made}
        bank = self._bank.write(job, count=count, language=language)
        lacking = [kind for kind in FIRST if kind not in kinds and count > len(FIRST)]
        first = [question for question in bank if question.kind in lacking]
        kept = [*made[: count - len(first)], *first]
        more = [question for question in bank if question not in first][: count - len(kept)]
        if made and (first or more):
            self._note(f"a draft: {len(first) + len(more)} of the questions come from the bank")
        return [*kept, *more, *own]

    def _note(self, words: str) -> None:
        self._meter.note(words)


def _data(job: JobDescription, count: int, language: str, room: int) -> dict[str, Any]:
    """The job as data. A description too long for the model is read from its beginning."""
    most = int(room * BYTES_PER_TOKEN * DESCRIPTION_SHARE)
    description = job.description.encode()[:most].decode(errors="ignore")
    return {
        "job": {"title": job.title, "description": description, "industry": job.industry},
        "difficulty": job.difficulty,
        "count": count,
        "language": language,
        "own": [{"n": n, "text": question.text} for n, question in _own(job).items()],
    }


def _own(job: JobDescription) -> dict[int, PlannedQuestion]:
    """Those of the job's own that a model reads, by their numbers."""
    return dict(enumerate(custom_questions(job)[:MOST_OWN], 1))


def _typed(answers: Sequence[TypedQuestion], job: JobDescription) -> list[PlannedQuestion]:
    """The job's own with what the model says of them, each once."""
    own, said = _own(job), {one.n: one for one in reversed(answers)}
    return [_of_kind(own[n], said[n]) for n in own if n in said]


def _of_kind(own: PlannedQuestion, said: TypedQuestion) -> PlannedQuestion:
    topic, good_answer = one_line(said.topic)[:MAX_NAME_CHARACTERS], _criteria(said.good_answer)
    return own.model_copy(update={"kind": QuestionKind(said.kind), "topic": topic, "good_answer": good_answer})


def _is_usable(written: WrittenQuestion) -> bool:
    text = written.text.strip()
    return 0 < len(text) <= MAX_SAID_CHARACTERS and any(one.strip() for one in written.good_answer)


def _planned(number: int, written: WrittenQuestion, job: JobDescription) -> PlannedQuestion:
    return PlannedQuestion(
        id=f"made-{number}",
        text=one_line(written.text),
        kind=QuestionKind(written.kind),
        topic=one_line(written.topic)[:MAX_NAME_CHARACTERS],
        difficulty=job.difficulty,
        good_answer=_criteria(written.good_answer),
        hint=one_line(written.hint)[:MAX_SAID_CHARACTERS] or None,
    )


def _criteria(said: Sequence[str]) -> tuple[str, ...]:
    found = dict.fromkeys(one_line(one)[:MAX_SAID_CHARACTERS] for one in said)
    return tuple(one for one in found if one)[:MAX_CRITERIA]
