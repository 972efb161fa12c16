"""Data that the plan requires: what of it was told, and how it is asked for. No engine's word is taken for either."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shared.domain.session.answer import AnswerKind
from shared.domain.session.plan_kinds import FollowUpCause
from shared.domain.session.wording import FOLLOW_UPS, mark_of, plain

if TYPE_CHECKING:
    from shared.domain.session.answer import Answer, Considered
    from shared.domain.session.session import Session
    from shared.domain.session.situation import Situation


def told(answer: Answer, considered: Considered, session: Session) -> tuple[str, ...]:
    """Of the data that an engine claims, what stands in its own words in what was said, now or shortly before."""
    said = f" {plain(' '.join([*(exchange.answered for exchange in session.recent), answer.understood]))} "
    claimed = zip(considered.learned, considered.told, strict=False)
    return tuple(data for data, words in claimed if plain(words) and f" {plain(words)} " in said)


def ask_for_data(at: Situation) -> str | None:
    """What asks for missing data and was not asked yet: the plan's own question, then each by its name.

    What somebody does not know, when it was asked for by name, is not asked for again.
    """
    ruled = [rule.ask for rule in at.question.follow_ups if rule.when is FollowUpCause.MISSING_DATA]
    asked = [*(ruled if at.missing else ()), *_by_name(at)]
    return next((ask for ask in asked if mark_of(ask) not in at.session.said), None)


def names_data(at: Situation, text: str) -> bool:
    """Whether a text asks for something that is missing."""
    return any(plain(data) in plain(text) for data in at.missing)


def _by_name(at: Situation) -> Iterator[str]:
    knows = at.considered.kind is not AnswerKind.DONT_KNOW
    for times, wording in enumerate(FOLLOW_UPS[FollowUpCause.MISSING_DATA]):
        for data in at.missing:
            if times == 0 or knows:
                yield wording.format(data=data)
