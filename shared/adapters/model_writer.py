"""Implements `QuestionWriter` by a language model, with the bank behind it."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict

from shared.adapters.model_analyst.asking import NO_ANSWER, Asker
from shared.adapters.model_analyst.sizes import BYTES_PER_TOKEN
from shared.adapters.prompt_files import VERSIONS
from shared.domain.job_description import JobDescription
from shared.domain.limits import MAX_NAME_CHARACTERS
from shared.domain.made_by import Engine
from shared.domain.session.limits import MAX_CRITERIA, MAX_SAID_CHARACTERS
from shared.domain.session.plan import PlannedQuestion
from shared.domain.session.plan_kinds import QuestionKind
from shared.domain.session.wording import mark_of
from shared.ports import LanguageModel, Meter
from shared.ports.sessions import QuestionWriter

PROMPT: Final = "write_questions"
DESCRIPTION_SHARE: Final = 0.5  # of the room for data: the rest is for what else is said of the job
FIRST: Final = (QuestionKind.BACKGROUND, QuestionKind.MOTIVATION)  # how an interview begins


class WrittenQuestion(BaseModel):
    """A question as a model writes it."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    kind: Literal["background", "motivation", "behavioural", "situational", "technical"]
    topic: str
    text: str
    good_answer: list[str]
    hint: str


class WrittenQuestions(BaseModel):
    """To write_questions."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    questions: list[WrittenQuestion]


class ModelQuestionWriter:
    """Asks `model`. Raises what it raises, and AnswerInvalid. There may be fewer than were asked for, none twice."""

    def __init__(self, model: LanguageModel) -> None:
        self._asker = Asker(model, varied=True)

    @property
    def engine(self) -> Engine:
        """The model; `version` is the provider and the version of the prompt."""
        return self._asker.engine(f"prompt-{VERSIONS[PROMPT]}")

    def write(self, job: JobDescription, *, count: int, language: str) -> Sequence[PlannedQuestion]:
        data = _data(job, count, language, self._asker.room(PROMPT))
        found = self._asker.ask(PROMPT, data, WrittenQuestions).questions
        taken = {mark_of(text) for text in job.custom_questions}
        usable = [one for one in found if _is_usable(one)]
        different = {mark_of(one.text): one for one in reversed(usable) if mark_of(one.text) not in taken}
        chosen = list(reversed(different.values()))[:count]
        return [_planned(number, one, job) for number, one in enumerate(chosen, 1)]


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
        """So many, and of each kind that an interview begins with one at least."""
        self._wrote = self._asked if made else self._bank
        kinds = {question.kind for question in made}
        bank = self._bank.write(job, count=count, language=language)
        first = [question for question in bank if question.kind in FIRST and question.kind not in kinds]
        kept = [*made[: count - len(first)], *first]
        more = [question for question in bank if question not in first][: count - len(kept)]
        if made and (first or more):
            self._note(f"a draft: {len(first) + len(more)} of the questions come from the bank")
        return [*kept, *more]

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
        "own": list(job.custom_questions[:10]),
    }


def _is_usable(written: WrittenQuestion) -> bool:
    text = written.text.strip()
    return 0 < len(text) <= MAX_SAID_CHARACTERS and any(one.strip() for one in written.good_answer)


def _planned(number: int, written: WrittenQuestion, job: JobDescription) -> PlannedQuestion:
    criteria = dict.fromkeys(one.strip()[:MAX_SAID_CHARACTERS] for one in written.good_answer if one.strip())
    return PlannedQuestion(
        id=f"made-{number}",
        text=_clean(written.text),
        kind=QuestionKind(written.kind),
        topic=_clean(written.topic)[:MAX_NAME_CHARACTERS],
        difficulty=job.difficulty,
        good_answer=tuple(_clean(one) for one in criteria)[:MAX_CRITERIA],
        hint=_clean(written.hint)[:MAX_SAID_CHARACTERS] or None,
    )


def _clean(text: str) -> str:
    """Without what a table or a voice would stumble over."""
    return " ".join(text.replace("\0", " ").split())
