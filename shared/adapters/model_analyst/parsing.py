"""Finds the JSON in a model's answer, and says in words for the model what is wrong with it."""

import re
from collections import Counter
from typing import Final, TypeVar

from pydantic import BaseModel, ValidationError

A = TypeVar("A", bound=BaseModel)

MOST_PROBLEMS: Final = 8
EMPTY: Final = "The answer was empty. Answer with one JSON object."
# Local models think aloud before they answer, and wrap JSON in a fence.
_THOUGHT: Final = re.compile(r"<think>.*?</think>", re.DOTALL)
_FENCED: Final = re.compile(r"```(?:json)?\s*(\{.*\})\s*```", re.DOTALL)


class Misfit(Exception):
    """An answer that does not fit. `complaint` is for the model; `kinds` name what is wrong and hold nothing said."""

    def __init__(self, complaint: str, kinds: str) -> None:
        super().__init__(kinds)
        self.complaint = complaint
        self.kinds = kinds


def parse(text: str, schema: type[A]) -> A:
    """The answer as `schema`. Raises Misfit."""
    found = json_of(text)
    if not found:
        raise Misfit(EMPTY, "empty")
    try:
        return schema.model_validate_json(found)
    except ValidationError as error:
        raise _misfit(error) from None


def json_of(text: str) -> str:
    """The text without what models put around JSON."""
    bare = _THOUGHT.sub("", text).strip()
    fenced = _FENCED.search(bare)
    return fenced.group(1) if fenced and not bare.startswith("{") else bare


def _misfit(error: ValidationError) -> Misfit:
    problems = error.errors(include_url=False, include_context=False, include_input=False)
    shown = [f"- {_place(problem['loc'])}: {problem['msg']}" for problem in problems[:MOST_PROBLEMS]]
    more = len(problems) - len(shown)
    if more:
        shown.append(f"- and {more} more of the kind")
    complaint = "The answer does not fit the schema:\n" + "\n".join(shown) + "\nAnswer again with the whole JSON."
    kinds = Counter(problem["type"] for problem in problems)
    return Misfit(complaint, ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())))


def _place(location: tuple[int | str, ...]) -> str:
    return ".".join(map(str, location)) or "the answer"
