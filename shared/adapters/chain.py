"""Engines that stand in for each other: patience with the one, then the next, and what it took on record."""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Generic, TypeVar

from shared.adapters.breakers import Breakers
from shared.adapters.nobody_answered import MOST_USEFUL, RETRIED, most_useful, reasons
from shared.domain.breaker import BreakerKey
from shared.domain.engines import EngineKind, EngineUse
from shared.domain.errors import EngineCircuitOpen, EngineRefused, EngineThrottled, EngineTimeout, ParleyError
from shared.domain.limits import (
    CALL_MARGIN_SECONDS,
    ENGINE_ATTEMPTS,
    ENGINE_BACK_OFF_SECONDS,
    MAX_ENGINE_WAIT_SECONDS,
    MIN_CALL_SECONDS,
    THROTTLED_ATTEMPTS,
    THROTTLED_BACK_OFF_SECONDS,
)
from shared.domain.made_by import Engine
from shared.ports import Meter

E = TypeVar("E")
A = TypeVar("A")
LEAST_SECONDS = CALL_MARGIN_SECONDS + MIN_CALL_SECONDS  # of the function's time: with less, no call is begun


@dataclass(frozen=True)
class Link(Generic[E, A]):
    """An engine in a chain. `engine` gives it, called only when it is needed; `price` is in nanodollars.

    A call takes at most `timeout_seconds`. `context_tokens` is for language models. `charges`: an answer that costs
    nothing has not told what it used. `own_address` is that of a server of the user's own: what is too long for it is
    cut without a word.
    """

    provider: str
    model: str
    engine: Callable[[], E]
    timeout_seconds: float
    price: Callable[[A], int]
    context_tokens: int = 0
    charges: bool = False
    own_address: str = ""

    def __str__(self) -> str:
        return f"{self.provider}/{self.model}"

    @property
    def name(self) -> Engine:
        """Who it is, on results."""
        return Engine(name=self.model, version=self.provider)


@dataclass(frozen=True)
class Patience:
    """How long a chain may wait. `remaining` is the function's time in seconds; tests do not really `pause`."""

    remaining: Callable[[], float]
    pause: Callable[[float], None] = time.sleep
    jitter: Callable[[float, float], float] = random.uniform

    def at_most(self, seconds: float) -> "Patience":
        """The same for work that begins now and has only so many seconds."""
        ends_at = time.monotonic() + seconds
        return replace(self, remaining=lambda: min(self.remaining(), ends_at - time.monotonic()))

    def wait_before(self, attempt: int, error: ParleyError) -> float | None:
        """How long to wait before a call is tried again, None when it is not. `attempt` counts from 1.

        It is what the provider asked for, and a random part of a back-off that doubles.
        """
        throttled = isinstance(error, EngineThrottled)
        asked = (error.retry_after_seconds or 0.0) if isinstance(error, EngineThrottled) else 0.0
        longest = (THROTTLED_BACK_OFF_SECONDS if throttled else ENGINE_BACK_OFF_SECONDS) * 2.0 ** (attempt - 1)
        wait = min(asked + self.jitter(0.0, longest), MAX_ENGINE_WAIT_SECONDS)
        tried_enough = attempt >= (THROTTLED_ATTEMPTS if throttled else ENGINE_ATTEMPTS)
        too_long = asked > MAX_ENGINE_WAIT_SECONDS or wait + LEAST_SECONDS > self.remaining()
        return None if tried_enough or too_long else wait


@dataclass(frozen=True)
class Chain(Generic[E, A]):
    """Asks the links in their order. `measure` writes on a use what its answer used."""

    kind: EngineKind
    links: Sequence[Link[E, A]]
    breakers: Breakers
    patience: Patience
    meter: Meter
    measure: Callable[[EngineUse, A], EngineUse]

    def ask(self, call: Callable[[E], A]) -> tuple[Link[E, A], A]:
        """Who answered, and what. When it was not the first, the step's warnings say why.

        Raises the most useful of the links' errors, and at once what is not a provider's fault.
        """
        failed: list[tuple[str, ParleyError]] = []
        for link in self.links:
            try:
                answer = self._ask_patiently(link, call)
            except MOST_USEFUL as error:
                failed.append((str(link), error))
            else:
                if failed:
                    self.meter.note(f"{link} answered instead of {reasons(failed)}")
                return link, answer
        raise most_useful(failed)

    def _ask_patiently(self, link: Link[E, A], call: Callable[[E], A]) -> A:
        failure: ParleyError | None = None
        for retries in count():
            try:
                return self._ask_once(link, call, retries)
            except RETRIED as error:
                failure, wait = error, self.patience.wait_before(retries + 1, error)
                if wait is None or (isinstance(error, EngineTimeout) and not self._has_its_time(link, wait)):
                    raise
                self.patience.pause(wait)
            except EngineCircuitOpen as error:
                if failure is None:
                    raise
                raise failure from error  # what opened it says more
        raise AssertionError("counting has no end")

    def _ask_once(self, link: Link[E, A], call: Callable[[E], A], retries: int) -> A:
        if self.patience.remaining() < LEAST_SECONDS:
            raise EngineTimeout("the function has no time left for a call", blames_provider=False)
        key = BreakerKey(provider=link.provider, kind=self.kind)
        return self.breakers.guard(key, lambda: self._metered(link, call, retries), seconds=link.timeout_seconds)

    def _has_its_time(self, link: Link[E, A], wait: float = 0) -> bool:
        """Whether a call after so many seconds could take as long as it may: who used all of it needs no less."""
        return self.patience.remaining() - wait - CALL_MARGIN_SECONDS >= link.timeout_seconds

    def _metered(self, link: Link[E, A], call: Callable[[E], A], retries: int) -> A:
        engine, began = link.engine(), time.perf_counter()
        has_its_time = self._has_its_time(link)
        use = EngineUse(provider=link.provider, model=link.model, kind=self.kind, retries=min(retries, 1))
        try:
            answer = call(engine)
        except (*RETRIED, EngineRefused) as error:  # a call that fails is a call all the same
            self._enter(link, _timed(use, began), error.answered if isinstance(error, EngineRefused) else None)
            if isinstance(error, EngineTimeout) and not has_its_time:
                raise EngineTimeout(error.message, blames_provider=False) from error
            raise
        self._enter(link, _timed(use, began), answer)
        return answer

    def _enter(self, link: Link[E, A], use: EngineUse, answer: A | None) -> None:
        if answer is None:
            self.meter.add(use)
            return
        price = link.price(answer)
        if link.charges and not price:
            self.meter.note(f"{link} did not say what it used: what it charges for that is not on record")
        self.meter.add(self.measure(use.model_copy(update={"price_nanodollars": price}), answer))


def _timed(use: EngineUse, began: float) -> EngineUse:
    return use.model_copy(update={"seconds": round(time.perf_counter() - began, 3)})
