"""An engine of this process has its time and no more."""

from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import pytest

from shared.adapters.in_time import InTimeSpeechToText
from shared.domain.errors import EngineTimeout, UnsupportedLanguage
from shared.domain.limits import CALL_MARGIN_SECONDS
from shared.ports import Recognition
from shared.runtime.invocation import remaining, within
from tests.fakes import ScriptedSpeechToText
from tests.fakes.engines import SILENCE

FILE = Path("unread")


@dataclass
class Slow(ScriptedSpeechToText):
    """Hears nothing until it is let go."""

    let_go: Event = field(default_factory=Event)
    left: float = 0.0

    def transcribe(self, recording: Path, *, language_hint: str | None) -> Recognition:
        self.let_go.wait(30)
        self.left = remaining()
        return super().transcribe(recording, language_hint=language_hint)


def test_who_is_slow_is_waited_for_no_longer_than_there_is_time_and_knows_it() -> None:
    slow = Slow()
    with within(CALL_MARGIN_SECONDS + 0.05), pytest.raises(EngineTimeout):
        InTimeSpeechToText(slow, remaining).transcribe(FILE, language_hint=None)
    assert slow.calls == []
    slow.let_go.set()
    timely = Slow(let_go=slow.let_go)
    with within(CALL_MARGIN_SECONDS + 20):
        assert InTimeSpeechToText(timely, remaining).transcribe(FILE, language_hint=None) == SILENCE
    assert CALL_MARGIN_SECONDS < timely.left <= CALL_MARGIN_SECONDS + 20


def test_what_it_raises_is_raised() -> None:
    refuses = ScriptedSpeechToText(errors=[UnsupportedLanguage("no")])
    with pytest.raises(UnsupportedLanguage):
        InTimeSpeechToText(refuses, remaining).transcribe(FILE, language_hint="xx")
