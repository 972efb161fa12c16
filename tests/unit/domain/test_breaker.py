"""A breaker's rules one by one; tests/unit/domain/test_breaker_machine.py tries them in any order."""

from datetime import datetime, timedelta

import pytest

from shared.domain import breaker as rules
from shared.domain import limits
from shared.domain.breaker import Breaker, BreakerKey, BreakerState, Fault, Pause, Probe
from shared.domain.engines import EngineKind
from shared.domain.errors import (
    AnswerInvalid,
    ContextTooLong,
    EngineCircuitOpen,
    EngineFailed,
    EnginePaused,
    EngineRefused,
    EngineThrottled,
    EngineTimeout,
    EngineUnavailable,
)
from tests.fakes.world import EPOCH

KEY = BreakerKey(provider="groq", kind=EngineKind.ANALYSIS)
CLOSED = Breaker(key=KEY)
PAUSE = Pause(reason="their incident 42", by="ana", at=EPOCH)
THRESHOLDS = [(Fault.FAILED, 5), (Fault.THROTTLED, 20), (Fault.REFUSED, 3)]


def after(seconds: float) -> datetime:
    return EPOCH + timedelta(seconds=seconds)


def lease(seconds: float = 0, holder: str = "t1") -> Probe:
    return Probe(holder=holder, expires_at=after(seconds + 40))


def failing(times: int, fault: Fault = Fault.FAILED, *, every: float = 1.0, start: Breaker = CLOSED) -> Breaker:
    state = start
    for number in range(times):
        state = rules.note_failure(state, fault, after(number * every), holder=None)
    return state


def probing(seconds: float = 40.0, holder: str = "t1") -> Breaker:
    """Opened at second 4, with a probe under way."""
    return rules.admit(failing(5), after(seconds), lease(seconds, holder))


class TestOpens:
    @pytest.mark.parametrize(("fault", "threshold"), THRESHOLDS)
    def test_at_the_threshold_and_not_before(self, fault: Fault, threshold: int) -> None:
        assert failing(threshold - 1, fault).state(after(19)) is BreakerState.CLOSED
        opened = failing(threshold, fault)
        assert opened.state(after(19)) is BreakerState.OPEN
        assert (opened.opened_for, opened.opened_at) == (fault, after(threshold - 1))

    def test_faults_are_counted_apart(self) -> None:
        mixed = failing(2, Fault.REFUSED, start=failing(4, Fault.FAILED, start=failing(19, Fault.THROTTLED)))
        assert mixed.state(after(19)) is BreakerState.CLOSED

    @pytest.mark.parametrize(("every", "state"), [(14.9, BreakerState.OPEN), (15.0, BreakerState.CLOSED)])
    def test_within_the_window_only(self, every: float, state: BreakerState) -> None:
        assert failing(5, every=every).state(after(4 * every)) is state

    def test_a_success_begins_the_count_anew(self) -> None:
        cleared = rules.note_success(failing(4), None)
        assert cleared.failures == ()
        assert failing(4, start=cleared).state(after(4)) is BreakerState.CLOSED

    def test_a_success_that_the_store_has_not_seen_counts_too(self) -> None:
        state = rules.note_failure(failing(4), Fault.FAILED, after(4), holder=None, succeeded_at=after(2))
        assert [failure.at for failure in state.failures] == [after(3), after(4)]

    def test_a_success_without_failures_changes_nothing(self) -> None:
        assert rules.note_success(CLOSED, None) is CLOSED

    def test_for_as_long_as_the_provider_asked(self) -> None:
        state = failing(19, Fault.THROTTLED)
        opened = rules.note_failure(state, Fault.THROTTLED, after(20), holder=None, patience_seconds=90)
        assert opened.probe_from == after(110)

    def test_for_the_longest_time_when_refused(self) -> None:
        assert failing(3, Fault.REFUSED).cool_down_seconds == limits.BREAKER_MAX_COOL_DOWN_SECONDS

    def test_never_longer_than_the_bound(self) -> None:
        state = failing(19, Fault.THROTTLED)
        opened = rules.note_failure(state, Fault.THROTTLED, after(20), holder=None, patience_seconds=86_400)
        assert opened.cool_down_seconds == limits.BREAKER_MAX_COOL_DOWN_SECONDS


