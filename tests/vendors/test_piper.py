"""The embedded voice as it is: Piper in a process of its own, understood by Whisper."""

from collections.abc import Iterator
from pathlib import Path

import jiwer
import pytest

from local import piper
from shared.adapters.metered import EMBEDDED
from shared.adapters.whisper import WhisperSpeechToText
from shared.domain.engines import EngineKind
from shared.domain.tier import Tier
from shared.ports import EngineScope
from shared.runtime.engines import PIPER, EmbeddedEngines
from tests.builders import INTERVIEW
from tests.unit.adapters.chains import RecordedMeter

pytestmark = [
    pytest.mark.engines,
    pytest.mark.loopback,
    pytest.mark.skipif(not piper.installed(), reason="the voice cannot be had here"),
]
SAID = "Tell me about a release that went wrong. What did you learn from it, and what would you do differently today?"
WORDS = jiwer.Compose(
    [jiwer.ToLowerCase(), jiwer.RemovePunctuation(), jiwer.Strip(), jiwer.ReduceToListOfListOfWords()]
)


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    started = piper.start(tmp_path)
    assert started, piper.why_not(tmp_path)
    yield started.url
    piper.stop(tmp_path)


def test_what_it_says_is_understood(url: str, tmp_path: Path) -> None:
    meter = RecordedMeter()
    engines = EmbeddedEngines(model_cache="", hears=False, piper_url=url)
    speaker = engines.voice(EngineScope(interview=INTERVIEW, tier=Tier.ESSENTIAL, meter=meter))
    assert speaker
    speech = speaker.synthesise(SAID, language="en")
    (use,) = meter.uses
    assert (use.provider, use.model, use.kind, use.characters) == (EMBEDDED, PIPER, EngineKind.VOICE, len(SAID))
    assert use.price_nanodollars == 0

    recording = tmp_path / "said.wav"
    recording.write_bytes(speech.sound)
    cache = piper.PROJECT / ".parley" / "models"
    heard = WhisperSpeechToText(cache).transcribe(recording, language_hint="en")
    text = " ".join(segment.text for segment in heard.segments)
    assert jiwer.wer(SAID, text, reference_transform=WORDS, hypothesis_transform=WORDS) <= 0.15, text
