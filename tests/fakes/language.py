"""A language model that answers what a test tells it."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from shared.domain.made_by import Engine
from shared.ports import ModelAnswer, Prompt
from tests.fakes.engines import Script

MODEL = Engine(name="scripted-model", version="scripted")
Reply = Callable[[Prompt], Any]


def text_answer(text: str, *, truncated: bool = False) -> ModelAnswer:
    """An answer with some tokens to count."""
    return ModelAnswer(text=text, tokens_in=100, tokens_out=20, tokens_cached=10, truncated=truncated)


@dataclass
class ScriptedModel(Script):
    """Implements `LanguageModel`. Answers are given out in turn; after the last one `reply` makes them.

    An answer that is an error is raised; a dictionary or list is written as JSON.
    """

    answers: list[Any] = field(default_factory=list)
    reply: Reply | None = None
    prompts: list[Prompt] = field(default_factory=list)
    schemas: list[type[BaseModel]] = field(default_factory=list)
    engine: Engine = MODEL
    context_tokens: int = 128_000

    def answer(self, prompt: Prompt, schema: type[BaseModel]) -> ModelAnswer:
        self.called(prompt.name)
        with self._lock:
            self.prompts.append(prompt)
            self.schemas.append(schema)
            said = self.answers.pop(0) if self.answers else None
        return _as_answer(said if said is not None or self.reply is None else self.reply(prompt))


def _as_answer(said: Any) -> ModelAnswer:
    if isinstance(said, Exception):
        raise said
    if isinstance(said, ModelAnswer):
        return said
    return text_answer(said if isinstance(said, str) else json.dumps(said, ensure_ascii=False))