class TestHalfOpen:
    @pytest.mark.parametrize(
        ("seconds", "state"), [(33.9, BreakerState.OPEN), (34.0, BreakerState.HALF_OPEN)], ids=["before", "from"]
    )
    def test_after_the_cool_down(self, seconds: float, state: BreakerState) -> None:
        assert failing(5).state(after(seconds)) is state

    def test_lets_one_through(self) -> None:
        probed = probing()
        assert probed.probe == lease(40)
        with pytest.raises(EngineCircuitOpen, match="probe is under way"):
            rules.admit(probed, after(41), lease(41, "t2"))

    def test_a_probe_that_died_does_not_block(self) -> None:
        probed = rules.admit(probing(), after(80), lease(80, "t2"))
        assert probed.probe == lease(80, "t2")

    def test_a_probe_that_succeeds_closes(self) -> None:
        assert rules.note_success(probing(), "t1") == CLOSED

    def test_a_probe_that_fails_opens_for_twice_as_long(self) -> None:
        opened = rules.note_failure(probing(), Fault.FAILED, after(50), holder="t1")
        assert (opened.probe_from, opened.cool_down_seconds, opened.probe) == (after(110), 60, None)

    def test_doubling_is_bounded(self) -> None:
        state, now = failing(5), 4.0
        for _ in range(10):
            now += state.cool_down_seconds
            state = rules.admit(state, after(now), lease(now))
            state = rules.note_failure(state, Fault.FAILED, after(now), holder="t1")
        assert state.cool_down_seconds == limits.BREAKER_MAX_COOL_DOWN_SECONDS

    def test_a_probe_that_says_nothing_of_the_provider_makes_room(self) -> None:
        assert rules.release(probing(), "t1").state(after(41)) is BreakerState.HALF_OPEN

    @pytest.mark.parametrize("holder", [None, "other"])
    def test_calls_from_before_it_opened_change_nothing(self, holder: str | None) -> None:
        probed = probing()
        assert rules.note_success(probed, holder) is probed
        assert rules.release(probed, holder) is probed
        assert rules.note_failure(probed, Fault.FAILED, after(41), holder=holder) is probed

    def test_an_operator_need_not_wait_for_the_cool_down(self) -> None:
        opened = failing(5)
        with pytest.raises(EngineCircuitOpen, match="left alone until 2026"):
            rules.admit(opened, after(10), lease(10))
        assert rules.admit(opened, after(10), lease(10), forced=True).probe == lease(10)

    def test_an_operator_waits_for_another_probe(self) -> None:
        with pytest.raises(EngineCircuitOpen):
            rules.admit(probing(), after(41), lease(41, "t2"), forced=True)


class TestPaused:
    @pytest.mark.parametrize("state", [CLOSED, failing(5), probing()], ids=["closed", "open", "probed"])
    def test_lets_nobody_through(self, state: Breaker) -> None:
        paused = rules.pause(state, PAUSE)
        assert paused.state(after(10_000)) is BreakerState.PAUSED
        for forced in (False, True):
            with pytest.raises(EnginePaused):
                rules.admit(paused, after(10_000), lease(), forced=forced)

    def test_whatever_happens(self) -> None:
        state = rules.pause(probing(), PAUSE)
        assert rules.note_success(state, "t1").paused == PAUSE
        assert rules.note_failure(state, Fault.FAILED, after(50), holder="t1").paused == PAUSE
        assert failing(5, start=rules.pause(CLOSED, PAUSE)).paused == PAUSE

    def test_until_it_is_resumed(self) -> None:
        assert rules.resume(rules.pause(CLOSED, PAUSE)) == CLOSED

    def test_an_open_one_is_probed_afterwards(self) -> None:
        resumed = rules.resume(rules.pause(failing(5), PAUSE))
        assert resumed.state(after(34)) is BreakerState.HALF_OPEN

    def test_the_reason_is_for_operators_and_travels_in_no_error(self) -> None:
        with pytest.raises(EnginePaused) as refused:
            rules.admit(rules.pause(CLOSED, PAUSE), after(1), lease())
        assert PAUSE.reason not in str(refused.value)


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (EngineFailed("x"), Fault.FAILED),
        (EngineTimeout("x"), Fault.FAILED),
        (EngineThrottled("x"), Fault.THROTTLED),
        (EngineRefused("x"), Fault.REFUSED),
        (EngineUnavailable("x"), None),
        (ContextTooLong("x"), None),
        (AnswerInvalid("x"), None),
        (ValueError("x"), None),
    ],
)
def test_what_counts_against_a_provider(error: Exception, fault: Fault | None) -> None:
    assert rules.fault_of(error) is fault


def test_a_key_reads_as_provider_and_kind() -> None:
    assert str(KEY) == "groq/analysis"
