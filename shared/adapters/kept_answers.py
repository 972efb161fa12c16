"""Answers that were paid for once and fitted their schema are given again."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel

from shared.adapters.chain import Link
from shared.adapters.model_analyst.parsing import Misfit, parse
from shared.domain.errors import StorageThrottled
from shared.domain.interview_key import InterviewKey
from shared.ports import AnswerCache, Clock, LanguageModel, ModelAnswer, Prompt

ModelLink = Link[LanguageModel, ModelAnswer]
L = TypeVar("L", bound=Link[Any, Any])


@dataclass(frozen=True)
class KeptAnswers:
    """The answers of an interview's organisation, for as long as the interview is not erased."""

    cache: AnswerCache
    interview: InterviewKey
    clock: Clock

    def find(self, links: Sequence[L], prompt: Prompt, schema: type[BaseModel]) -> tuple[L, ModelAnswer] | None:
        """The answer of the first link that has one. A repair is always asked: its question's answer did not fit."""
        if prompt.repairs:
            return None
        organisation_id, now = self.interview.organisation_id, self.clock.now()
        for link in links:
            answer = self.cache.get_answer(organisation_id, digest_of(link, prompt, schema), now)
            if answer:
                return link, answer
        return None

    def keep(self, link: Link[Any, Any], prompt: Prompt, schema: type[BaseModel], answer: ModelAnswer) -> bool:
        """Keeps an answer that is whole and fits; False for one that fits but is too large.

        A repaired answer is kept as that of the question itself, so a repeat needs no repair.
        """
        if answer.truncated or not _fits(answer.text, schema):
            return True
        digest = digest_of(link, prompt, schema)
        try:
            return self.cache.put_answer(self.interview, digest, answer, self.clock.now())
        except StorageThrottled:
            return True  # it is paid for and used; only a repeat would have to pay again


def digest_of(link: Link[Any, Any], prompt: Prompt, schema: type[BaseModel]) -> str:
    """What a question is known by: whom it is put to, and all of it but the repairs and how it is asked."""
    asked = prompt.model_dump(exclude={"repairs", "varied"})
    parts = [link.provider, link.model, schema.model_json_schema(), asked]
    return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _fits(text: str, schema: type[BaseModel]) -> bool:
    try:
        parse(text, schema)
    except Misfit:
        return False
    return True
