"""Whatever happens in whatever order: at most one probe, no call while open or paused, and a way back."""

from datetime import timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from shared.domain import breaker as rules
from shared.domain import limits
from shared.domain.breaker import Breaker, BreakerKey, BreakerState, Fault, Pause, Probe
from shared.domain.engines import EngineKind
from shared.domain.errors import EngineCircuitOpen, EnginePaused
from tests.fakes.world import EPOCH

KEY = BreakerKey(provider="groq", kind=EngineKind.SPEECH)
LEASE = 40.0


class Callers(RuleBasedStateMachine):
    """Calls begin, end well, end badly, or never end. `calls` are those under way, by holder."""

    @initialize()
    def begin(self) -> None:
        self.now, self.breaker, self.number = EPOCH, Breaker(key=KEY), 0
        self.calls: dict[str, Probe | None] = {}
        self.words = 0

    @rule(seconds=st.sampled_from([0.5, 1.0, 10.0, 30.0, LEASE, 59.5, 600.0]))
    def time_passes(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(forced=st.booleans())
    def call(self, forced: bool) -> None:
        self.number += 1
        holder, before = f"t{self.number}", self.breaker
        probe = Probe(holder=holder, expires_at=self.now + timedelta(seconds=LEASE))
        try:
            self.breaker = rules.admit(before, self.now, probe, forced=forced)
        except EnginePaused:
            assert before.paused
            return
        except EngineCircuitOpen:
            assert before.state(self.now) is BreakerState.OPEN
            assert not forced or before.is_probed(self.now)
            return
        assert before.state(self.now) in ({*BreakerState} - {BreakerState.PAUSED} if forced else ADMITS)
        assert not before.is_probed(self.now)
        self.calls[holder] = self.breaker.probe

    @precondition(lambda self: self.calls)
    @rule(data=st.data(), ends=st.sampled_from(["well", "dies", "neither", *Fault]))
    def call_ends(self, data: Any, ends: str) -> None:
        holder = data.draw(st.sampled_from(sorted(self.calls)))
        del self.calls[holder]
        if ends == "well":
            self.breaker = rules.note_success(self.breaker, holder)
        elif ends == "neither":
            self.breaker = rules.release(self.breaker, holder)
        elif ends != "dies":
            self.breaker = rules.note_failure(self.breaker, Fault(ends), self.now, holder=holder)

    @rule()
    def pause(self) -> None:
        self.words += 1
        self.breaker = rules.pause(self.breaker, Pause(reason=str(self.words), by="ana", at=self.now))

    @precondition(lambda self: self.words)
    @rule()
    def resume(self) -> None:
        self.words = 0
        self.breaker = rules.resume(self.breaker)

    @invariant()
    def at_most_one_probe(self) -> None:
        live = [probe for probe in self.calls.values() if probe and self.now < probe.expires_at]
        assert len(live) <= 1

    @invariant()
    def a_pause_is_an_operator_s(self) -> None:
        assert (self.breaker.paused.reason if self.breaker.paused else "0") == str(self.words)

    @invariant()
    def its_size_and_its_times_are_bounded(self) -> None:
        most = limits.BREAKER_FAILURES + limits.BREAKER_THROTTLES + limits.BREAKER_REFUSALS
        assert len(self.breaker.failures) < most
        assert self.breaker.cool_down_seconds <= limits.BREAKER_MAX_COOL_DOWN_SECONDS

    @invariant()
    def it_always_recovers(self) -> None:
        """Once the provider answers, nobody pauses it, and time enough has passed."""
        later = self.now + timedelta(seconds=limits.BREAKER_MAX_COOL_DOWN_SECONDS + LEASE)
        probe = Probe(holder="last", expires_at=later + timedelta(seconds=LEASE))
        well = rules.note_success(rules.admit(rules.resume(self.breaker), later, probe), "last")
        assert well.state(later) is BreakerState.CLOSED


ADMITS = {BreakerState.CLOSED, BreakerState.HALF_OPEN}
TestCallers = Callers.TestCase
TestCallers.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
