"""What follows a session's end, as the bus and the clock call for it."""

from importlib import import_module
from typing import Any

import pytest

from shared.domain.errors import InternalError
from shared.domain.interview_status import InterviewStatus
from shared.domain.session.status import EndReason
from shared.domain.signals import Signal, SignalName
from shared.runtime.bootstrap import Root
from shared.runtime.outside import Wired
from shared.usecases.end_session import end_session
from tests.builders import INTERVIEW, at
from tests.unit.functions.conftest import Context, contract
from tests.unit.logs import Log
from tests.unit.session_world import SessionWorld, started


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch, environment: None) -> SessionWorld:
    """A session that was ended, and of which nobody has heard."""
    world, root = started(), Root()
    vars(root).update(vars(world.telling))
    monkeypatch.setattr(Wired, "of", classmethod(lambda *_: root))
    world.answer("one thing")
    end_session(INTERVIEW, EndReason.REQUESTED, ports=world.ports)
    return world


def call(event: Any) -> Any:
    return import_module("functions.close_sessions.handler").handler(event, Context())


def told(**key: str) -> dict[str, Any]:
    """The event, as the bus hands it over."""
    ids = {"organisation_id": "acme", "interview_id": "int_1"} | key
    signal = Signal(event=SignalName.SESSION_ENDED, occurred_at=at(1), **ids)
    return {"detail-type": signal.event.value, "detail": signal.model_dump(mode="json", by_alias=True)}


def test_it_is_handed_over_once(ended: SessionWorld) -> None:
    assert [call(told())["told"] for _ in range(2)] == [1, 0]
    assert ended.interview.status is InterviewStatus.AWAITING_UPLOAD
    assert "one thing" in [segment.text for segment in ended.transcript().segments]
    ended.clock.advance(minutes=5)
    assert call({"detail-type": "Scheduled Event", "detail": {}}) == {"abandoned": 0, "told": 0}


@pytest.mark.parametrize("tick", [{}, {"detail": {}}])
def test_a_tick_finds_what_nobody_heard_of(ended: SessionWorld, tick: dict[str, Any]) -> None:
    assert call(tick) == {"abandoned": 0, "told": 0}
    ended.clock.advance(minutes=5)
    assert call(tick) == {"abandoned": 0, "told": 1}
    assert ended.transcript().segments


def test_of_no_session_nothing_is_made(ended: SessionWorld) -> None:
    assert call(told(interview_id="int_9"))["told"] == 0
    assert call(told(organisation_id="other"))["told"] == 0
    assert ended.media.list_uploads() == []


def test_not_a_word_of_it_is_logged(ended: SessionWorld, log: Log) -> None:
    call(told())
    assert log.entries
    assert "one thing" not in log.getvalue()


def test_a_missing_variable_is_named(ended: SessionWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in contract("close_sessions").Settings.__annotations__:
        with monkeypatch.context() as without:
            without.delenv(name.upper())
            with pytest.raises(InternalError, match=name.upper()):
                call({})
