"""Answers that were paid for once and fitted their schema are given again."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from pydantic import BaseModel

from shared.adapters.chain import Link
from shared.adapters.model_analyst.parsing import Misfit, parse
from shared.domain.errors import StorageThrottled
from shared.domain.interview_key import InterviewKey
from shared.ports import AnswerCache, Clock, LanguageModel, ModelAnswer, Prompt

ModelLink = Link[LanguageModel, ModelAnswer]
L = TypeVar("L", bound=Link[Any, Any])
# Kept in place of an answer that was cut off: the dearest there is, and nobody reads it. Its halves are kept in full.
CUT_OFF: Final = ModelAnswer(text="", truncated=True)


@dataclass(frozen=True)
class KeptAnswers:
    """The answers of an interview's organisation, for as long as the interview is not erased."""

    cache: AnswerCache
    interview: InterviewKey
    clock: Clock

    def find(self, links: Sequence[L], prompt: Prompt, schema: type[BaseModel]) -> tuple[L, ModelAnswer] | None:
        """The answer of the first link that has a whole one. Where less can be asked for, else that one was cut off.

        A repair is always asked: its question's answer did not fit.
        """
        if prompt.repairs:
            return None
        organisation_id, now, cut_off = self.interview.organisation_id, self.clock.now(), None
        for link in links:
            answer = self.cache.get_answer(organisation_id, digest_of(link, prompt, schema), now)
            if answer and not answer.truncated:
                return link, answer
            if answer and prompt.divisible:
                cut_off = cut_off or (link, answer)
        return cut_off

    def keep(self, link: Link[Any, Any], prompt: Prompt, schema: type[BaseModel], answer: ModelAnswer) -> bool:
        """Keeps an answer that is whole and fits, or that a divisible question's was cut off; False for one too large.

        A repaired answer is kept as that of the question itself, so a repeat needs no repair.
        """
        kept = _worth_keeping(prompt, schema, answer)
        if kept is None:
            return True
        digest = digest_of(link, prompt, schema)
        try:
            return self.cache.put_answer(self.interview, digest, kept, self.clock.now())
        except StorageThrottled:
            return True  # it is paid for and used; only a repeat would have to pay again


def digest_of(link: Link[Any, Any], prompt: Prompt, schema: type[BaseModel]) -> str:
    """What a question is known by: whom it is put to, and all of it but the repairs and how it is asked."""
    asked = prompt.model_dump(exclude={"repairs", "varied", "divisible"})
    parts: list[Any] = [link.provider, link.model, schema.model_json_schema(), asked]
    if link.own_address:  # another server, or one that takes more at once, answers otherwise by the same name
        parts += [link.own_address, link.context_tokens]
    return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _worth_keeping(prompt: Prompt, schema: type[BaseModel], answer: ModelAnswer) -> ModelAnswer | None:
    if answer.truncated:
        return CUT_OFF if prompt.divisible else None
    return answer if _fits(answer.text, schema) else None


def _fits(text: str, schema: type[BaseModel]) -> bool:
    try:
        parse(text, schema)
    except Misfit:
        return False
    return True
