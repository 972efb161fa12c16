"""What is needed so that a provider in trouble is left alone, and so that no answer is paid for twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from shared.domain.breaker import Breaker, BreakerKey, Fault
    from shared.domain.interview_key import InterviewKey
    from shared.ports.language import ModelAnswer


class BreakerStore(Protocol):
    """The breakers that all processes share. They are about providers, so no organisation is in their keys."""

    def get_breaker(self, key: BreakerKey) -> Breaker:
        """As it stands; closed when it was never written."""
        ...

    def change_breaker(self, key: BreakerKey, change: Callable[[Breaker], Breaker]) -> tuple[Breaker, Breaker]:
        """What it was and what it is. `change` is asked again when another was quicker, and what it raises is raised.

        Nothing is written when it answers the breaker as it was. Raises StorageThrottled.
        """
        ...


class BreakerAlarm(Protocol):
    """Tells operators that a breaker opened."""

    def opened(self, key: BreakerKey, fault: Fault) -> None:
        """Must not raise: it is called beside paid work."""
        ...


class AnswerCache(Protocol):
    """Answers of models by the digest of the question, per organisation. They hold what was said."""

    def get_answer(self, organisation_id: str, digest: str, at: datetime) -> ModelAnswer | None:
        """The answer, unless it has expired at that time."""
        ...

    def put_answer(self, interview: InterviewKey, digest: str, answer: ModelAnswer, at: datetime) -> bool:
        """Keeps it for ANSWER_DAYS, found again by the interview's erasure. False when it is too large to be kept."""
        ...

    def forget_interview(self, interview: InterviewKey) -> int:
        """Removes every answer that was made for the interview; how many they were."""
        ...


class ProviderProbe(Protocol):
    """Asks a provider the least that there is to ask."""

    def probe(self, key: BreakerKey) -> None:
        """Past its breaker, without waiting for the cool-down: an answer closes it.

        Raises EnginePaused, EngineCircuitOpen while another probe is under way, and what the engine raises.
        """
        ...
