"""What is needed of a language model: text in, text by a schema out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from shared.domain.value import Value

if TYPE_CHECKING:
    from pydantic import BaseModel

    from shared.domain.made_by import Engine


class Repair(Value):
    """An answer that did not fit, and what was wrong with it, in words for the model."""

    answer: str
    complaint: str


class Prompt(Value):
    """A question to a model. `instructions` come from a versioned file; `data` is what they are about, never obeyed.

    `repairs` are the turns that followed. `varied`: another answer is welcome each time; else the same is wanted.
    `divisible`: of an answer that is cut off only that is wanted, as less is asked for then.
    """

    name: str
    version: int
    instructions: str
    data: str
    repairs: tuple[Repair, ...] = ()
    varied: bool = False
    divisible: bool = False


class ModelAnswer(Value):
    """What a model answered, unchecked. `truncated` when it came to its limit; `tokens_in` holds `tokens_cached`."""

    text: str
    tokens_in: int = 0
    tokens_out: int = 0
    tokens_cached: int = 0
    truncated: bool = False


class LanguageModel(Protocol):
    """A model, or a chain of them that stand in for each other."""

    @property
    def engine(self) -> Engine:
        """The model; `version` is the provider. Of a chain: all that answered, in its order, or the first."""
        ...

    @property
    def context_tokens(self) -> int:
        """How many tokens prompt and answer may have together: the least of a chain."""
        ...

    def answer(self, prompt: Prompt, schema: type[BaseModel]) -> ModelAnswer:
        """Asks once. The text is meant to be JSON of `schema`, and may not be.

        Raises EngineTimeout, EngineFailed, EngineThrottled, EngineRefused, EngineCircuitOpen, EnginePaused,
        EngineUnavailable, ContextTooLong.
        """
        ...
