"""An answer that came while who hears was slow or down: kept, asked for again, and heard when its turn is repeated."""

from typing import Any

import pytest

from shared.domain.errors import EngineFailed, EngineRefused, EngineTimeout, ParleyError
from shared.domain.session.session import Session
from shared.domain.session.status import EndReason
from shared.domain.session.turn import Turn
from shared.domain.session.wording import NOT_HEARD, PLEASE_TYPE
from shared.usecases.end_session import end_session
from tests.builders import INTERVIEW
from tests.unit.domain.session.plans import TEXTS
from tests.unit.session_world import WAV, started


def test_who_is_down_again_and_again_is_typed_for_and_then_it_goes_on() -> None:
    world = started()
    world.hearing.errors = [EngineTimeout("slow") for _ in range(4)]
    said = [world.answer(None, sound=WAV + bytes([n])) for n in range(4)]
    texts = [held.last.reply.text for held in said if held.last and held.last.reply]
    assert texts[:3] == [NOT_HEARD, NOT_HEARD, PLEASE_TYPE]
    assert texts[3].endswith(TEXTS[1])


@pytest.mark.parametrize("named", [{"client_turn_id": "a", "number": 1}, {"client_turn_id": "a"}, {}])
def test_a_turn_that_was_missed_is_heard_when_it_is_repeated(named: dict[str, Any]) -> None:
    world = started()
    world.hearing.errors = [EngineTimeout("slow")]
    assert world.answer(None, sound=WAV, **named).number == 2
    held = world.answer(None, sound=WAV, **named)
    assert (held.number, held.session.turn) == (3, 3)
    assert held.last
    assert (held.last.answer.heard, held.last.answer.missed) == (True, False)
    assert [turn.answer.audio_key for turn in world.turns()] == [held.last.answer.audio_key] * 2
    assert world.answer(None, sound=WAV, **named).last == held.last
    assert world.hearing.calls == ["transcribe"] * 2
    end_session(INTERVIEW, EndReason.REQUESTED, ports=world.ports)
    assert world.hand_over()
    assert list(world.transcript().warnings) == ["an answer was not heard because of EngineTimeout"]


@pytest.mark.parametrize("second", [EngineFailed("down"), EngineRefused("HTTP 400")])
def test_a_turn_that_is_missed_twice_is_heard_the_third_time(second: ParleyError) -> None:
    world = started()
    world.hearing.errors = [EngineTimeout("slow"), second]
    held = [world.answer(None, sound=WAV, client_turn_id="a", number=1) for _ in range(4)]
    assert [one.number for one in held] == [2, 3, 4, 4]
    assert held[2].last
    assert held[2].last.answer.heard


def test_what_was_typed_meanwhile_counts_and_the_repeat_gives_what_it_gave() -> None:
    world = started()
    world.hearing.errors = [EngineTimeout("slow")]
    missed = world.answer(None, sound=WAV, client_turn_id="a", number=1)
    world.answer("typed then", client_turn_id="b", number=2)
    assert world.answer(None, sound=WAV, client_turn_id="a", number=1).last == missed.last
    assert world.session.turn == 3
    assert world.hearing.calls == ["transcribe"]


def test_a_question_that_was_given_up_is_not_answered_by_a_repeat() -> None:
    world = started()
    world.hearing.errors = [EngineTimeout("slow") for _ in range(4)]
    last = [world.answer(None, sound=WAV + bytes([n]), client_turn_id=f"t{n}") for n in range(4)][-1]
    assert world.answer(None, sound=WAV + bytes([3]), client_turn_id="t3", number=4).last == last.last
    assert len(world.hearing.calls) == 4


def test_two_who_repeat_a_missed_turn_at_once_are_heard_once(monkeypatch: pytest.MonkeyPatch) -> None:
    world = started()
    world.hearing.errors = [EngineTimeout("slow")]
    world.answer(None, sound=WAV, client_turn_id="a", number=1)
    receive = world.sessions.receive

    def beaten(session: Session, turn: Turn) -> Turn:
        monkeypatch.setattr(world.sessions, "receive", receive)
        world.answer("another tab", client_turn_id="b", number=2)
        return receive(session, turn)

    monkeypatch.setattr(world.sessions, "receive", beaten)
    assert world.answer(None, sound=WAV, client_turn_id="a", number=1).number == 2
    assert [turn.answer.text for turn in world.turns()] == ["", "another tab"]


def test_who_types_it_under_the_same_id_has_answered_too() -> None:
    world = started()
    world.hearing.errors = [EngineTimeout("slow")]
    world.answer(None, sound=WAV, client_turn_id="a", number=1)
    typed = [world.answer("typed then", client_turn_id="a", number=1) for _ in range(2)]
    assert typed[0].last == typed[1].last
    assert [turn.answer.text for turn in world.turns()] == ["", "typed then"]
    assert world.session.open
    assert world.session.open.text == TEXTS[1]
