"""What a turn has used is on the turn, by the write of its reply: the sums are brought up from it, each use once."""

from typing import Any

import pytest

from shared.domain.engines import EngineUse, month_of, sum_uses
from shared.domain.errors import StorageThrottled
from shared.domain.session.status import EndReason
from shared.ports import EngineScope
from shared.usecases.close_sessions import close_sessions
from shared.usecases.end_session import end_session
from tests.builders import INTERVIEW, use
from tests.fakes import MemoryLedger, ScriptedInterviewer
from tests.unit.session_world import WAV, SessionWorld, started

PAID, FREE = use(provider="openai", price_nanodollars=7), use(provider="embedded", price_nanodollars=0)


class Killed(BaseException):
    """The process is gone."""


def paying(monkeypatch: pytest.MonkeyPatch) -> SessionWorld:
    """A session whose interviewer is paid, and has some help that is free."""
    world = started()

    def interviewer(scope: EngineScope) -> ScriptedInterviewer:
        for each in (PAID, FREE, PAID):
            scope.meter.add(each)
        return world.interviewer

    monkeypatch.setattr(world.engines, "interviewer", interviewer)
    return world


def of_turns(world: SessionWorld) -> tuple[EngineUse, ...]:
    return sum_uses(use for turn in world.turns() for billed in turn.bill for use in billed.uses)


def in_the_sums(world: SessionWorld) -> tuple[EngineUse, ...]:
    costs = MemoryLedger(world.memory).costs_of_organisation("acme", month_of(world.clock.now()))
    assert sum_uses(cost.use for cost in MemoryLedger(world.memory).costs_of_interview(INTERVIEW)) == tuple(costs)
    return tuple(costs)


def ended(world: SessionWorld) -> None:
    end_session(INTERVIEW, EndReason.REQUESTED, ports=world.ports)


def test_all_that_was_used_is_on_the_turn_and_in_the_sums(monkeypatch: pytest.MonkeyPatch) -> None:
    world = paying(monkeypatch)
    world.answer(None, sound=WAV)
    world.answer()
    assert [use.calls for use in of_turns(world) if use.provider == "openai"] == [4]
    assert {use.provider for use in of_turns(world)} == {"openai", "embedded", "scripted"}
    assert in_the_sums(world) == of_turns(world)


def killed_before_the_bill(world: SessionWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """A turn whose function dies between its reply and the entries of its bill."""

    def dies(*_: Any) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(MemoryLedger, "record", dies)
        with pytest.raises(Killed):
            world.answer(client_turn_id="a")
    assert world.session.turn == 2
    assert in_the_sums(world) == ()


def test_a_kill_between_the_reply_and_the_bill_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    world = paying(monkeypatch)
    killed_before_the_bill(world, monkeypatch)
    world.answer(client_turn_id="b")
    ended(world)
    assert world.hand_over()
    assert in_the_sums(world) == of_turns(world)
    assert sum(use.price_nanodollars for use in in_the_sums(world)) == 4 * 7


def test_what_is_in_the_sums_is_entered_by_nobody_again(monkeypatch: pytest.MonkeyPatch) -> None:
    world = paying(monkeypatch)
    killed_before_the_bill(world, monkeypatch)
    ended(world)
    for _ in range(3):
        world.clock.advance(minutes=5)
        world.hand_over()
        close_sessions(ports=world.telling)
        world.memory.told.clear()
    assert in_the_sums(world) == of_turns(world)


def test_where_nothing_is_missing_nothing_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    world = paying(monkeypatch)
    world.answer()
    ended(world)
    monkeypatch.setattr(MemoryLedger, "record", None)
    assert world.hand_over()


def test_while_the_table_is_busy_nothing_is_told_and_the_clock_tells_later(monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: Any) -> None:
        raise StorageThrottled("slow down")

    world = paying(monkeypatch)
    killed_before_the_bill(world, monkeypatch)
    ended(world)
    with monkeypatch.context() as patched:
        patched.setattr(MemoryLedger, "record", busy)
        assert not world.hand_over()
    world.clock.advance(minutes=5)
    assert close_sessions(ports=world.telling).told == 1
    assert in_the_sums(world) == of_turns(world)
