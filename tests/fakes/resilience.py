"""Breakers and kept answers in memory."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from shared.domain.breaker import Breaker, BreakerKey, Fault
from shared.domain.interview_key import InterviewKey
from shared.domain.limits import ANSWER_DAYS, MAX_ANSWER_BYTES
from shared.ports import ModelAnswer


@dataclass
class MemoryBreakers:
    """Implements `BreakerStore`. `reads` and `writes` count what a table would charge for."""

    breakers: dict[BreakerKey, Breaker] = field(default_factory=dict)
    reads: int = 0
    writes: int = 0
    _lock: Any = field(default_factory=Lock, repr=False)

    def get_breaker(self, key: BreakerKey) -> Breaker:
        with self._lock:
            return self._read(key)

    def change_breaker(self, key: BreakerKey, change: Callable[[Breaker], Breaker]) -> tuple[Breaker, Breaker]:
        with self._lock:
            before = self._read(key)
            wanted = change(before)
            if wanted == before:
                return before, before
            self.writes += 1
            self.breakers[key] = wanted.model_copy(update={"version": before.version + 1})
            return before, self.breakers[key]

    def _read(self, key: BreakerKey) -> Breaker:
        self.reads += 1
        return self.breakers.get(key, Breaker(key=key))


@dataclass
class RecordedAlarm:
    """Implements `BreakerAlarm`."""

    openings: list[tuple[str, Fault]] = field(default_factory=list)

    def opened(self, key: BreakerKey, fault: Fault) -> None:
        self.openings.append((str(key), fault))


@dataclass
class MemoryAnswers:
    """Implements `AnswerCache`."""

    answers: dict[tuple[str, str], tuple[ModelAnswer, datetime]] = field(default_factory=dict)
    links: set[tuple[InterviewKey, str]] = field(default_factory=set)

    def get_answer(self, organisation_id: str, digest: str, at: datetime) -> ModelAnswer | None:
        answer, expires_at = self.answers.get((organisation_id, digest), (None, at))
        return answer if at < expires_at else None

    def put_answer(self, interview: InterviewKey, digest: str, answer: ModelAnswer, at: datetime) -> bool:
        if len(answer.text.encode()) > MAX_ANSWER_BYTES:
            return False
        self.links.add((interview, digest))
        self.answers[interview.organisation_id, digest] = (answer, at + timedelta(days=ANSWER_DAYS))
        return True

    def forget_interview(self, interview: InterviewKey) -> int:
        mine = {link for link in self.links if link[0] == interview}
        self.links -= mine
        for _, digest in mine:
            self.answers.pop((interview.organisation_id, digest), None)
        return len(mine)


@dataclass
class ScriptedProbe:
    """Implements `ProviderProbe`. An answer closes the breaker; errors are raised one by one."""

    breakers: MemoryBreakers
    probed: list[str] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)

    def probe(self, key: BreakerKey) -> None:
        self.probed.append(str(key))
        if self.errors:
            raise self.errors.pop(0)
        self.breakers.change_breaker(key, lambda breaker: Breaker(key=key, version=breaker.version))
