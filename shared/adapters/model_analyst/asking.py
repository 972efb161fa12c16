"""Asks a model until its answer fits: at most two repairs, each with what was wrong."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, TypeVar

from pydantic import BaseModel

from shared.adapters.model_analyst.parsing import Misfit, parse
from shared.adapters.model_analyst.sizes import as_json, halves_of, parts_of, room_for_data, tokens_of
from shared.adapters.nobody_answered import MOST_USEFUL
from shared.adapters.prompt_files import prompt_file
from shared.domain.errors import AnswerInvalid, ContextTooLong, ParleyError, StorageThrottled
from shared.domain.limits import MAX_PARALLEL_WINDOWS
from shared.domain.made_by import Engine
from shared.ports import LanguageModel, ModelAnswer, Prompt, Repair

A = TypeVar("A", bound=BaseModel)
R = TypeVar("R")
T = TypeVar("T")
Data = dict[str, Any]

MAX_REPAIRS: Final = 2
# What leaves a question without an answer, so that somebody else may stand in.
NO_ANSWER: Final[tuple[type[ParleyError], ...]] = (*MOST_USEFUL, AnswerInvalid, ContextTooLong, StorageThrottled)
TOO_LONG: Final = "The answer was cut off because it was too long. Answer again with fewer entries and shorter texts."


class _AnswerCutOff(Exception):
    """The answer came to the model's limit, so that something may be missing from it."""


class Asker:
    """Puts the questions of an analyst to a language model; `varied` as `Prompt` has it."""

    def __init__(self, model: LanguageModel, *, varied: bool = False) -> None:
        self._model, self._varied = model, varied

    def engine(self, prompts: str) -> Engine:
        """The model; `version` is the provider and the versions of the prompts."""
        asked = self._model.engine
        return Engine(name=asked.name, version=f"{asked.version}/{prompts}", draft=asked.draft)

    def ask(self, name: str, data: Data, schema: type[A]) -> A:
        """The answer to the prompt of that name. Raises AnswerInvalid, ContextTooLong and what the model raises."""
        return self._ask(name, data, schema, divisible=False)

    def ask_in_parts(
        self, name: str, items: Sequence[T], data: Callable[[Sequence[T]], Data], schema: type[A]
    ) -> list[tuple[Sequence[T], A]]:
        """An answer per part of the items, in their order. `data` makes a question of some of them.

        As many items go together as fit; a part that is too long for the model after all, or whose answer is, is
        halved. Parts are asked side by side.
        """
        base = tokens_of(as_json(data([])))
        parts = parts_of(items, lambda item: tokens_of(as_json(data([item]))) - base, self.room(name) - base)
        answers = in_parallel(lambda part: self._ask_part(name, part, data, schema), parts)
        return [answer for answered in answers for answer in answered]

    def room(self, name: str) -> int:
        """How many tokens of data a question of that name may carry."""
        return room_for_data(self._model.context_tokens, prompt_file(name).instructions)

    def _ask_part(
        self, name: str, part: Sequence[T], data: Callable[[Sequence[T]], Data], schema: type[A]
    ) -> list[tuple[Sequence[T], A]]:
        try:
            return [(part, self._ask(name, data(part), schema, divisible=len(part) > 1))]
        except (ContextTooLong, _AnswerCutOff):
            if len(part) == 1:
                raise
            return [answer for half in halves_of(part) for answer in self._ask_part(name, half, data, schema)]

    def _ask(self, name: str, data: Data, schema: type[A], *, divisible: bool) -> A:
        """`divisible`: whether the caller can ask for less, instead of having a long answer made shorter."""
        file = prompt_file(name)
        prompt = Prompt(
            name=name,
            version=file.version,
            instructions=file.instructions,
            data=as_json(data),
            varied=self._varied,
            divisible=divisible,
        )
        while True:
            answer = self._model.answer(prompt, schema)
            if answer.truncated and divisible:
                raise _AnswerCutOff
            try:
                return _fitting(answer, schema)
            except Misfit as misfit:
                prompt = self._repaired(prompt, answer, misfit)

    def _repaired(self, prompt: Prompt, answer: ModelAnswer, misfit: Misfit) -> Prompt:
        if len(prompt.repairs) == MAX_REPAIRS:
            who = f"{self._model.engine.name}, prompt {prompt.name} v{prompt.version}"
            raise AnswerInvalid(f"{who}: after {MAX_REPAIRS} repairs the answer still has {misfit.kinds}") from None
        repair = Repair(answer=answer.text, complaint=misfit.complaint)
        return prompt.model_copy(update={"repairs": (*prompt.repairs, repair)})


def _fitting(answer: ModelAnswer, schema: type[A]) -> A:
    if answer.truncated:
        raise Misfit(TOO_LONG, "cut off")
    return parse(answer.text, schema)


def in_parallel(work: Callable[[T], R], items: Sequence[T]) -> list[R]:
    """The results in the order of the items. One item needs no thread."""
    if len(items) <= 1:
        return [work(item) for item in items]
    with ThreadPoolExecutor(max_workers=MAX_PARALLEL_WINDOWS) as pool:
        return list(pool.map(work, items))


def one_line(written: str) -> str:
    """What a model wrote, without what a table or a voice would stumble over."""
    return " ".join(written.replace("\0", " ").split())
