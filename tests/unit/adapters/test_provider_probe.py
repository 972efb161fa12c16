"""What is asked of a provider to find out whether it is there."""

import wave
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from shared.adapters.chain import Link
from shared.adapters.provider_probe import GuardedProbe
from shared.domain.breaker import BreakerKey, BreakerState, Pause, pause
from shared.domain.engines import EngineKind
from shared.domain.errors import EnginePaused, EngineRefused
from shared.ports import ProviderProbe, Recognition
from tests.builders import at
from tests.fakes import ScriptedTextToSpeech
from tests.fakes.engines import SILENCE
from tests.unit.adapters.chains import SECONDS, ScriptedModel, Stage, failing, key_of, link
from tests.unit.adapters.test_guarded_model import open_breaker

SPEECH = BreakerKey(provider="groq", kind=EngineKind.SPEECH)


@dataclass
class Listener:
    """Implements `SpeechToText`. Remembers the length of what it was given."""

    seconds: float = 0.0

    def transcribe(self, recording: Path, *, language_hint: str | None) -> Recognition:
        with wave.open(str(recording)) as file:
            self.seconds = file.getnframes() / file.getframerate()
        return SILENCE


def prober(stage: Stage, engine: Callable[[], Any]) -> ProviderProbe:
    return GuardedProbe(stage.process(), lambda _: Link("groq", "m1", engine, SECONDS, lambda _: 0))


def test_an_answer_closes_an_open_breaker_before_its_cool_down() -> None:
    stage, model = Stage(), ScriptedModel()
    open_breaker(stage, "groq")
    GuardedProbe(stage.process(), lambda _: link(model)).probe(key_of("groq"))
    assert stage.breaker("groq").state(stage.clock.now()) is BreakerState.CLOSED
    assert model.calls == ["probe"]


def test_a_refusal_is_raised_and_keeps_it_open() -> None:
    stage = Stage()
    open_breaker(stage, "groq")
    with pytest.raises(EngineRefused):
        prober(stage, lambda: failing([EngineRefused("HTTP 401")])).probe(key_of("groq"))
    assert stage.breaker("groq").cool_down_seconds == 600


def test_a_paused_provider_is_not_even_probed() -> None:
    stage, model = Stage(), ScriptedModel()
    word = Pause(reason="incident", by="ana", at=at(0))
    stage.store.change_breaker(key_of("groq"), lambda breaker: pause(breaker, word))
    with pytest.raises(EnginePaused):
        prober(stage, lambda: model).probe(key_of("groq"))
    assert model.calls == []


def test_speech_to_text_hears_a_second_of_silence() -> None:
    listener = Listener()
    prober(Stage(), lambda: listener).probe(SPEECH)
    assert listener.seconds == 1.0


def test_a_voice_says_a_word() -> None:
    speaker = ScriptedTextToSpeech()
    prober(Stage(), lambda: speaker).probe(BreakerKey(provider="groq", kind=EngineKind.VOICE))
    assert [language for _, language in speaker.said] == ["en"]
